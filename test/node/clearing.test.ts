/** Which batches a node answers: those of the chain that counts. */
import { createApi } from '@veilgrid/client-sdk';
import { transactionsAt } from '@veilgrid/node/api/core/transactionsAt';
import { BLOCKS_ANSWER_BYTES } from '@veilgrid/node/config';
import { Block } from '@veilgrid/protocol/core/block';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { fold } from '@veilgrid/protocol/core/lists';
import type { Api } from '@veilgrid/protocol/routes';
import type { Tx } from '@veilgrid/protocol/tx';
import { REGULATOR_SECRET } from '../state/support/slot.js';
import { bytesOf, signedTx } from './support/chain.js';
import { hasher, refusal, testLedger } from './support/ledger.js';
import { auctionId, GATE, openDay, order } from './support/market.js';
import { serve } from './support/serve.js';

const ZERO = new Uint8Array(32);
/** Two batches. */
const orders = [1, 2, 3].map((i) => order(1_000n * BigInt(i)));
let api: Api;
let close: () => Promise<void>;
let sequence = 0n;

const batch = (index: number, stateOut: bigint): Tx => {
  sequence++;
  return {
    ...signedTx('clear', { sequence, auctionId, batch: index, stateOut }),
    proofs: new Uint8Array(PROOF_BYTES),
  };
};
const answered = async (query = {}) => (await api.clearing({ params: { auctionId }, query })).items;

beforeAll(async () => {
  const ledger = testLedger();
  const send = async (tx: Tx) => (await ledger.submit(bytesOf(tx))).committed;
  for (const tx of [...openDay(), ...orders]) await send(tx);
  await ledger.moveTime(GATE);
  const served = await serve(ledger);
  api = createApi(served.url);
  close = served.close;
  const last = orders.reduce(
    (current, { body }) => fold(hasher, current, (body as { c: bigint }).c),
    auctionId,
  );
  const book = { count: orders.length, fold: last };
  await send(signedTx('releaseShare', { sequence: 0n, auctionId, scalar: REGULATOR_SECRET, ...book }));
  expect(await answered()).toEqual([]);
  for (const tx of chains.flat()) {
    await send(tx);
    seen.push(await answered());
  }
});
afterAll(() => close());

/** The operator begins again twice, before and after its first chain is whole. */
const chains = [[batch(0, 10n)], [batch(0, 20n), batch(1, 21n)], [batch(0, 30n), batch(1, 31n)]];
const seen: Uint8Array[][] = [];

test('what the operator left behind when it began again is in no answer', () => {
  const [[a], [b, c], [d, e]] = chains as [[Tx], [Tx, Tx], [Tx, Tx]];
  const expected = [[a], [b], [b, c], [d], [d, e]];
  expect(seen).toEqual(expected.map((txs) => txs.map(bytesOf)));
});

test('one answer reads no more blocks than one of blocks does', () => {
  const header = { height: 1n, time: 1n, prevHash: ZERO, txRoot: ZERO, noteRoot: 0n, logRoot: ZERO };
  const large = Block.serialize({
    header: { ...header, stateHash: ZERO },
    transactions: [new Uint8Array(2 ** 17), Uint8Array.of(7)],
  });
  const read: bigint[] = [];
  const ledger = {
    block(height: bigint) {
      read.push(height);
      return large;
    },
  };
  const most = Math.ceil(BLOCKS_ANSWER_BYTES / large.length);
  const places = Array.from({ length: 4 * most }, (_, i) => ({ height: BigInt(i >> 1), index: 1 }));
  expect(transactionsAt(ledger, places)).toEqual(Array(2 * most).fill(Uint8Array.of(7)));
  expect(read).toHaveLength(most);
});

test('they come by pages', async () => {
  const whole = await answered();
  expect(await answered({ limit: 1 })).toEqual(whole.slice(0, 1));
  expect(await answered({ from: 1, limit: 5 })).toEqual(whole.slice(1));
  expect(await answered({ from: 2 })).toEqual([]);
  const unknown = api.clearing({ params: { auctionId: 5n } });
  expect(await refusal(() => unknown)).toMatchObject({ code: 'AUCTION_UNKNOWN' });
});
