import { createProver } from '@veilgrid/client-sdk/prover/prover';
import { openTx } from '@veilgrid/node/proofs/openTx';
import { type ProofVerifier, prepareTx, verifyTx } from '@veilgrid/node/proofs/verifyTx';
import { createProofVerifier } from '@veilgrid/node/proofs/workers';
import { checkTx } from '@veilgrid/node/state/applyTx';
import { makeAsset, setLive } from '@veilgrid/node/state/core/money/assets';
import { appendNote, sealNotes } from '@veilgrid/node/state/core/money/notes';
import { Overlay } from '@veilgrid/node/store/overlay';
import { MAX_PROOFS, PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import { contextOf, encodeTx, type Tx } from '@veilgrid/protocol/tx';
import { signalsOf } from '../economy/support/statements.js';
import { AssetWorld, type Made } from '../state/support/assetWorld.js';
import { FEE } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { PROFILE } from '../state/support/profile.js';
import { slipOf } from '../state/support/slip.js';

/** Real proofs of transactions with several of them: what belongs together is taken, all or nothing, and nothing else. */
describe('an exchange with real proofs', () => {
  const world = new AssetWorld();
  const { chain } = world;
  let prover: Prover;
  let verifier: ProofVerifier;
  let asset: bigint;
  let first: Proven;
  let second: Proven;

  interface Proven {
    readonly tx: Tx & { readonly kind: 'exchange' };
    readonly proofs: readonly [Uint8Array, Uint8Array];
  }

  async function proven(sk: bigint, value: bigint): Promise<Proven> {
    const money = world.note(MONEY, 10_000n, sk);
    const shares = world.note(asset, value, sk);
    chain.send('mintNote', slipOf(money));
    const overlay = new Overlay(chain.store);
    appendNote(chain.ctx, overlay, noteCommitment(hasher, shares), 'transfer');
    sealNotes(chain.ctx, overlay);
    chain.store.commit(overlay.writes());
    const made = (of: bigint, worth: bigint) => [world.note(of, worth, 44n), world.note(of, 0n, 44n)];
    const given = world.part({ asset, spends: [shares], makes: made(asset, value), out: 0n });
    const paid = world.money({ spends: [money], makes: made(MONEY, 10_000n - FEE), out: FEE });
    const tx = chain.tx('exchange', { assetPart: given.value, moneyPart: paid.value }) as Proven['tx'];
    const context = contextOf(PROFILE, chain.genesis.chainId, tx);
    const proofs = [await prove(given, context), await prove(paid, context)] as const;
    return { tx, proofs };
  }

  function prove({ witness }: Pick<Made<unknown>, 'witness'>, context: bigint): Promise<Uint8Array> {
    const inputs = witness(context);
    const curve = () => Promise.reject(new Error('unused')) as never;
    const primitives = {
      hasher,
      params: chain.genesis.params,
      mulBase: curve,
      mul: curve,
      verify: curve,
    };
    return provenBytes(prover, 'transfer', inputs as never, signalsOf(primitives, 'transfer', inputs));
  }

  const bytesWith = (tx: Tx, ...proofs: readonly Uint8Array[]) =>
    encodeTx(PROFILE, { ...tx, proofs: Uint8Array.from(proofs.flatMap((proof) => [...proof])) });

  /** What the node says of it, from its bytes on. */
  async function take(bytes: Uint8Array): Promise<string> {
    try {
      const prepared = prepareTx(chain.ctx, chain.store, openTx(chain.genesis, bytes));
      checkTx(chain.ctx, chain.store, await verifyTx(verifier, prepared));
      return 'taken';
    } catch (error) {
      const { code, data } = error as { code: string; data: { field?: string } };
      return `${code} ${data.field}`;
    }
  }

  beforeAll(async () => {
    prover = createProver(PROFILE, { workers: 1 });
    verifier = createProofVerifier(PROFILE, 1);
    const overlay = new Overlay(chain.store);
    asset = makeAsset(chain.ctx, overlay, 28, [1n]);
    setLive(overlay, 28, asset, 0n);
    chain.store.commit(overlay.writes());
    [first, second] = [await proven(11n, 60n), await proven(22n, 60n)];
  }, 600_000);
  afterAll(async () => {
    await verifier.close();
    await prover.close();
  });

  test('is taken with its own proofs in their order', async () => {
    expect(await take(bytesWith(first.tx, ...first.proofs))).toBe('taken');
    expect(await take(bytesWith(second.tx, ...second.proofs))).toBe('taken');
  });

  test('is refused whole where one proof does not hold, whichever', async () => {
    const [given, paid] = first.proofs;
    expect(await take(bytesWith(first.tx, paid, given))).toBe('PROOF_INVALID proofs.0');
    expect(await take(bytesWith(first.tx, given, given))).toBe('PROOF_INVALID proofs.1');
    expect(await take(bytesWith(first.tx, second.proofs[0], paid))).toBe('PROOF_INVALID proofs.0');
    expect(await take(bytesWith(first.tx, given, second.proofs[1]))).toBe('PROOF_INVALID proofs.1');
  });

  test('takes over no part of another transaction, with its proof and all', async () => {
    const { assetPart } = first.tx.body;
    const { moneyPart } = second.tx.body;
    const mixed = { ...first.tx, body: { assetPart, moneyPart } };
    expect(await take(bytesWith(mixed, first.proofs[0], second.proofs[1]))).toBe('PROOF_INVALID proofs.0');
  });

  test('has as many proofs as statements', async () => {
    expect(await take(bytesWith(first.tx, first.proofs[0]))).toBe('PROOF_MISSING proofs');
    const most = Array.from({ length: MAX_PROOFS }, (_, i) => first.proofs[i % 2]!);
    expect(await take(bytesWith(first.tx, ...most))).toBe('PROOF_UNEXPECTED proofs');
    const beyond = first.proofs[1].map((byte, i) => (i < PROOF_BYTES / 8 ? 255 : byte));
    expect(await take(bytesWith(first.tx, first.proofs[0], beyond))).toBe('PROOF_MALFORMED proof');
  });
});
