/** One node with two faces: what it has shown counts, whatever it answers when it is asked again. */
import { memoryTxStore, nullCells, ProtocolError, verifier, Wallet } from '@veilgrid/client-sdk';
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
    const { ctx, keys } = household(chain, what);
    await mintNote(chain.signers.issuer, keys.ownerPk, 2_000_000_000n);
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
    await mintNote(chain.signers.issuer, 5n, 1n);
    await untilNotesAreReady(chain);
    await expect(wallet.transfer(wallet.address, 1n)).rejects.toMatchObject({ code: 'NO_NOTE_LARGE_ENOUGH' });
    expect(sent).toBe(0);
    silent = false;
    await wallet.sync();
    expect(wallet.notes.ready).toHaveLength(1);
  },
);
