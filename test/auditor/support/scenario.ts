/** A ledger with everything in it: a market day, days that go void, without orders, of few, a DSO in debt. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import type { BodyOf, TestChain } from '../../state/support/chain.js';
import { TestDay } from '../../state/support/day.js';
import {
  consentBody,
  consentIdOf,
  purposeBody,
  receiptsBody,
  secretOfConsent,
} from '../../state/support/disclosure/bodies.js';
import { PARAMS, WINDOWS } from '../../state/support/genesis.js';
import { Household } from '../../state/support/household.js';
import { LaterDay } from '../../state/support/laterDay.js';
import { announceFeeder, measureFeeder, peakOfFeeder } from '../../state/support/network.js';
import { ZONE } from '../../state/support/party.js';
import { changeOf, changeTo, FIRST, registration, TODAY } from '../../state/support/registrations.js';
import { AUCTION_ID } from '../../state/support/slot.js';

/** What happened at one time; unsigned, with the sequence numbers of the original. */
export interface Step {
  readonly time: bigint;
  readonly txs: readonly Tx[];
}

function pay(chain: TestChain, n: bigint, redeemed: bigint): void {
  const body: BodyOf<'transfer'> = {
    nf: [n, n + 1n],
    cm: [n + 2n, n + 3n],
    noteRoot: noteRoot(chain.store),
    asset: MONEY,
    redeemed,
    payoutReference: new Uint8Array(32).fill(redeemed > 0n ? 7 : 0),
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES).fill(1),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES).fill(2),
  };
  chain.send('transfer', body);
}

/** Beside the market: payments, a point that moves in, changes its meter and leaves. */
function aside(chain: TestChain): void {
  const guest = new Household(20);
  const point = { ...guest.point, zone: ZONE + 1 };
  const meter = mulBase(9_999n);
  chain.send('enrolPoint', point);
  chain.send('changePoint', { ...point, meterAx: meter.x, meterAy: meter.y, importCap: 4_000 });
  chain.send('revokePoint', { position: point.position });
  pay(chain, 70_000n, 0n);
  pay(chain, 80_000n, 5_000n);
  const value = 1_234n;
  chain.send('redeem', { account: ROLES.supplier, value, payoutReference: new Uint8Array(32).fill(3) });
}

/** Two parties: one with money that gets a new key and ends, one whose lost key the issuer answers for. */
function parties(chain: TestChain): void {
  const [one, other] = [FIRST, FIRST + 1];
  const regulator = () => nextSequence(chain.store, 'regulator');
  const redeem = (value: bigint) =>
    chain.send('redeem', { account: one, value, payoutReference: new Uint8Array(32).fill(4) });
  chain.send('registerParty', registration(one, 0, { until: TODAY + 3_000 }));
  chain.send('registerParty', registration(other, 1, { until: TODAY + 3_000 }));
  chain.send('mintAccount', { account: one, value: 900n });
  chain.send('changeParty', changeOf(other, 1, { until: TODAY + 3_001, kinds: 255 }));
  chain.send('changeParty', changeTo(one, 2, regulator(), { until: TODAY + 3_000 }));
  redeem(300n);
  chain.send('changeParty', changeTo(other, 3, regulator(), { until: TODAY + 3_000, kinds: 5, lost: 1 }));
  chain.send('endParty', { partyId: one });
  redeem(500n);
}

/** Keys, purposes with and without panels, consents of which one is revoked, receipts, and both ends of a purpose. */
function answers(chain: TestChain): void {
  const partyId = FIRST + 1;
  const from = Math.floor(Number(chain.time) / SECONDS_PER_DAY);
  const dates = { from, until: from + 20 };
  chain.send('recipientKey', { partyId: ROLES.dso, recipientKey: 61n });
  chain.send('recipientKey', { partyId, recipientKey: 62n });
  chain.send('recipientKey', { partyId, recipientKey: 63n });
  chain.send('registerPurpose', purposeBody({ partyId, ...dates, panels: 1 }));
  chain.send('registerPurpose', purposeBody({ partyId: ROLES.dso, purposeId: 1, ...dates }));
  const ended = consentBody(1, { purposeId: 1, ...dates });
  chain.send('consent', consentBody(0, dates));
  chain.send('consent', ended);
  chain.send('revokeConsent', { consentId: consentIdOf(chain, ended), secret: secretOfConsent(1) });
  const first = receiptsBody({ partyId });
  chain.send('receipts', first);
  chain.send('receipts', { ...first, index: 1, from: first.to, to: chain.time });
  chain.send('endPurpose', { partyId, purposeId: 0, byParty: 1 });
  chain.send('endPurpose', { partyId: ROLES.dso, purposeId: 1, byParty: 0 });
}

