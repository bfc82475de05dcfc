/** Rows of money: transfer and issue against snarkjs from the same witness, an exchange against two transfers. */
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { encodeProof, PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import {
  noteCommitment,
  ownerPkOf,
  TRANSFER_MEMO_BYTES,
  transferCircuitInputs,
} from '@veilgrid/protocol/core/money/note';
import { issueCircuitInputs } from '@veilgrid/protocol/core/money/slip';
import { MONEY, type Params, paramsOf } from '@veilgrid/protocol/params';
import { encodeTx } from '@veilgrid/protocol/tx';
import { createHasher } from '@veilgrid/wasm-core';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { createVerifier, type Verifier } from '@veilgrid/wasm-core/verifier/verifier';
import { curves, groth16, type MemoryFile, wtns } from 'snarkjs';
import { type Row, row } from '../rows.js';
import { ALL_THREADS } from '../threads.js';
import { median, medians, secondsOf } from '../timing.js';

/** Medians of so many, in turns. */
const ROUNDS = { transfer: 5, issue: 25 } as const;
const VERIFIED = 50;
const CONTEXT = 4_711n;

interface Statement {
  readonly circuit: 'transfer' | 'issue';
  readonly zkey: string;
  /** As a wtns file. */
  readonly witness: Uint8Array;
}

/** Two notes of two keys, of an asset, into two others. */
export function transferInputs(hasher: Hasher, params: Params, asset = MONEY) {
  const sk = [11n, 22n] as const;
  const notes = sk.map((key, i) => ({ asset, value: 700n, ownerPk: ownerPkOf(hasher, key), rho: BigInt(i) }));
  const tree = new Tree8(hasher, params.noteDepth, [
    ...Array<bigint>(500).fill(7n),
    ...notes.map((note) => noteCommitment(hasher, note)),
  ]);
  const [first, second] = notes.map((note, i) => ({ ...note, path: tree.path(500 + i) }));
  const output = (value: bigint) => ({ asset, value, ownerPk: 33n, rho: value });
  return transferCircuitInputs({
    sk,
    inputs: [first!, second!],
    outputs: [output(900n), output(490n)],
    noteRoot: tree.root,
    publicOut: 10n,
    context: CONTEXT,
  });
}

async function statementOf(circuit: Statement['circuit'], inputs: object): Promise<Statement> {
  const { wasm, zkey } = await provingArtifacts('full', circuit);
  const out: MemoryFile = { type: 'mem' };
  await wtns.calculate(inputs as Parameters<typeof wtns.calculate>[0], wasm, out);
  return { circuit, zkey, witness: out.data! };
}

async function againstSnarkjs(prover: Prover, { circuit, zkey, witness }: Statement): Promise<Row> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS[circuit]; round++) {
    ours.push(await secondsOf(() => prover.proveWitness(zkey, witness)));
    theirs.push(await secondsOf(() => groth16.prove(zkey, { type: 'mem', data: witness })));
  }
  const name = `prove ${circuit}, full profile, ${ALL_THREADS}`;
  return row(name, median(ours), 's', 'snarkjs groth16.prove', median(theirs));
}

/** Both proofs of an exchange, verified in one batch, against those of two transfers, each on its own. */
async function exchangeRows(prover: Prover, verifier: Verifier, parts: readonly Statement[]): Promise<Row[]> {
  const proven = await Promise.all(parts.map(({ zkey, witness }) => prover.proveWitness(zkey, witness)));
  const jobs = proven.map((claim) => ({ key: 'transfer', ...claim }));
  const all = (results: readonly { readonly ok: boolean }[]) => {
    if (!results.every(({ ok }) => ok)) throw new Error('proof refused');
  };
  const together = () => all(verifier.verifyMany(jobs));
  const apart = () => all(jobs.map((job) => verifier.verify(job)));
  const [exchange, transfers] = await medians(VERIFIED, together, apart);
  const bytes = proven.map(({ proof }) => encodeProof(proof));
  const peer = 'two transfers';
  return [
    row('verify an exchange, full profile', exchange!, 's', peer, transfers!),
    row('an exchange on the wire', exchangeBytes(bytes), 'bytes', peer, 2 * transferBytes(bytes[0]!)),
  ];
}

const MEMO = new Uint8Array(TRANSFER_MEMO_BYTES);
const PART = { asset: MONEY, noteRoot: 1n, nf: [2n, 3n], cm: [4n, 5n], memo1: MEMO, memo2: MEMO };
const MONEY_PART = { ...PART, redeemed: 0n, payoutReference: new Uint8Array(32) };

function transferBytes(proofs: Uint8Array): number {
  return encodeTx('full', { kind: 'transfer', body: MONEY_PART, proofs, signatures: [] }).length;
}

function exchangeBytes(proofs: readonly Uint8Array[]): number {
  const both = new Uint8Array(PROOF_BYTES * proofs.length);
  proofs.forEach((proof, i) => {
    both.set(proof, PROOF_BYTES * i);
  });
  const body = { assetPart: PART, moneyPart: MONEY_PART };
  return encodeTx('full', { kind: 'exchange', body, proofs: both, signatures: [] }).length;
}

/** The rows of notes and assets. */
export async function moneyRows(): Promise<Row[]> {
  const [hasher, params] = [await createHasher(), paramsOf('full')];
  const prover = createProver();
  try {
    const transfer = await statementOf('transfer', transferInputs(hasher, params));
    const shares = await statementOf('transfer', transferInputs(hasher, params, 99n));
    const note = { asset: MONEY, value: 700n, ownerPk: 33n, rho: 1n };
    const issue = await statementOf('issue', issueCircuitInputs(note, CONTEXT));
    const keys = { transfer: verificationKey('full', 'transfer'), issue: verificationKey('full', 'issue') };
    const verifier = await createVerifier(keys);
    // The first proof of a key takes it in, and is checked.
    for (const { circuit, zkey, witness } of [transfer, issue]) {
      const proof = await prover.proveWitness(zkey, witness);
      if (!verifier.verify({ key: circuit, ...proof }).ok) throw new Error(`${circuit}: proof refused`);
    }
    return [
      await againstSnarkjs(prover, transfer),
      await againstSnarkjs(prover, issue),
      ...(await exchangeRows(prover, verifier, [shares, transfer])),
    ];
  } finally {
    await prover.close();
    // snarkjs leaves its workers running.
    await (await curves.getCurveFromName('bn128')).terminate();
  }
}
