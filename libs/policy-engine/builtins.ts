import { ARRAYS, SETS } from './builtins-sets.js';
import { AGGREGATES, NUMBERS } from './builtins-numbers.js';
import { CORE } from './builtins-core.js';
import { OBJECTS } from './builtins-objects.js';
import { REGEX } from './builtins-regex.js';
import { STRINGS } from './builtins-strings.js';
import type { Builtin, Family } from './operand-checks.js';

const FAMILIES: Family[] = [CORE, NUMBERS, AGGREGATES, SETS, ARRAYS, STRINGS, REGEX, OBJECTS];

/** Every built-in the engine has, by its Rego name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(FAMILIES.flatMap((family) => Object.entries(family)));
