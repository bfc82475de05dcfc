/** A day in which every kind of transaction succeeds: what random sequences are made of. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { partyCount } from '@veilgrid/node/state/core/parties';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import type { Kind } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { FIRST_PARTY, ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { SimChain } from '../../economy/support/simChain.js';
import { TestDay } from '../../state/support/day.js';
import { WINDOWS } from '../../state/support/genesis.js';
import { Household } from '../../state/support/household.js';
import { MarketDay } from '../../state/support/marketDay.js';
import { announceFeeder, measureFeeder, peakOfFeeder } from '../../state/support/network.js';
import { changeOf, registration } from '../../state/support/registrations.js';
import { AUCTION_ID, slotOf } from '../../state/support/slot.js';

export interface Scripted {
  readonly time: bigint;
  readonly tx: Tx;
}

/** The chain as it stood before `script[from]`. */
export interface Snapshot {
  readonly from: number;
  readonly chain: SimChain;
}

/** Snapshots stand at the beginning of every phase. */
export function writeScript(): { script: Scripted[]; snapshots: Snapshot[] } {
  const chain = new SimChain();
  const day = new TestDay(12, chain);
  // Its operator stays silent.
  const next = new MarketDay(chain, slotOf(1));
  const snapshots: Snapshot[] = [];
  const count = () => chain.blocks.reduce((n, block) => n + block.vtxs.length, 0);
  const phase = (play: () => void) => {
    snapshots.push({ from: count(), chain: chain.fork() });
    play();
  };
  phase(() => {
    announceFeeder(chain);
    day.prepare();
  });
  phase(() => {
    registry(chain);
    party(chain);
    money(chain);
  });
  phase(() => {
    day.open();
    next.tariff().open();
  });
  phase(() => day.order());
  phase(() => day.release().clear().close());
  phase(() => {
    next.void(next.at.release);
    day.statusList();
  });
  phase(() => day.settling().strike([day.households[1]!]));
  phase(() => day.settle(11));
  phase(() => day.maskSums());
  phase(() => {
    day.publish();
    measureFeeder(chain);
    chain.send('lateBill', day.households[11]!.lateBill(chain, AUCTION_ID));
    money(chain);
  });
  phase(() => {
    chain.at(day.at.settleEnd + BigInt(WINDOWS.late));
    chain.send('releaseHeld', { host: AUCTION_ID });
    chain.at(next.at.settleEnd + BigInt(WINDOWS.late)).send('releaseBond', { auctionId: next.id });
    peakOfFeeder(chain);
  });
  const script = chain.blocks.flatMap(({ time, vtxs }) => vtxs.map(({ tx }) => ({ time, tx })));
  return { script, snapshots };
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

export const kindsOf = (script: readonly Scripted[]) => new Set<Kind>(script.map(({ tx }) => tx.kind));
