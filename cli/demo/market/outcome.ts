/** What a demo's day leaves behind, and the checks on it. */
import type { AuctionEntry } from '@veilgrid/client-sdk';
import type { Circuit } from '@veilgrid/protocol/kinds';
import type { Bill } from '@veilgrid/protocol/market/settlement';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { Invoice } from '@veilgrid/services';
import { shownLoad } from '../../terminal/shownLoad.js';
import type { Replayed } from '../town/replayProcess.js';
import { sum } from '../town/sum.js';
import type { House, Scenario } from './scenario.js';
import type { Seen } from './seen.js';

/** One simulated household's day, which only the household itself could know. */
export interface HouseholdDay {
  readonly house: House;
  readonly deposit: bigint;
  readonly bill: Bill;
  /** What the same readings would have cost without the market. */
  readonly without: bigint;
  /** Money before it traded, and after. */
  readonly balanceBefore: bigint;
  readonly balance: bigint;
}

export type Supply = RouteResponse<'supply'>;

export interface DayOutcome {
  readonly scenario: Scenario;
  readonly genesisHash: string;
  /** Enrolled points: the households, and where they are fewer than ten their idle neighbours. */
  readonly points: number;
  readonly auction: AuctionEntry;
  /** Undefined with fewer than ten settlements: their sum is not opened, pool and bond wait. */
  readonly aggregate: RouteResponse<'aggregate'> | undefined;
  /** After minting and payments, before anything is locked. */
  readonly supplyBefore: Supply;
  readonly supply: Supply;
  readonly households: readonly HouseholdDay[];
  /** Of the first household. */
  readonly seen: Seen;
  /** Bills beyond the deposit, as the DSO reads them. */
  readonly invoices: readonly Invoice[];
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Milliseconds by stage, in order. */
  readonly timings: Readonly<Record<string, number>>;
}

export interface Checks {
  readonly moneyConserved: boolean;
  /** null where no sum is published. */
  readonly energyExact: boolean | null;
  readonly auditVerified: boolean;
}

export function accountsOf(supply: Supply): bigint {
  return sum(Object.values(supply.accounts)) + supply.parties;
}

/** To the unit: what came in is somewhere. */
export function conserved(supply: Supply): boolean {
  const { minted, redeemed, notes, locked, bonds, held } = supply;
  return minted === redeemed + notes + locked + bonds + held + accountsOf(supply);
}

/** Wh by settlement period over all simulated meters. */
export function meteredSums(outcome: DayOutcome) {
  const periods = outcome.scenario.prices.importPrice.map((_, k) => k);
  const total = (part: 'imported' | 'exported') =>
    periods.map((k) => sum(outcome.households.map((h) => BigInt(h.house.readings[k]![part]))));
  return { imports: total('imported'), exports: total('exported') };
}

export function checksOf(outcome: DayOutcome, audit: Replayed): Checks {
  const proofs = sum(Object.values(outcome.proofs).map(BigInt));
  return {
    moneyConserved: moneyConserved(outcome),
    energyExact: energyExact(outcome),
    auditVerified: audit.verified && BigInt(audit.proofsVerified) === proofs,
  };
}

/** The published curve is the sum of the readings, to the Wh. */
function energyExact(outcome: DayOutcome): boolean | null {
  const { imports, exports } = meteredSums(outcome);
  const { aggregate, households } = outcome;
  if (aggregate === undefined) return null;
  return (
    aggregate.members === households.length &&
    shownLoad(aggregate).every(
      ({ imported, exported, net }, k) =>
        (imported === undefined || (imported === imports[k] && exported === exports[k])) &&
        net === imports[k]! - exports[k]!,
    )
  );
}

/** To the unit: what came in is somewhere, every household paid its bill (in part by invoice), and that is what the others got. */
function moneyConserved(outcome: DayOutcome): boolean {
  const { supply, supplyBefore, households, aggregate } = outcome;
  const places = supply.redeemed + supply.notes + supply.locked + supply.bonds + accountsOf(supply);
  const held = sum(households.map((h) => h.balance));
  const paid = sum(households.map((h) => h.balanceBefore - h.balance));
  // Bonds are their givers' money, wherever they stand.
  const owned = (s: Supply) => accountsOf(s) + s.bonds;
  const earned = owned(supply) - owned(supplyBefore);
  // Until publication, what was paid waits with the hidden refunds among the deposits.
  const waiting = aggregate === undefined ? paid : 0n;
  return (
    supply.minted === places &&
    supply.notes + supply.locked === held + waiting &&
    earned === paid - waiting &&
    households.every((h, i) => h.balanceBefore - h.balance === h.bill.cost - invoicedTo(outcome, i))
  );
}

function invoicedTo({ invoices }: DayOutcome, position: number): bigint {
  return sum(invoices.filter((invoice) => invoice.position === position).map((invoice) => invoice.amount));
}
