export { packBundle } from './bundle-archive.js';
export { bundleFiles, contentDigest, type BundleContent, type BundleFile } from './bundle-files.js';
export { bundleRoots } from './bundle-roots.js';
export { signaturesFile, signedHash, type BundleSigner } from './bundle-signature.js';
export { importingRegoV1 } from './rego-v1-import.js';
export { packageClause, type PackageClause } from './package-path.js';
