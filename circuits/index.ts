export { type CompiledCircuit, compileCircuit } from './scripts/compile.js';
export { ArtifactError, type ArtifactErrorCode } from './scripts/errors.js';
export {
  CIRCUITS,
  type CircuitName,
  type CircuitSpec,
  circuitSpec,
  PROFILES,
  type ProfileName,
} from './scripts/spec.js';
