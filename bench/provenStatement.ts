import { provingArtifacts } from '@veilgrid/circuits';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { type MemoryFile, wtns } from 'snarkjs';
import { clearInputs, settleInputs } from './statements.js';

export interface ProvenStatement {
  readonly circuit: 'settle' | 'clear';
  readonly zkey: string;
  /** As a wtns file. */
  readonly witness: Uint8Array;
}

/** A statement in full size with its witness. */
export async function provenStatement(circuit: ProvenStatement['circuit']): Promise<ProvenStatement> {
  const { wasm, zkey } = await provingArtifacts('full', circuit);
  const [hasher, params] = [await createHasher(), paramsOf('full')];
  const input = circuit === 'settle' ? settleInputs(hasher, params) : await clearInputs(hasher, params);
  const out: MemoryFile = { type: 'mem' };
  await wtns.calculate(input, wasm, out);
  return { circuit, zkey, witness: out.data! };
}
