function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } };
  return process?.env[name];
}

/** Whether the environment asks for the plain implementations; browsers have no environment. */
export function usesJs(): boolean {
  return environment('VEILGRID_HASHER') === 'js';
}

/** Whether it asks for proofs by snarkjs's curve. */
export function usesSnarkjs(): boolean {
  return environment('VEILGRID_PROVER') === 'snarkjs';
}

/** Whether it asks for the modules that multiply one field element at a time. */
export function simdIsOff(): boolean {
  return environment('VEILGRID_SIMD') === 'off';
}
