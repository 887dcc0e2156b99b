export { default } from './run-teardown.mjs';
