export { type SamplePolicy, realisticPolicy, smallPolicy } from './sample-policies.js';
export { wasmOracle } from './wasm-oracle.js';
