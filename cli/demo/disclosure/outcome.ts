/** What data access leaves behind, and the checks on it. Money in 1e-8 currency, energy in Wh. */
import type { Answered } from '@veilgrid/client-sdk/verifier/disclosure/answered';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { type Audited, proofsStand } from '../core/auditLedger.js';
import type { Refusal } from '../core/refusals.js';
import { conserved, type Supply } from '../market/outcome.js';
import type { Replayed } from '../town/replayProcess.js';

export interface DisclosureDay {
  readonly dates: readonly string[];
  readonly genesisHash: string;
  /** Settlements of each day's set. */
  readonly members: readonly number[];
  readonly questions: readonly Question[];
  /** As the recipient verified them, in the order of the questions. */
  readonly claims: readonly Answered[];
  /** Days without a reading, since 1970-01-01. */
  readonly gaps: readonly number[];
  /** Sealed. */
  readonly answerBytes: number;
  /** Proofs in answers that verified: the household's, and the recipient's own. */
  readonly provenOffLedger: number;
  /** The recipient made the same answer, and it verified for it. */
  readonly simulated: boolean;
  readonly consents: number;
  readonly revocations: number;
  readonly receiptsRooted: number;
  readonly supply: Supply;
  /** Of all wallets. */
  readonly balance: bigint;
  readonly refused: readonly Refusal[];
  /** By a recipient, or by the wallet. */
  readonly answersRefused: readonly Refusal[];
  /** Of transactions that were refused. */
  readonly refusedProofs: Partial<Record<Circuit, number>>;
  readonly proofs: Readonly<Record<Circuit, number>>;
  /** Milliseconds by stage, in order. */
  readonly timings: Readonly<Record<string, number>>;
}

export interface DisclosureChecks {
  readonly auditVerified: boolean;
  readonly moneyConserved: boolean;
  readonly simulated: boolean;
}

export interface DisclosureRunResult {
  readonly day: DisclosureDay;
  readonly audited: Audited;
  readonly replayed: Replayed;
  readonly checks: DisclosureChecks;
  readonly seconds: number;
}

export function checksOf(day: DisclosureDay, audited: Audited, replayed: Replayed): DisclosureChecks {
  return {
    auditVerified: allAudited(day, audited, replayed),
    moneyConserved: moneyConserved(day),
    simulated: day.simulated,
  };
}

/** Every proof that was made was checked twice on the ledger, or by a recipient off it, but those of what was refused. */
function allAudited(day: DisclosureDay, audited: Audited, replayed: Replayed): boolean {
  const { disclose } = day.proofs;
  const proofs = { ...day.proofs, disclose: disclose - day.provenOffLedger };
  return proofsStand({ ...day, proofs }, audited, replayed);
}

/** To the unit: what came in is somewhere, and the homes hold all notes there are. */
function moneyConserved({ supply, balance }: DisclosureDay): boolean {
  return conserved(supply) && supply.notes === balance;
}
