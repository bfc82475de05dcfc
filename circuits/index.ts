export {
  ensureArtifacts,
  type ProvingArtifacts,
  provingArtifacts,
  type VerificationKeyJson,
  verificationKey,
} from './artifacts.js';
export type { BuildProgress } from './scripts/build.js';
export { assertKeysAllowed, assertTranscript, type ChainKeys } from './scripts/ceremony/keysAllowed.js';
export { type CompiledCircuit, compileCircuit } from './scripts/compile.js';
export { developmentKey } from './scripts/developmentKey.js';
export { ArtifactError, type ArtifactErrorCode } from './scripts/errors.js';
export { type CircuitRecord, loadManifest, type Manifest, manifestHash } from './scripts/manifest.js';
export {
  CIRCUITS,
  type CircuitName,
  type CircuitSpec,
  circuitSpec,
  PROFILES,
  type ProfileName,
} from './scripts/spec.js';
