export type { Place, YamlCode } from './reading/finding-list.js';
export { type ImportOptions, type ImportedPolicy, type RefusedImport, importYamlRules } from './import-yaml-rules.js';
export type { ResolveFile, YamlFile } from './reading/rule-files.js';
export { type SourceMap, type SourceMapEntry, yamlRuleAt } from './reading/source-map.js';
export { MAX_FILE_BYTES } from './reading/yaml-document.js';
