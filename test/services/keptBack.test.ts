/** What a household has sent counts when a final block shows it, whatever became of it by its node's word. */
import { memoryTxStore, nullCells, type TxStore, Wallet } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash, txRoot } from '@veilgrid/protocol/core/block';
import { BUY, type Cell } from '@veilgrid/protocol/core/books/cells';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type TxOf, txDigest, txIdHex } from '@veilgrid/protocol/tx';
import { PARAMS, SIGNERS, secretOf } from '../state/support/genesis.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { type Household, moveTo, TERMS, untilNotesAreReady } from './support/market.js';
import { openedMarket } from './support/openedMarket.js';

let chain: TestChain;
let homes: Household[];
let auctionId: bigint;

beforeAll(async () => {
  chain = await startTestChain();
  ({ homes, auctionId } = await openedMarket(chain, 10));
}, 120_000);
afterAll(() => chain.close());

/** A node, and what was sent to it. By its word all of that is committed; whether it passes it on is another thing. */
function recordingNode(lies: Partial<Api> = {}, passOn = true): { api: Api; sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  const submit: Api['submit'] = async (args) => {
    sent.push(args.body.tx);
    return passOn ? chain.api.submit(args) : { id: idOf(args.body.tx), status: 'committed', height: 1n };
  };
  const transaction: Api['transaction'] = async ({ params: { id } }) => ({ id, status: 'committed' });
  return { sent, api: { ...chain.api, submit, ...(!passOn && { transaction }), ...lies } };
}

const keepingBack = (lies: Partial<Api> = {}) => recordingNode(lies, false);

function idOf(tx: Uint8Array): string {
  const { profile, chainId } = chain.genesis;
  return txIdHex(txDigest(profile, chainId, decodeTx(profile, tx)));
}

const missing = (fact: string, field = 'tx') => ({ code: 'FACT_INVALID', data: { fact, field } });

