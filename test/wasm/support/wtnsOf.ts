import * as snarkjs from 'snarkjs';

/** The wtns file of an input, by snarkjs. */
export async function wtnsOf(input: object, wasm: string): Promise<Uint8Array> {
  const out: { type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  await snarkjs.wtns.calculate(input, wasm, out);
  return out.data!;
}
