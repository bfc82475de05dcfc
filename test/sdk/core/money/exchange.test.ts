import { sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { deriveKeys, memoryTxStore, Wallet } from '@veilgrid/client-sdk';
import { sealTransferMemo } from '@veilgrid/client-sdk/core/money/transferMemo';
import { makeAsset, setLive } from '@veilgrid/node/state/core/money/assets';
import { appendNote, sealNotes } from '@veilgrid/node/state/core/money/notes';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { Overlay } from '@veilgrid/node/store/overlay';
import { assetIdOf } from '@veilgrid/protocol/core/money/asset';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import { mintNote } from '@veilgrid/services';
import { startTestChain, type TestChain } from '../../../services/support/chain.js';
import { untilNotesAreReady } from '../../../services/support/market.js';
import { FEE, GENESIS } from '../../../state/support/genesis.js';
import { hasher } from '../../../state/support/hasher.js';

const MODULE = 28;
const [SHARES, FROZEN_SHARES] = [1n, 2n].map((n) => assetIdOf(hasher, MODULE, [n])) as [bigint, bigint];
const keysOf = (name: string) => deriveKeys(hasher, sha512(utf8ToBytes(name)));
const FUNDS = 50_000n;

let chain: TestChain;
let seller: Wallet;
let buyer: Wallet;

/** A ledger on which a module has issued to the seller before it began. */
function issued(origin: Parameters<typeof memoryLedger>[0]) {
  const store = new MemoryStore();
  store.commit(origin.writes);
  const overlay = new Overlay(store);
  const ctx = { hasher, genesis: GENESIS, height: 0n, time: origin.head.time, groups: {} };
  [1n, 2n].forEach((n) => {
    const asset = makeAsset(ctx, overlay, MODULE, [n]);
    if (n === 1n) setLive(overlay, MODULE, asset, 0n);
    for (const value of [60n, 40n]) {
      const keys = keysOf('seller');
      const note = { asset, value, ownerPk: keys.ownerPk, rho: n * 1_000n + value };
      appendNote(ctx, overlay, noteCommitment(hasher, note), 'transfer', {
        asset,
        memo: sealTransferMemo(keys, note),
      });
    }
  });
  sealNotes(ctx, overlay);
  return memoryLedger({ ...origin, writes: [...origin.writes, ...overlay.writes()] });
}

beforeAll(async () => {
  chain = await startTestChain(issued);
  const walletOf = (name: string) => new Wallet({ ...chain, keys: keysOf(name) }, memoryTxStore());
  [seller, buyer] = [walletOf('seller'), walletOf('buyer')];
  for (const wallet of [seller, buyer]) {
    await mintNote(chain.signers.issuer, await wallet.mintSlip(FUNDS));
  }
  await untilNotesAreReady(chain);
  for (const wallet of [seller, buyer]) await wallet.sync();
});
afterAll(() => chain.close());

test('a wallet finds the notes of every asset, and counts no other asset as money', () => {
  expect(seller.notes.balance).toBe(FUNDS);
  expect([...seller.notes.holdings].sort()).toEqual(
    [
      [SHARES, 100n],
      [FROZEN_SHARES, 100n],
    ].sort(),
  );
  expect(seller.notes.unspentOf(SHARES).map(({ value }) => value)).toEqual([60n, 40n]);
  expect(buyer.notes.holdings).toEqual(new Map());
});

test('anybody can ask for an asset', async () => {
  const ask = (id: bigint) => chain.api.asset({ params: { id } });
  expect(await ask(SHARES)).toEqual({ module: MODULE, live: 0n, supply: 0n });
  expect(await ask(FROZEN_SHARES)).toMatchObject({ live: 2n ** 64n - 1n });
  await expect(ask(MONEY)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a slip is minted once, and only as it was proven', async () => {
  const proven = await buyer.mintSlip(7n);
  const more = { ...proven, slip: { ...proven.slip, value: 8n } };
  const elsewhere = {
    ...proven,
    slip: { ...proven.slip, memo: sealTransferMemo(keysOf('thief'), { value: 7n, rho: 1n }) },
  };
  for (const changed of [more, elsewhere]) {
    await expect(mintNote(chain.signers.issuer, changed)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  }
  await mintNote(chain.signers.issuer, proven);
  await expect(mintNote(chain.signers.issuer, proven)).rejects.toMatchObject({ code: 'COMMITMENT_EXISTS' });
  await buyer.sync();
  expect(buyer.notes.balance).toBe(FUNDS + 7n);
  await expect(buyer.mintSlip(0n)).rejects.toMatchObject({ code: 'VALUE_OUT_OF_RANGE' });
});

test('a gift brings the asset, and costs the giver the fee', async () => {
  await seller.give(SHARES, 5n, buyer.address);
  await buyer.sync();
  expect([seller.notes.balance, buyer.notes.holdings.get(SHARES)]).toEqual([FUNDS - FEE, 5n]);
  expect(seller.notes.holdings.get(SHARES)).toBe(95n);
  await untilNotesAreReady(chain);
  await expect(seller.give(FROZEN_SHARES, 1n, buyer.address)).rejects.toMatchObject({ code: 'ASSET_FROZEN' });
  await expect(seller.give(SHARES, 96n, buyer.address)).rejects.toMatchObject({
    code: 'NO_NOTE_LARGE_ENOUGH',
  });
});

describe('a sale', () => {
  const sale = { asset: SHARES, value: 30n, price: 900n };

  beforeAll(async () => {
    await untilNotesAreReady(chain);
  });

  test('is of what was agreed, or nobody proves anything', async () => {
    const { part } = await seller.offer(sale, buyer.address);
    const cheated = buyer.bid({ ...sale, value: 31n }, part, seller.address);
    await expect(cheated).rejects.toMatchObject({ code: 'MEMO_INVALID', data: { field: 'assetPart.memo1' } });
    const other = buyer.bid({ ...sale, asset: FROZEN_SHARES }, part, seller.address);
    await expect(other).rejects.toMatchObject({ code: 'MEMO_INVALID', data: { field: 'assetPart.asset' } });
    const offer = await seller.offer(sale, buyer.address);
    const low = await buyer.bid({ ...sale, price: 899n }, offer.part, seller.address);
    await expect(seller.sell(sale, offer, low)).rejects.toMatchObject({
      code: 'MEMO_INVALID',
      data: { field: 'moneyPart.memo1' },
    });
    const bid = await buyer.bid(sale, offer.part, seller.address);
    const stolen = { ...bid, body: { ...bid.body, assetPart: part } };
    await expect(seller.sell(sale, offer, stolen)).rejects.toMatchObject({
      code: 'MEMO_INVALID',
      data: { field: 'assetPart' },
    });
  });

  test('holds for the two parts that were proven together, and for no others', async () => {
    const offer = await seller.offer(sale, buyer.address);
    const [bid, again] = [
      await buyer.bid(sale, offer.part, seller.address),
      await buyer.bid(sale, offer.part, seller.address),
    ];
    // The proof of one bid beside the body of another.
    const mixed = { ...bid, moneyProof: again.moneyProof };
    await expect(seller.sell(sale, offer, mixed)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    await seller.sell(sale, offer, bid);
    await expect(seller.sell(sale, offer, again)).rejects.toMatchObject({ code: 'NULLIFIER_SPENT' });
    await buyer.sync();
    expect([seller.notes.holdings.get(SHARES), buyer.notes.holdings.get(SHARES)]).toEqual([65n, 35n]);
    expect(buyer.notes.balance).toBe(FUNDS + 7n - 900n - FEE);
    expect(seller.notes.balance).toBe(FUNDS - FEE + 900n);
    const notes = await chain.api.notes({ query: {} });
    expect(notes.items.slice(-4).map(({ asset }) => asset)).toEqual([SHARES, SHARES, MONEY, MONEY]);
  });

  test('is taken back by spending what would pay', async () => {
    await untilNotesAreReady(chain);
    const offer = await seller.offer(sale, buyer.address);
    const bid = await buyer.bid(sale, offer.part, seller.address);
    await buyer.transfer(buyer.address, 1n);
    await expect(seller.sell(sale, offer, bid)).rejects.toMatchObject({ code: 'NULLIFIER_SPENT' });
  });
});
