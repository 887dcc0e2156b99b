export { canonicalJson, NotCanonicalError } from './canonical-json.js';
export { canonicalEnvelope, chainOf, digestOf, GENESIS_CHAIN } from './ledger-hash.js';
