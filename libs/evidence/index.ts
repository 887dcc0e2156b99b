export { canonicalJson, inCanonicalOrder, NotCanonicalError } from './canonical-json.js';
export { EXPORT_FORMAT, exportLine, exportTrailer, type ExportTrailer } from './export-format.js';
export { envelopeDigest } from './envelope-digest.js';
export { canonicalEnvelope, chainOf, digestOf, GENESIS_CHAIN } from './ledger-hash.js';
export type { Sha256 } from './sha256.js';
export type { BlockReaders, ReadBlock } from './stretches/block-readers.js';
export { goodStretch, type GoodStretch } from './stretches/good-stretch.js';
export type {
  TrustedHead,
  VerificationFailure,
  VerificationReason,
  VerificationResult,
  VerifiedExport,
} from './verification-result.js';
export { judgementOf, resultLines, trustedHeadIn, type Judgement } from './verification-words.js';
export { verifyExport, type VerifyOptions } from './verify-export.js';
