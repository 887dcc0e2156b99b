import { CORE } from './builtins-core.js';
import { CRYPTO } from './builtins-crypto.js';
import { ENCODING } from './builtins-encoding.js';
import { GRAPH } from './builtins-graph.js';
import { JSON_BUILTINS } from './builtins-json.js';
import { JWT } from './builtins-jwt.js';
import { NET } from './builtins-net.js';
import { AGGREGATES, NUMBERS } from './builtins-numbers.js';
import { OBJECTS } from './builtins-objects.js';
import { REGEX } from './builtins-regex.js';
import { SCHEMA } from './builtins-schema.js';
import { ARRAYS, SETS } from './builtins-sets.js';
import { STRINGS } from './builtins-strings.js';
import { TIME } from './builtins-time.js';
import { UNITS } from './builtins-units.js';
import type { Builtin, Family } from './operand-checks.js';

const FAMILIES: Family[] = [
  CORE,
  NUMBERS,
  AGGREGATES,
  SETS,
  ARRAYS,
  STRINGS,
  REGEX,
  OBJECTS,
  JSON_BUILTINS,
  SCHEMA,
  ENCODING,
  CRYPTO,
  JWT,
  TIME,
  UNITS,
  NET,
  GRAPH,
];

/** Every built-in the engine has, by its Rego name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(FAMILIES.flatMap((family) => Object.entries(family)));
