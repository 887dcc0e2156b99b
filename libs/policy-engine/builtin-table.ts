import { CORE } from './built-ins/core.js';
import { CRYPTO } from './built-ins/crypto.js';
import { ENCODING } from './built-ins/encoding.js';
import { GRAPH } from './built-ins/graph.js';
import { JSON_BUILTINS } from './built-ins/json.js';
import { JWT } from './built-ins/jwt.js';
import { NET } from './built-ins/net.js';
import { AGGREGATES, NUMBERS } from './built-ins/numbers.js';
import { OBJECTS } from './built-ins/objects.js';
import { REGEX } from './built-ins/regex.js';
import { SCHEMA } from './built-ins/schema.js';
import { ARRAYS, SETS } from './built-ins/sets.js';
import { SEMVER } from './formats/semver.js';
import { STRINGS } from './built-ins/strings.js';
import { TIME } from './built-ins/time.js';
import { UNITS } from './built-ins/units.js';
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
  SEMVER,
  NET,
  GRAPH,
];

/** Every built-in the engine has, by its Rego name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(FAMILIES.flatMap((family) => Object.entries(family)));