describe('an order', () => {
  /** Of home 1, on the ledger. */
  let standing: Uint8Array;
  const cellsOf = (level: number): Cell[] =>
    Array.from({ length: PARAMS.K }, () => ({ side: BUY, level, qty: 100 }));
  const order = (i: number, api: Api, store: TxStore, cells = cellsOf(i), peers: Api[] = []) =>
    new Wallet({ ...homes[i]!.ctx, api, peers }, store).market.order(auctionId, cells);
  /** How many proofs it took. */
  const proofsOf = async (work: () => Promise<void>) => {
    const before = chain.proofs();
    await work();
    return chain.proofs() - before;
  };

  test('that another process kept first is not sent for other cells', async () => {
    const store = memoryTxStore();
    await expect(order(9, keepingBack().api, store, cellsOf(2))).rejects.toMatchObject(missing('order'));
    // This one looked before that, and keeps after it.
    const behind: TxStore = { ...store, find: async () => undefined };
    const { api, sent } = recordingNode();
    const exists = { code: 'ORDER_EXISTS', data: { field: 'cells' } };
    await expect(order(9, api, behind, cellsOf(3))).rejects.toMatchObject(exists);
    expect(sent).toEqual([]);
  });

  test('that its node keeps back is sent again as it is, and stands once', async () => {
    const store = memoryTxStore();
    const [liar, honest] = [keepingBack(), recordingNode()];
    const proofs = await proofsOf(async () => {
      for (let i = 0; i < 2; i++) {
        await expect(order(1, liar.api, store)).rejects.toMatchObject(missing('order'));
      }
      const own = await order(1, honest.api, store);
      expect(await order(1, honest.api, store)).toEqual(own);
      expect(own.cells).toEqual(cellsOf(1));
    });
    expect([...liar.sent, ...honest.sent]).toEqual(Array(3).fill(liar.sent[0]));
    expect(proofs).toBe(1);
    standing = honest.sent[0]!;
  });

  test('whose answer was lost with the process is found on the ledger, whatever an empty cell is drawn as', async () => {
    const store = memoryTxStore();
    const lost = recordingNode({
      submit: async (args) => {
        await chain.api.submit(args);
        throw new Error('lost');
      },
    });
    await expect(order(2, lost.api, store, nullCells(PARAMS.K))).rejects.toThrow('lost');
    const { api, sent } = recordingNode();
    const own = await order(2, api, store, nullCells(PARAMS.K));
    const { items } = await chain.api.orders({ params: { auctionId }, query: {} });
    expect([items.filter(({ c }) => c === own.c).length, sent]).toEqual([1, []]);
    // What stands is the day's order.
    const other = proofsOf(() =>
      expect(order(2, api, store)).rejects.toMatchObject({ code: 'ORDER_EXISTS', data: { field: 'cells' } }),
    );
    expect([await other, sent]).toEqual([0, []]);
  });

  test('is not shown by another fact than its own', async () => {
    const store = memoryTxStore();
    const liar = keepingBack();
    await expect(order(3, liar.api, store)).rejects.toMatchObject(missing('order'));
    const tx = liar.sent[0]!;
    const neighbour = await chain.api.fact({ params: { id: idOf(standing) } });
    const { openAuction } = await chain.api.auctionFacts({ params: { auctionId } });
    const header = { ...BlockHeader.deserialize(openAuction.headers[0]!), txRoot: txRoot([tx]) };
    const finality = Finality.serialize(signFinality(blockHash(header), secretOf(SIGNERS.validator)));
    const proof = { index: 0, size: 1, path: [] };
    const madeUp: Fact = { tx, ...proof, headers: [BlockHeader.serialize(header)], finality };
    for (const [fact, field] of [
      [neighbour, 'tx'],
      [openAuction, 'kind'],
      [{ ...neighbour, tx }, 'path'],
      [{ ...madeUp, finality: neighbour.finality }, 'finality'],
    ] as const) {
      const { api } = keepingBack({ fact: async () => fact });
      await expect(order(3, api, store)).rejects.toMatchObject(missing('order', field));
    }
    // The validator alone can make up more, and has two histories then.
    const { api } = keepingBack({ fact: async () => madeUp });
    await expect(order(3, api, store, cellsOf(3), [chain.api])).rejects.toMatchObject({
      code: 'EQUIVOCATION',
    });
    await order(3, chain.api, store);
  });

  test('whose note was spent elsewhere is set aside, and another one pays', async () => {
    const store = memoryTxStore();
    const liar = keepingBack();
    await expect(order(4, liar.api, store)).rejects.toMatchObject(missing('order'));
    const elsewhere = new Wallet({ ...homes[4]!.ctx, api: liar.api });
    await expect(elsewhere.transfer(elsewhere.address, 1n)).rejects.toMatchObject(missing('transfer'));
    const { api, sent } = recordingNode();
    const { wallet } = homes[4]!;
    await wallet.transfer(wallet.address, 4_000_000_000n);
    await expect(order(4, api, store)).rejects.toMatchObject({ code: 'NO_NOTE_LARGE_ENOUGH' });
    await untilNotesAreReady(chain);
    await order(4, api, store);
    // The kept one twice, then the other one.
    expect(sent.map(idOf)).toEqual([liar.sent[0], liar.sent[0], sent[2]].map((tx) => idOf(tx!)));
    expect(idOf(sent[2]!)).not.toBe(idOf(sent[0]!));
    expect(await order(4, api, store)).toMatchObject({ cells: cellsOf(4) });
    expect(sent).toHaveLength(3);
  });

  test('of other cells takes its place as long as none stands', async () => {
    const store = memoryTxStore();
    const liar = keepingBack();
    await expect(order(5, liar.api, store)).rejects.toMatchObject(missing('order'));
    const other = await order(5, chain.api, store, cellsOf(50));
    expect(await order(5, chain.api, store, cellsOf(50))).toEqual(other);
    await expect(order(5, chain.api, store)).rejects.toMatchObject({ code: 'ORDER_EXISTS' });
    const late = chain.api.submit({ body: { tx: liar.sent[0]! }, query: { wait: 'committed' } });
    await expect(late).rejects.toMatchObject({ code: 'ORDER_EXISTS' });
  });

  test('that its node brings after all is the one, though another was asked for meanwhile', async () => {
    const store = memoryTxStore();
    const liar = keepingBack();
    await expect(order(6, liar.api, store)).rejects.toMatchObject(missing('order'));
    await expect(order(6, liar.api, store, cellsOf(60))).rejects.toMatchObject(missing('order'));
    await chain.api.submit({ body: { tx: liar.sent[0]! }, query: { wait: 'committed' } });
    await expect(order(6, chain.api, store, cellsOf(60))).rejects.toMatchObject({ code: 'ORDER_EXISTS' });
    expect(await order(6, chain.api, store)).toMatchObject({ cells: cellsOf(6) });
  });
});

