export { type SamplePolicy, realisticPolicy, smallPolicy } from './sample-policies.js';
export { wasmOracle } from './wasm-oracle.js';
export { type GeneratedComparison, compareGenerated } from './generated-comparison.js';
export { compareFormatted, type FormattingComparison } from './formatting-comparison.js';
export { compileTogether } from './compile-together.js';
