export { askBinary, shippedPolicy } from './binary-oracle.js';
export { generatedInputs } from './generated-inputs.js';
