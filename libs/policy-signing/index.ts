export {
  bad as badEnvelope,
  Envelope,
  preAuthEncoding,
  signedPayload,
  signPayload,
  type BadEnvelope,
  type PayloadKind,
} from './dsse.js';
export { signStatement, verifyEnvelope, type Verification } from './envelope.js';
export { PAYLOAD_TYPE, RevisionStatement, STATEMENT_TYPE, statementBytes } from './revision-statement.js';
export {
  generateSigningKey,
  isUnusableKey,
  readPrivateKey,
  readPublicKey,
  SIGNING_ALGORITHMS,
  type PublicKey,
  type SigningAlgorithm,
  type SigningKey,
  type UnusableKey,
} from './signing-keys.js';
