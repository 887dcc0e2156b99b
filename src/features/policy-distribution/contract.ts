export { bundleRevision, policyOfRevision } from './bundling/bundle-revision.js';
export { chosenByControls, type GivenPolicy } from './chosen-policy.js';
