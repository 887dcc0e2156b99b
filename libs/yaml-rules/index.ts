export type { Place, YamlCode } from './finding-list.js';
export { type ImportOptions, type ImportedPolicy, type RefusedImport, importYamlRules } from './import-yaml-rules.js';
export type { ResolveFile, YamlFile } from './rule-files.js';
export { type SourceMap, type SourceMapEntry, yamlRuleAt } from './source-map.js';
export { MAX_FILE_BYTES } from './yaml-document.js';
