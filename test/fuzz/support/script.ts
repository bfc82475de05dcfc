/** A market day in which every kind of core and market succeeds: what random sequences are made of. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { partyCount } from '@veilgrid/node/state/core/parties';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import { FIRST_PARTY, ROLES } from '@veilgrid/protocol/roles';
import { SimChain } from '../../economy/support/simChain.js';
import { TestDay } from '../../state/support/day.js';
import { WINDOWS } from '../../state/support/genesis.js';
import { Household } from '../../state/support/household.js';
import { MarketDay } from '../../state/support/marketDay.js';
import { announceFeeder, measureFeeder, peakOfFeeder } from '../../state/support/network.js';
import { changeOf, registration } from '../../state/support/registrations.js';
import { AUCTION_ID, slotOf } from '../../state/support/slot.js';
import { type Scene, sceneOf } from './scene.js';

/** Snapshots stand at the beginning of every phase. */
export function marketScene(): Scene {
  const chain = new SimChain();
  const day = new TestDay(12, chain);
  // Its operator stays silent.
  const next = new MarketDay(chain, slotOf(1));
  return sceneOf(chain, [
    () => {
      announceFeeder(chain);
      day.prepare();
    },
    () => {
      registry(chain);
      party(chain);
      money(chain);
    },
    () => {
      day.open();
      next.tariff().open();
    },
    () => day.order(),
    () => day.release().clear().close(),
    () => {
      next.void(next.at.release);
      day.statusList();
    },
    () => day.settling().strike([day.households[1]!]),
    () => day.settle(11),
    () => day.maskSums(),
    () => {
      day.publish();
      measureFeeder(chain);
      chain.send('lateBill', day.households[11]!.lateBill(chain, AUCTION_ID));
      money(chain);
    },
    () => {
      chain.at(day.at.settleEnd + BigInt(WINDOWS.late));
      chain.send('releaseHeld', { host: AUCTION_ID });
      chain.at(next.at.settleEnd + BigInt(WINDOWS.late)).send('releaseBond', { auctionId: next.id });
      peakOfFeeder(chain);
    },
  ]);
}

/** A point more, changed and revoked again. */
function registry(chain: SimChain): void {
  const { point } = new Household(40);
  chain.send('enrolPoint', point);
  chain.send('changePoint', { ...point, importCap: 7_000 });
  chain.send('revokePoint', { position: point.position });
}

/** A party more, changed and ended; it takes out what it was given. */
function party(chain: SimChain): void {
  const partyId = FIRST_PARTY + partyCount(chain.store);
  const until = Number(chain.time / 86_400n) + 900;
  chain.send('registerParty', registration(partyId, partyId - FIRST_PARTY, { until }));
  chain.send('mintAccount', { account: partyId, value: 700n });
  chain.send('changeParty', changeOf(partyId, partyId - FIRST_PARTY, { until, kinds: 3 }));
  chain.send('endParty', { partyId });
  chain.send('redeem', { account: partyId, value: 300n, payoutReference: new Uint8Array(32) });
}

function money(chain: SimChain): void {
  const salt = BigInt(chain.blocks.length);
  const payoutReference = new Uint8Array(32).fill(9);
  chain.send('transfer', {
    nf: [70n + salt, 10_070n + salt],
    cm: [20_070n + salt, 30_070n + salt],
    noteRoot: noteRoot(chain.store),
    asset: MONEY,
    redeemed: 5_000n,
    payoutReference,
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES),
  });
  chain.send('redeem', { account: ROLES.supplier, value: 1_000n, payoutReference });
}
