export { ChangeDossier, DOSSIER_TYPE, dossierDigest } from './change-dossier.js';
export {
  DOSSIER_PAYLOAD,
  dossierIn,
  MAX_DOSSIER_BYTES,
  signDossier,
  verifyDossier,
  type SignedDossier,
} from './signed-dossier.js';
