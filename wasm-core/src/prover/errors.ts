/**
 * WITNESS: the input does not satisfy the circuit. INPUT: it lacks signals or has others. KEY: an unusable zkey.
 * WTNS: an unusable wtns file, or one of another circuit. CIRCUIT: an unusable witness calculator. PROVE: the rest.
 */
export type ProverErrorCode = 'WITNESS' | 'INPUT' | 'KEY' | 'WTNS' | 'CIRCUIT' | 'PROVE';

/** A proof that could not be made. The message names lines of the circuit, never values. */
export class ProverError extends Error {
  override readonly name = 'ProverError';

  constructor(
    readonly code: ProverErrorCode,
    message: string,
  ) {
    super(message);
  }
}
