import { createProver } from '@veilgrid/client-sdk/prover/prover';
import { replayLedger } from '@veilgrid/node';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { openTx } from '@veilgrid/node/proofs/openTx';
import type { ProofVerifier } from '@veilgrid/node/proofs/verifyTx';
import { createProofVerifier } from '@veilgrid/node/proofs/workers';
import { Q } from '@veilgrid/protocol/core/crypto/field';
import { decodeProof, encodeProof, type Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import { emptyRoots } from '@veilgrid/protocol/core/crypto/tree';
import {
  dummyPath,
  noteCommitment,
  noteNullifier,
  ownerPkOf,
  TRANSFER_MEMO_BYTES,
  transferCircuitInputs,
} from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import type { Prover } from '@veilgrid/protocol/prover';
import { contextOf, type Tx } from '@veilgrid/protocol/tx';
import { bytesOf, genesis } from './support/chain.js';
import { blocksOf, hasher, refusal, testLedger } from './support/ledger.js';

const noteRoot = emptyRoots(hasher, genesis.params.noteDepth).at(-1)!;
const note = (sk: bigint, rho: bigint) => ({
  asset: MONEY,
  value: 0n,
  ownerPk: ownerPkOf(hasher, sk),
  rho,
  path: dummyPath(genesis.params),
});

/** A transfer of nothing, which needs no note: this chain takes no fee. */
async function transfer(prover: Prover, seed: bigint): Promise<Tx> {
  const inputs = [note(seed, 1n), note(seed, 2n)] as const;
  const outputs = [note(seed, 3n), note(seed, 4n)] as const;
  const body = {
    nf: inputs.map((n) => noteNullifier(hasher, seed, noteCommitment(hasher, n))),
    cm: outputs.map((n) => noteCommitment(hasher, n)),
    noteRoot,
    asset: MONEY,
    redeemed: 0n,
    payoutReference: new Uint8Array(32),
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES),
  };
  const unproven = { kind: 'transfer', body, proofs: new Uint8Array(), signatures: [] } as const;
  const context = contextOf('small', genesis.chainId, unproven);
  const witness = { sk: [seed, seed] as const, inputs, outputs, noteRoot, publicOut: 0n, context };
  const { proof } = await prover.prove('transfer', transferCircuitInputs(witness));
  return { ...unproven, proofs: encodeProof(proof) };
}

describe('real proofs', () => {
  let prover: Prover;
  let verifier: ProofVerifier;
  let ledger: SoloLedger;
  let txs: Tx[];

  beforeAll(async () => {
    prover = createProver('small', { workers: 1 });
    verifier = createProofVerifier('small', 1);
    ledger = testLedger({ verifier });
    txs = [await transfer(prover, 5n), await transfer(prover, 6n)];
  });
  afterAll(async () => {
    await ledger.close();
    await verifier.close();
    await prover.close();
  });

  test('a proof for other public fields is refused, in whatever field they differ', async () => {
    const [tx, other] = txs as [Tx & { kind: 'transfer' }, Tx];
    const changes = [
      { ...tx, proofs: other.proofs },
      { ...tx, body: { ...tx.body, cm: [tx.body.cm[0]!, 99n] } },
      { ...tx, body: { ...tx.body, nf: [99n, tx.body.nf[1]!] } },
      // Not a signal of its own: bound by the context.
      { ...tx, body: { ...tx.body, memo1: tx.body.memo1.map(() => 1) } },
    ];
    for (const changed of changes) {
      expect(await refusal(() => ledger.submit(bytesOf(changed)))).toEqual({
        code: 'PROOF_INVALID',
        field: 'proofs.0',
      });
    }
  });

  test('mirrored by anybody, a proof still holds and the transaction is still the same one', async () => {
    const tx = txs[0]!;
    const { a, b, c } = decodeProof(tx.proofs);
    const negative = (y: bigint) => (y === 0n ? y : Q - y);
    const proof = { a: [a[0], negative(a[1])], b: [b[0], b[1].map(negative)], c } as unknown as Groth16Proof;
    const mirrored = { ...tx, proofs: encodeProof(proof) };
    expect(bytesOf(mirrored)).not.toEqual(bytesOf(tx));
    const open = (bytes: Uint8Array) => openTx(genesis, bytes);
    expect(open(bytesOf(mirrored)).id).toBe(open(bytesOf(tx)).id);
    // One ledger takes either, and then neither a second time.
    const own = testLedger({ verifier });
    await (await own.submit(bytesOf(mirrored))).committed;
    for (const again of [tx, mirrored])
      expect(await refusal(() => own.submit(bytesOf(again)))).toMatchObject({ code: 'TX_DUPLICATE' });
    await own.close();
  });

  test('are taken, and verify again for an auditor, or are skipped and counted so', async () => {
    const [first, second] = txs;
    await (await ledger.submit(bytesOf(first!))).committed;
    await (await ledger.submit(bytesOf(second!))).committed;
    const blocks = blocksOf(ledger);
    const audit = (range = {}) => replayLedger({ genesis, blocks, verifierThreads: 1, ...range });
    expect(await audit()).toMatchObject({ proofsVerified: 2, proofsSkipped: 0 });
    expect(await audit({ from: 2n })).toMatchObject({ proofsVerified: 1, proofsSkipped: 1 });
    expect(await audit({ to: 0n })).toMatchObject({ proofsVerified: 0, proofsSkipped: 2 });
  });

  test('an auditor finds the proof that a ledger should not have taken', async () => {
    const trusting = testLedger();
    const [first, second] = txs;
    await (await trusting.submit(bytesOf(first!))).committed;
    await (await trusting.submit(bytesOf({ ...second!, proofs: first!.proofs }))).committed;
    await expect(
      replayLedger({ genesis, blocks: blocksOf(trusting), verifierThreads: 1 }),
    ).rejects.toMatchObject({
      code: 'PROOF_INVALID',
      data: { height: 2, transaction: 0, circuit: 'transfer', reason: 'EQUATION_FAILS' },
    });
    await trusting.close();
  });

  test('of several refusals an auditor names the first, though blocks are replayed ahead of their proofs', async () => {
    const trusting = testLedger();
    const [first, second] = txs;
    await (await trusting.submit(bytesOf({ ...first!, proofs: second!.proofs }))).committed;
    await (await trusting.submit(bytesOf({ ...second!, proofs: first!.proofs }))).committed;
    const blocks = blocksOf(trusting);
    for (const ledgerBlocks of [blocks, [...blocks, blocks[0]!]]) {
      await expect(replayLedger({ genesis, blocks: ledgerBlocks, verifierThreads: 1 })).rejects.toMatchObject(
        {
          code: 'PROOF_INVALID',
          data: { height: 1, transaction: 0 },
        },
      );
    }
    await trusting.close();
  });
});
