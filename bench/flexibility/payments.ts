/** What a household proves to be paid, beside snarkjs and beside a settlement. */
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { paramsOf } from '@veilgrid/protocol/params';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { groth16, type MemoryFile, wtns } from 'snarkjs';
import { claims, deliveries } from '../deliveries.js';
import { type Row, row } from '../rows.js';
import { settleInputs } from '../statements.js';
import { ALL_THREADS } from '../threads.js';
import { least } from '../timing.js';

/** Best of, in turns: a proof takes seconds, to which a machine's other work only adds. */
const ROUNDS = 3;

interface Statement {
  readonly circuit: 'settle' | 'claim' | 'deliver';
  readonly input: CircuitInputs;
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

export async function paymentRows(hasher: Hasher): Promise<Row[]> {
  const settle: Statement = { circuit: 'settle', input: settleInputs(hasher, paramsOf('full')) };
  const deliver: Statement = { circuit: 'deliver', input: deliveries(hasher, 1)[0]! };
  const claim: Statement = { circuit: 'claim', input: claims(hasher, 1)[0]! };
  const prover = createProver();
  const works = [await ready(prover, settle), await ready(prover, deliver), await ready(prover, claim)];
  const [settled, delivered, claimed] = await least(ROUNDS, ...works);
  const beside = (circuit: string, seconds: number) =>
    row(
      `${circuit}, witness and proof, full profile, ${ALL_THREADS}`,
      seconds,
      's',
      'a settlement, the same',
      settled!,
    );
  const rows = [
    beside('deliver', delivered!),
    beside('claim', claimed!),
    await againstSnarkjs(prover, deliver),
    await againstSnarkjs(prover, claim),
  ];
  await prover.close();
  return rows;
}