export function scenario(): { steps: Step[]; auctions: bigint[] } {
  const day = new TestDay(12).prepare();
  announceFeeder(day.chain);
  day.open().order().release().clear().close().statusList();
  day.settling().strike([day.households[1]!]);
  day.settle(11).maskSums().publish();
  // Held for the one that did not settle; a block of its own.
  day.chain.at(day.at.publish + 1n).send('lateBill', day.households[11]!.lateBill(day.chain, day.id));
  const { chain, households } = day;
  const ten = households.slice(0, 10);
  measureFeeder(chain);
  aside(chain);
  parties(chain);
  answers(chain);
  // No order, and a result all the same.
  const empty = new LaterDay(chain, 2).open().release();
  const state = { auctionId: empty.id, batch: 0, stateOut: 5n };
  chain.send('clear', state);
  const none = Array<number>(PARAMS.K).fill(0);
  const result = { traded: 0n, enough: 0, volume: 0n, p: none, lambdaBuy: none, lambdaSell: none };
  chain.send('close', { auctionId: empty.id, ...result });
  // The operator is silent; a household's shortfall leaves the DSO in debt. It takes in the day without orders.
  const unclosed = new LaterDay(chain, 3).open().order(11).release();
  unclosed.void(unclosed.at.close).settle(ten, 4).maskSums(day, empty.id).lateBill().publish();
  // The regulator is silent; the DSO's share pays its debt first.
  const unreleased = new LaterDay(chain, 5).open().order(11);
  unreleased.void(unreleased.at.release).settle(ten, -1).maskSums(day).lateBill().publish();
  // Four settle, and wait for the next day of ten.
  const few = new LaterDay(chain, 7).open().order(4);
  few.void(few.at.release).settle(households.slice(0, 4), -1);
  const many = new LaterDay(chain, 9).open().order(10);
  many.void(many.at.release).settle(ten, -1).maskSums(day, few.id).publish();
  const alone = new LaterDay(chain, 11).open().order(3);
  alone.void(alone.at.release).settle(households.slice(0, 2), -1);
  releases(chain, day.id, alone);
  peakOfFeeder(chain);
  const steps = chain.blocks.map(({ time, vtxs }) => ({ time, txs: vtxs.map((vtx) => vtx.tx) }));
  return {
    steps: blocksOf(steps),
    auctions: [AUCTION_ID, ...[empty, unclosed, unreleased, few, many, alone].map(({ id }) => id)],
  };
}

/** When late bills have ended, what is left comes to the supplier. */
function releases(chain: TestChain, host: bigint, waiting: LaterDay): void {
  chain.at(waiting.at.settleEnd + BigInt(WINDOWS.late));
  chain.send('releaseHeld', { host });
  chain.send('releaseBond', { auctionId: waiting.id });
}

/** Small blocks, so that a change is soon seen; a transfer, or a consent's, may spend what the block before it sealed. */
function blocksOf(steps: readonly Step[]): Step[] {
  const blocks: { time: bigint; txs: Tx[] }[] = [];
  for (const step of steps) {
    for (const tx of step.txs) {
      const last = blocks.at(-1);
      const spends = tx.kind === 'transfer' || tx.kind === 'consent';
      const joins = last?.time === step.time && last.txs.length < 3 && !spends;
      if (joins) last.txs.push(tx);
      else blocks.push({ time: step.time, txs: [tx] });
    }
  }
  return blocks;
}
