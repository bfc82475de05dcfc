/** What the statistician signs for the supplier, and when: a signature can be kept for a block of later. */
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import type { Draft } from '@veilgrid/protocol/kinds';
import { Statistician } from '@veilgrid/services';
import { SIGNERS, secretOf } from '../state/support/genesis.js';
import { startTestChain, type TestChain } from './support/chain.js';
import {
  enrol,
  fundRoles,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './support/market.js';

let chain: TestChain;
let parties: Parties;
let auctionId: bigint;
let drafts: readonly Draft[];

beforeAll(async () => {
  chain = await startTestChain();
  parties = partiesOf(chain);
  await fundRoles(chain);
  await publishTariff(parties);
  for (let i = 0; i < 10; i++) await enrol(chain, parties, household(chain, `home ${i}`), i);
  await untilNotesAreReady(chain);
  const { regulator, operator, supplier } = parties;
  const shares = { share: (id: bigint) => regulator.share(id), coSigner: regulator.coSigner };
  auctionId = await operator.openAuction(TERMS, shares, supplier);
  drafts = [
    { kind: 'releaseHeld', body: { sequence: 0n, host: auctionId } },
    { kind: 'releaseBond', body: { sequence: 0n, auctionId } },
  ];
}, 120_000);
afterAll(() => chain.close());

const codes = (party: Pick<Statistician, 'coSigner'>) =>
  Promise.all(
    drafts.map(async (draft) => {
      try {
        await party.coSigner()(draft);
        return 'signed';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    }),
  );

test('money that late bills may claim is set free by no signature given before their end', async () => {
  const end = TERMS.settleEnd + BigInt(chain.genesis.windows.late);
  expect(await codes(parties.statistician)).toEqual(['HELD_LOCKED', 'PHASE_WRONG']);
  await moveTo(chain, end - 1n);
  expect(await codes(parties.statistician)).toEqual(['HELD_LOCKED', 'PHASE_WRONG']);
  await moveTo(chain, end);
  expect(await codes(parties.statistician)).toEqual(['signed', 'signed']);
});

test("a validator's clock that runs ahead ends nothing by this party's own", async () => {
  const genesis = { ...chain.genesis, consensus: { ...chain.genesis.consensus, clock: 'block' as const } };
  const { headers } = await chain.api.headers({});
  const at = (time: bigint) => {
    const header = { ...BlockHeader.deserialize(headers[0]!), time };
    const finality = Finality.serialize(signFinality(blockHash(header), secretOf(SIGNERS.validator)));
    return async () => ({ headers: [BlockHeader.serialize(header)], finality });
  };
  const end = TERMS.settleEnd + BigInt(chain.genesis.windows.late);
  const statistician = (clock: bigint, head: bigint) =>
    new Statistician({
      ...chain,
      genesis,
      signer: chain.signers.statistician,
      follower: parties.bContext.follower,
      api: { ...chain.api, headers: at(head) },
      clock: () => Number(clock),
    });
  expect(await codes(statistician(end - 1n, end + 60n))).toEqual(['HELD_LOCKED', 'PHASE_WRONG']);
  expect(await codes(statistician(TERMS.settleEnd, end))).toEqual(['HEAD_STALE', 'HEAD_STALE']);
  expect(await codes(statistician(end, end - 60n))).toEqual(['signed', 'signed']);
});
