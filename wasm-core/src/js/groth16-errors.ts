/** WITNESS: the input does not satisfy the circuit. INPUT: it lacks signals or has others. PROVE: the rest. */
export type ProverErrorCode = 'WITNESS' | 'INPUT' | 'PROVE';

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
