export { askBinary, shippedPolicy } from './binary-oracle.js';
export { dice, generatedInputs } from './generated-inputs.js';
export { TREE_INPUTS, packageTrees } from './package-trees.js';
