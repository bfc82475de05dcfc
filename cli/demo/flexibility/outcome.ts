/** What a need and its days leave behind, and the checks on it. Money in 1e-8 currency, energy in Wh. */
import type { Circuit } from '@veilgrid/protocol/kinds';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { type Audited, proofsStand } from '../core/auditLedger.js';
import type { Refusal } from '../core/refusals.js';
import { conserved, type Supply } from '../market/outcome.js';
import type { Replayed } from '../town/replayProcess.js';
import { sum } from '../town/sum.js';
import type { Part } from './scenario.js';

/** What one home got, which only the home itself could know. */
export interface Share {
  readonly name: string;
  readonly part: Part;
  /** By half hour. */
  readonly accepted: readonly bigint[];
  readonly late: boolean;
  readonly deposit: bigint;
  readonly paid: bigint;
  /** Beyond the deposit. */
  readonly earned: bigint;
}

/** Of a need that is claimed. */
export interface Money {
  readonly locked: bigint;
  readonly returned: bigint;
  readonly pay: bigint;
  readonly deposit: bigint;
  /** By the homes' own account. */
  readonly earned: bigint;
}

/** What the buyer locked at the opening, and had back. */
export interface Buyer {
  readonly locked: bigint;
  readonly atClose: bigint;
  readonly atPublication: bigint;
}

export interface FlexDay {
  readonly date: string;
  readonly genesisHash: string;
  readonly offers: number;
  readonly need: RouteResponse<'need'>;
  readonly sums: RouteResponse<'needSums'>;
  /** Of the auction of the need's day. */
  readonly settlements: number;
  readonly zone: RouteResponse<'aggregate'>;
  readonly buyer: Buyer;
  readonly shares: readonly Share[];
  readonly next: Money;
  readonly supply: Supply;
  /** Of all wallets. */
  readonly balance: bigint;
  readonly refused: readonly Refusal[];
  /** Of transactions that were refused. */
  readonly refusedProofs: Partial<Record<Circuit, number>>;
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Milliseconds by stage, in order. */
  readonly timings: Readonly<Record<string, number>>;
}

export interface FlexChecks {
  readonly auditVerified: boolean;
  readonly moneyConserved: boolean;
}

export interface FlexRunResult {
  readonly day: FlexDay;
  readonly audited: Audited;
  readonly replayed: Replayed;
  readonly checks: FlexChecks;
  readonly seconds: number;
}

export function checksOf(day: FlexDay, audited: Audited, replayed: Replayed): FlexChecks {
  return { auditVerified: proofsStand(day, audited, replayed), moneyConserved: moneyConserved(day) };
}

/** To the unit: what came in is somewhere, the homes have what the sums say, and so has the buyer. */
function moneyConserved({ supply, balance, sums, buyer, shares, next }: FlexDay): boolean {
  const inTime = shares.filter(({ late }) => !late);
  const { unproven, compensation } = sums;
  return (
    conserved(supply) &&
    supply.notes === balance &&
    sums.pay === sum(inTime.map(({ paid }) => paid)) &&
    sums.deposit === sum(inTime.map(({ deposit }) => deposit)) &&
    buyer.locked === returnedOf(buyer) + paidOf(sums) + unproven + compensation &&
    next.earned === next.pay - next.deposit &&
    next.locked === next.returned + next.earned
  );
}

/** What deliveries brought the homes beyond their deposits. */
export const paidOf = ({ pay, deposit }: FlexDay['sums']) => pay - deposit;

/** Of the buyer's own lock. */
export const returnedOf = ({ atClose, atPublication }: Buyer) => atClose + atPublication;
