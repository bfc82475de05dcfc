/** What the day of core's pieces leaves behind, and the checks on it. */
import { Fr } from '@veilgrid/protocol/core/ssz';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { type Audited, proofsStand } from '../core/auditLedger.js';
import type { PostedTotal } from '../core/measures.js';
import type { RebuiltPoints, RebuiltReadings } from '../core/rebuild.js';
import type { Refusal } from '../core/refusals.js';
import type { Supply } from '../market/outcome.js';
import { conserved } from '../market/outcome.js';
import type { Replayed } from '../town/replayProcess.js';
import { sum } from '../town/sum.js';

/** One wallet's money, 1e-8 currency. */
export interface Purse {
  readonly ownerPk: bigint;
  readonly paidIn: bigint;
  readonly fees: bigint;
  /** Bill, less what was invoiced beyond the deposit. */
  readonly paid: bigint;
  readonly balance: bigint;
}

export interface MergedOrder {
  readonly notes: number;
  readonly each: bigint;
  readonly transfers: number;
  /** How often it waited for a root. */
  readonly waits: number;
  readonly deposit: bigint;
}

export interface CoreDay {
  readonly date: string;
  readonly genesisHash: string;
  readonly households: number;
  readonly merged: MergedOrder;
  readonly orders: number;
  readonly settlements: number;
  readonly readings: RebuiltReadings;
  readonly points: RebuiltPoints;
  readonly party: { readonly partyId: number; readonly left: bigint };
  readonly totals: readonly PostedTotal[];
  /** What the zone's sums show, Wh by period, import above zero. */
  readonly verified: readonly bigint[];
  readonly purses: readonly Purse[];
  readonly supply: Supply;
  readonly refused: readonly Refusal[];
  /** Of transactions that were refused. */
  readonly refusedProofs: Partial<Record<Circuit, number>>;
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Milliseconds by stage, in order. */
  readonly timings: Readonly<Record<string, number>>;
}

export interface CoreRun {
  readonly day: CoreDay;
  readonly audited: Audited;
  readonly replayed: Replayed;
  readonly checks: CoreChecks;
  readonly seconds: number;
}

export interface CoreChecks {
  readonly auditVerified: boolean;
  readonly moneyConserved: boolean;
  readonly ownersHidden: boolean;
  readonly readingsRebuilt: boolean;
  readonly pointsRebuilt: boolean;
  readonly totalsAgree: boolean;
}

export function checksOf(day: CoreDay, audited: Audited, replayed: Replayed): CoreChecks {
  const feeder = day.totals.at(-1)!;
  return {
    auditVerified: proofsStand(day, audited, replayed),
    moneyConserved: moneyConserved(day),
    ownersHidden: ownersHidden(day, audited),
    readingsRebuilt: day.readings.holds && day.readings.leaves === day.settlements,
    pointsRebuilt: day.points.holds,
    // The feeder's meter and the sum that nobody could look into: nobody hangs between.
    totalsAgree: feeder.nets.every((net, k) => net === day.verified[k]),
  };
}

/** To the unit: what came in is somewhere, and every wallet has what it paid in less its bill and fees. */
function moneyConserved({ supply, purses }: CoreDay): boolean {
  const { notes, locked } = supply;
  return (
    conserved(supply) &&
    locked === 0n &&
    notes === sum(purses.map(({ balance }) => balance)) &&
    purses.every(({ paidIn, fees, paid, balance }) => balance === paidIn - fees - paid)
  );
}

/** No slip has the key of anybody who paid in. */
function ownersHidden({ purses }: CoreDay, { slips }: Audited): boolean {
  const keys = purses.map(({ ownerPk }) => Buffer.from(Fr.serialize(ownerPk)));
  return slips.length > 0 && slips.every((slip) => keys.every((key) => !Buffer.from(slip).includes(key)));
}