describe('a settlement', () => {
  const signed = (i: number, imported = 500) => {
    const readings = Array.from({ length: PARAMS.K }, () => ({ imported, exported: 0 }));
    return homes[i]!.meter.signDay(chain.genesis.chainId, i, TERMS.day, readings);
  };
  const settle = (i: number, api: Api, store: TxStore, readings = signed(i)) =>
    new Wallet({ ...homes[i]!.ctx, api }, store).market.settle(auctionId, readings);
  /** By its list these stand. */
  const listing = (sent: readonly Uint8Array[]): Partial<Api> => ({
    settlements: async (args) => {
      const { total, items } = await chain.api.settlements(args);
      const bodies = sent.map((tx) => (decodeTx(chain.genesis.profile, tx) as TxOf<'settle'>).body);
      return { total: total + bodies.length, items: [...items, ...bodies] };
    },
  });
  const kept = memoryTxStore();
  const restored = memoryTxStore;

  // Nobody released the key: whoever settles first has the auction void.
  beforeAll(() => moveTo(chain, TERMS.settleFrom));

  test('that its node keeps back is sent again as it is, until a final block shows it', async () => {
    const before = chain.proofs();
    const liar = keepingBack();
    // Without terms there is none: what anybody may send a node can keep back too.
    await expect(settle(1, liar.api, kept)).rejects.toMatchObject(missing('voidAuction', 'result'));
    await settle(2, chain.api, memoryTxStore());
    await expect(settle(1, liar.api, kept)).rejects.toMatchObject(missing('settle'));
    const [, first] = liar.sent;
    const listed = keepingBack(listing([first!]));
    await expect(settle(1, listed.api, kept, signed(1, 9))).rejects.toMatchObject(missing('settle'));
    const { api, sent } = recordingNode();
    const settled = await settle(1, api, kept, signed(1, 9));
    expect(settled.readings).toEqual(signed(1).readings);
    expect([...listed.sent, ...sent]).toEqual([first, first]);
    expect(chain.proofs() - before).toBe(2);
    // From now on nothing that a node says of it matters.
    const later = keepingBack({ settlements: () => Promise.reject(new Error('not asked')) });
    expect([await settle(1, later.api, kept), later.sent]).toEqual([settled, []]);
  });

  test('is found by a restored wallet when its refund stands among the notes, and is not built again', async () => {
    const before = chain.proofs();
    const { api, sent } = recordingNode();
    await expect(settle(1, api, restored())).rejects.toMatchObject(missing('settle', 'refundCm'));
    const liar = keepingBack();
    const store = memoryTxStore();
    await expect(settle(3, liar.api, store)).rejects.toMatchObject(missing('settle'));
    await untilNotesAreReady(chain);
    const listed = recordingNode(listing(liar.sent));
    await expect(settle(3, listed.api, restored())).rejects.toMatchObject(missing('settle', 'refundCm'));
    expect(await settle(1, api, restored())).toEqual(await settle(1, api, kept));
    expect([chain.proofs() - before, sent, listed.sent]).toEqual([1, [], []]);
    await settle(3, chain.api, store);
  });

  test('that was in time is no late bill, and a late bill counts when a final block shows it', async () => {
    const settled = await settle(1, chain.api, kept);
    await moveTo(chain, TERMS.settleEnd);
    const store = memoryTxStore();
    const liar = keepingBack();
    await expect(settle(4, liar.api, store)).rejects.toMatchObject(missing('lateBill'));
    const { api, sent } = recordingNode();
    const { lateFee } = await settle(4, api, store);
    expect([lateFee, sent]).toEqual([chain.genesis.lateFee, liar.sent]);
    expect(await settle(1, api, kept)).toEqual(settled);
    expect(sent).toHaveLength(1);
  });
});
