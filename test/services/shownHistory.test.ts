/** One node with two faces: what it has shown counts, whatever it answers when it is asked again. */
import {
  memoryTxStore,
  nullCells,
  ProtocolError,
  type TxStore,
  verifier,
  Wallet,
} from '@veilgrid/client-sdk';
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import type { Api } from '@veilgrid/protocol/routes';
import { mintNote } from '@veilgrid/services';
import { PARAMS, SIGNERS, secretOf } from '../state/support/genesis.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { type Household, household, untilNotesAreReady } from './support/market.js';
import { openedMarket } from './support/openedMarket.js';

let chain: TestChain;
let homes: Household[];
let auctionId: bigint;

beforeAll(async () => {
  chain = await startTestChain();
  ({ homes, auctionId } = await openedMarket(chain, 10));
}, 120_000);
afterAll(() => chain.close());

/** The same transactions under another header, final all the same. */
function forked<T extends FinalHeaders>(answer: T): T {
  const header = { ...BlockHeader.deserialize(answer.headers[0]!), stateHash: new Uint8Array(32).fill(9) };
  const finality = Finality.serialize(signFinality(blockHash(header), secretOf(SIGNERS.validator)));
  return { ...answer, headers: [BlockHeader.serialize(header)], finality };
}

const heightOf = ({ headers }: FinalHeaders) => BlockHeader.deserialize(headers[0]!).height;

test.each(['a fact', 'the head'])('%s of another history is held against the other node', async (of) => {
  const { openAuction } = await chain.api.auctionFacts({ params: { auctionId } });
  const height = of === 'a fact' ? heightOf(openAuction) : (await chain.api.status({})).height;
  const lies: Partial<Api> =
    of === 'a fact'
      ? {
          auctionFacts: async (args) => {
            const facts = await chain.api.auctionFacts(args);
            return { ...facts, openAuction: forked(facts.openAuction) };
          },
        }
      : {
          headers: async (args) => {
            const answer = await chain.api.headers(args);
            return args?.query === undefined ? forked(answer) : answer;
          },
        };
  const store = memoryTxStore();
  const { ctx } = homes[0]!;
  const wallet = new Wallet({ ...ctx, api: { ...chain.api, ...lies }, peers: [chain.api] }, store);
  const kept = `equivocation-${height}.json`;
  await expect(wallet.market.order(auctionId, nullCells(PARAMS.K))).rejects.toMatchObject({
    code: 'EQUIVOCATION',
    data: { height: String(height), kept },
  });
  const evidence = JSON.parse(new TextDecoder().decode(await store.find(kept)));
  expect(verifier.verifyEvidence(chain.genesis, evidence)).toMatchObject({ height });
});

test.each(['the header of then', 'the newest header'])(
  'a node that keeps back %s has nobody pay under a root of earlier',
  async (what) => {
    const { ctx, wallet: payer } = household(chain, what);
    await mintNote(chain.signers.issuer, await payer.mintSlip(2_000_000_000n));
    await untilNotesAreReady(chain);
    let silent = false;
    let sent = 0;
    const api: Api = {
      ...chain.api,
      headers: (args) => {
        const asked =
          what === 'the newest header' ? args?.query === undefined : args?.query?.at !== undefined;
        if (silent && asked) return Promise.reject(new ProtocolError('NOT_FOUND', {}));
        return chain.api.headers(args);
      },
      submit: (args) => {
        sent++;
        return chain.api.submit(args);
      },
    };
    const wallet = new Wallet({ ...ctx, api });
    await wallet.sync();
    expect(wallet.notes.ready).toHaveLength(1);
    silent = true;
    await mintNote(chain.signers.issuer, await household(chain, 'somebody').wallet.mintSlip(1n));
    await untilNotesAreReady(chain);
    await expect(wallet.transfer(wallet.address, 1n)).rejects.toMatchObject({ code: 'NO_NOTE_LARGE_ENOUGH' });
    expect(sent).toBe(0);
    silent = false;
    await wallet.sync();
    expect(wallet.notes.ready).toHaveLength(1);
  },
);

describe('a root of notes for one payer alone', () => {
  /** The validator's own block of then, without the last note, and the one after it, `higher` than they stand. */
  const marking = (higher: bigint): Api['headers'] => {
    return async (args) => {
      const answer = await chain.api.headers(args);
      if (args?.query?.at === undefined) return answer;
      const [last, next] = answer.headers.map((bytes) => BlockHeader.deserialize(bytes));
      const all = (await chain.api.headers({ query: { from: 1, limit: Number(last!.height) } })).headers;
      const roots = all.map((bytes) => BlockHeader.deserialize(bytes).noteRoot);
      const noteRoot = roots.findLast((root) => root !== last!.noteRoot)!;
      const own = { ...last!, noteRoot, height: last!.height + higher };
      const after = { ...next!, prevHash: blockHash(own), height: next!.height + higher };
      const finality = signFinality(blockHash(after), secretOf(SIGNERS.validator));
      return {
        headers: [own, after].map((header) => BlockHeader.serialize(header)),
        finality: Finality.serialize(finality),
      };
    };
  };
  const acts: [string, (wallet: Wallet) => Promise<unknown>][] = [
    ['an order', (wallet) => wallet.market.order(auctionId, nullCells(PARAMS.K))],
    ['a transfer', (wallet) => wallet.transfer(wallet.address, 1n)],
    ['a redemption', (wallet) => wallet.redeem(1n, new Uint8Array(32))],
  ];
  /** With the honest node as a further one. */
  const walletOn = (headers: Api['headers'], store?: TxStore, peers: Api[] = [chain.api]) => {
    const submit = () => Promise.reject(new Error('sent'));
    return new Wallet({ ...homes[0]!.ctx, api: { ...chain.api, headers, submit }, peers }, store);
  };

  test.each(acts)('is held against the other node before %s', async (_name, act) => {
    const store = memoryTxStore();
    const wallet = walletOn(marking(0n), store);
    const refusal = await act(wallet).catch((error: unknown) => error);
    const { at } = wallet.notes.under!;
    const [, next] = (await chain.api.headers({ query: { at: Number(at) } })).headers;
    const { height } = BlockHeader.deserialize(next!);
    const kept = `equivocation-${height}.json`;
    expect(refusal).toMatchObject({ code: 'EQUIVOCATION', data: { height: String(height), kept } });
    const evidence = JSON.parse(new TextDecoder().decode(await store.find(kept)));
    expect(verifier.verifyEvidence(chain.genesis, evidence)).toMatchObject({ height });
  });

  test.each(acts)('at a height of its own shows no fault, and keeps from %s', async (_name, act) => {
    await expect(act(walletOn(marking(1_000_000n), memoryTxStore()))).rejects.toMatchObject({
      code: 'FACT_INVALID',
      data: { fact: 'noteRoot', field: 'height' },
    });
  });

  test('is what a wallet of one node spends under, and one of several keeps or does not pay', async () => {
    const alone = walletOn(marking(0n), undefined, []);
    await alone.sync();
    const honest = new Wallet(homes[0]!.ctx);
    await honest.sync();
    expect(alone.notes.root).not.toBe(honest.notes.root);
    expect(alone.notes.ready).toEqual(honest.notes.ready);
    await expect(alone.transfer(alone.address, 1n)).rejects.toThrow('sent');
    await expect(walletOn(chain.api.headers).transfer(alone.address, 1n)).rejects.toMatchObject({
      code: 'STORE_REQUIRED',
    });
    await expect(walletOn(chain.api.headers, memoryTxStore()).transfer(alone.address, 1n)).rejects.toThrow(
      'sent',
    );
  });
});
