/** What proofs of the full profile take, beside a settlement and beside snarkjs. */
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { paramsOf } from '@veilgrid/protocol/params';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { groth16, type MemoryFile, wtns } from 'snarkjs';
import { type Row, row } from './rows.js';
import { settleInputs } from './statements.js';
import { ALL_THREADS } from './threads.js';
import { least } from './timing.js';

/** Best of, in turns: a proof takes seconds, to which a machine's other work only adds. */
const ROUNDS = 3;

export interface Statement {
  readonly circuit: Circuit;
  readonly input: CircuitInputs;
}

/** Witness and proof of each beside a settlement's in turns, then each proof beside snarkjs's of the same witness. */
export async function proofRows(hasher: Hasher, statements: readonly Statement[]): Promise<Row[]> {
  const settle: Statement = { circuit: 'settle', input: settleInputs(hasher, paramsOf('full')) };
  const prover = createProver();
  const works: (() => Promise<unknown>)[] = [];
  for (const statement of [settle, ...statements]) works.push(await ready(prover, statement));
  const [settled, ...seconds] = await least(ROUNDS, ...works);
  const rows = statements.map(({ circuit }, i) =>
    row(
      `${circuit}, witness and proof, full profile, ${ALL_THREADS}`,
      seconds[i]!,
      's',
      'a settlement, the same',
      settled!,
    ),
  );
  for (const statement of statements) rows.push(await againstSnarkjs(prover, statement));
  await prover.close();
  return rows;
}

/** Witness and proof; the first of a key takes it in, and is checked. */
async function ready(prover: Prover, { circuit, input }: Statement): Promise<() => Promise<unknown>> {
  const files = await provingArtifacts('full', circuit);
  const verifier = await createVerifier({ [circuit]: verificationKey('full', circuit) });
  const proof = await prover.prove(files, input);
  if (!verifier.verify({ key: circuit, ...proof }).ok) throw new Error(`${circuit}: proof refused`);
  return () => prover.prove(files, input);
}

async function againstSnarkjs(prover: Prover, { circuit, input }: Statement): Promise<Row> {
  const { wasm, zkey } = await provingArtifacts('full', circuit);
  const out: MemoryFile = { type: 'mem' };
  await wtns.calculate(input, wasm, out);
  const witness = out.data!;
  const [ours, theirs] = await least(
    ROUNDS,
    () => prover.proveWitness(zkey, witness),
    () => groth16.prove(zkey, { type: 'mem', data: witness }),
  );
  return row(`prove ${circuit}, full profile, ${ALL_THREADS}`, ours!, 's', 'snarkjs groth16.prove', theirs!);
}
