export { JsonTextError, type JsonFault, type JsonPlace } from './json-text-error.js';
export { afterBlanks, JsonScanner } from './json-scanner.js';
export { beyond, JSON_BOUNDS, readJson, scanJson, type JsonBounds, type ReadingOptions } from './read-json.js';
export { checkJsonValue, isJsonValue, type ValueOptions } from './json-value.js';
export { hasEscapedName, parseJson } from './parse-json.js';
export { numberFault } from './exact-number.js';
