import { readFileSync } from 'node:fs';
import { compileCircuit, provingArtifacts } from '@veilgrid/circuits';
import { readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { paramsOf } from '@veilgrid/protocol/params';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { compileCalculator } from '@veilgrid/wasm-core/prover/files';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { calculateWitness } from '@veilgrid/wasm-core/prover/witness';
import {
  FORMER_MASK_N,
  type FormerCircuit,
  formerFiles,
  formerMaskSumInputs,
  formerPointCommitment,
  formerSettleInputs,
} from './formerCircuits.js';
import { type Row, row } from './rows.js';
import { maskSumInputs, settleInputs } from './statements.js';
import { cpuMedians, cpuSecondsOf } from './timing.js';

const WITNESSES = 5;
/** Best of, in turns; the first of a process takes its key in and is not counted. */
const PROOFS = 2;
const MILLI = 1000;
const params = paramsOf('full');

/** A statement in one form. */
interface Form {
  readonly r1cs: string;
  readonly wasm: string;
  readonly zkey: string;
  readonly inputs: CircuitInputs;
  /** Settlements that it serves. */
  readonly settlements: number;
}

/** Settle and masksum beside what stood in their place: constraints, and the CPU time of witness and proof. */
export async function formerRows(hasher: Hasher): Promise<Row[]> {
  const maskSum = maskSumInputs(hasher, params, FORMER_MASK_N);
  const statements = {
    settle: {
      ours: { inputs: settleInputs(hasher, params), settlements: 1 },
      former: {
        inputs: formerSettleInputs(settleInputs(hasher, params, formerPointCommitment)),
        settlements: 1,
      },
    },
    masksum: {
      ours: { inputs: maskSumInputs(hasher, params), settlements: params.maskN },
      former: { inputs: formerMaskSumInputs(params, maskSum), settlements: FORMER_MASK_N },
    },
  } as const;
  const prover = createProver();
  const rows: Row[] = [];
  for (const name of ['settle', 'masksum'] as const) {
    const { ours, former } = statements[name];
    const { r1cs } = await compileCircuit('full', name);
    const now = { ...ours, ...(await provingArtifacts('full', name)), r1cs };
    rows.push(...(await rowsOf(prover, name, now, { ...former, ...(await formerFiles(name, params)) })));
  }
  await prover.close();
  return rows;
}

async function rowsOf(prover: Prover, name: FormerCircuit, now: Form, former: Form): Promise<Row[]> {
  const forms = [now, former];
  const works = await Promise.all(
    forms.map(async ({ wasm, inputs }) => {
      const calculator = await compileCalculator(wasm);
      return () => calculateWitness(calculator, inputs);
    }),
  );
  const witness = await cpuMedians(WITNESSES, ...works);
  const proofs = forms.map((): number[] => []);
  for (const form of forms) await prover.prove(form, form.inputs);
  for (let round = 0; round < PROOFS; round++) {
    for (const [i, form] of forms.entries())
      proofs[i]!.push(await cpuSecondsOf(() => prover.prove(form, form.inputs)));
  }
  const proof = proofs.map((times) => Math.min(...times));
  const constraints = forms.map(({ r1cs }) => readR1cs(readFileSync(r1cs)).nConstraints);
  const by = now.settlements > 1 ? 'by settlement, ' : '';
  const of = (what: string) => `${what} of ${name}, ${by}full profile`;
  const beside = (what: string, [ours, theirs]: readonly number[], unit: string) =>
    row(of(what), ours! / now.settlements, unit, `${name} before`, theirs! / former.settlements);
  return [
    beside('constraints', constraints, 'constraints'),
    beside(
      'witness',
      witness.map((s) => s * MILLI),
      'ms of CPU',
    ),
    beside('witness and proof', proof, 's of CPU'),
  ];
}
