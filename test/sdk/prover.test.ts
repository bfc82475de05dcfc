import { createProver, verifier } from '@veilgrid/client-sdk';
import {
  dummyPath,
  noteCommitment,
  noteNullifier,
  ownerPkOf,
  transferCircuitInputs,
  transferSignals,
} from '@veilgrid/protocol/core/money/note';
import { MONEY, paramsOf } from '@veilgrid/protocol/params';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import { createHasher } from '@veilgrid/wasm-core';

describe('prover and verifier', () => {
  let prover: Prover;
  beforeAll(() => {
    prover = createProver('small', { workers: 1 });
  });
  afterAll(() => prover.close());

  /** A transfer of nothing: the one statement that needs no ledger. */
  async function transferOfNothing() {
    const hasher = await createHasher();
    const sk = 5n;
    const ownerPk = ownerPkOf(hasher, sk);
    const note = (rho: bigint) => ({ asset: MONEY, value: 0n, ownerPk, rho });
    const input = (rho: bigint) => ({ ...note(rho), path: dummyPath(paramsOf('small')) });
    const context = 99n;
    const cm = (rho: bigint) => noteCommitment(hasher, note(rho));
    const body = {
      nf: [noteNullifier(hasher, sk, cm(1n)), noteNullifier(hasher, sk, cm(2n))],
      cm: [cm(3n), cm(4n)],
      noteRoot: 7n,
      asset: MONEY,
      redeemed: 0n,
      payoutReference: new Uint8Array(32),
      memo1: new Uint8Array(),
      memo2: new Uint8Array(),
    };
    const inputs = transferCircuitInputs({
      sk: [sk, sk],
      inputs: [input(1n), input(2n)],
      outputs: [note(3n), note(4n)],
      noteRoot: 7n,
      publicOut: 0n,
      context,
    });
    return { inputs, signals: transferSignals(body, context, 0n) };
  }

  test('a proof verifies for its signals and for nothing else', async () => {
    const { inputs, signals } = await transferOfNothing();
    const proof = await provenBytes(prover, 'transfer', inputs, signals);
    const proofs = await verifier.createProofVerifier('small');
    proofs.verify('transfer', proof, signals);
    const refused = (circuit: 'transfer' | 'clear', bytes: Uint8Array, s: readonly bigint[]) =>
      expect(() => proofs.verify(circuit, bytes, s)).toThrow(
        expect.objectContaining({ code: 'PROOF_INVALID' }),
      );
    signals.forEach((x, i) => {
      refused('transfer', proof, signals.with(i, x + 1n));
    });
    refused('transfer', proof, signals.slice(1));
    refused('clear', proof, signals);
    refused('transfer', new Uint8Array(256), signals);
    expect(() => proofs.verify('transfer', proof.subarray(1), signals)).toThrow(
      expect.objectContaining({ code: 'PROOF_MALFORMED' }),
    );
  });

  test('signals other than the expected stop the proof before it leaves', async () => {
    const proof = {
      a: [0n, 0n],
      b: [
        [0n, 0n],
        [0n, 0n],
      ],
      c: [0n, 0n],
    } as const;
    const liar: Prover = {
      prove: async () => ({ proof, publicSignals: [1n, 2n, 3n] }),
      close: async () => {},
    };
    const changed = (field: string) => ({ code: 'SIGNALS_CHANGED', data: { field, circuit: 'clear' } });
    for (const [expected, field] of [
      [[1n, 2n, 4n], 'publicSignals.2'],
      [[1n, 2n], 'publicSignals.2'],
      [[1n, 2n, 3n, 4n], 'publicSignals.3'],
    ] as const) {
      await expect(provenBytes(liar, 'clear', {}, expected)).rejects.toMatchObject(changed(field));
    }
  });

  test('inputs that do not satisfy the circuit are a coded error without values', async () => {
    const { inputs } = await transferOfNothing();
    const wrong = prover.prove('transfer', { ...inputs, outValue: [1n, 0n] });
    await expect(wrong).rejects.toMatchObject({ code: 'WITNESS' });
  });
});
