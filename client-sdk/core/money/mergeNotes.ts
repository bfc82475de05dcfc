/**
 * Paying what no note reaches: notes are merged round by round, each planned anew from what stands, so that whoever
 * comes back later, after a kill or with other money, goes on from there. docs/protocol/core/merging.md.
 */
import { hasCode } from '@veilgrid/protocol/errors';
import type { Work } from '../work.js';
import { merge, resendMerges } from './keptMerge.js';
import { type MergePlan, type Need, planMerges } from './mergePlan.js';
import { Merging } from './merging.js';
import { type OwnedNote, sumOf } from './noteBook.js';
import { type NoteRoot, readyByOf } from './noteRoot.js';

/** What is to be paid. */
export interface Payment extends Need {
  /** What a refusal names. */
  readonly what: Readonly<Record<string, string>>;
  /** Unix seconds: what is paid later is refused. */
  readonly before?: bigint;
}

/** Before the first and after each transfer of a round. */
export type OnTransfer = (done: number, of: number) => void;

/** Seconds for which a waiting wallet may put off what it does next, at no cost: the next root but one has it. */
export const MERGE_SPREAD = 240n;
/** Seconds that a round takes, and each transfer of it: proofs, and blocks. */
const ROUND = 60n;
const TRANSFER = 5n;

/**
 * Pays if it can be done now; else makes the transfers of one round.
 * @throws ProtocolError NO_NOTE_LARGE_ENOUGH {balance, ready} where these notes do not reach it, and with rounds and
 *   readyAt where they do too late: nothing is merged then. STORE_REQUIRED, and what `merge` throws
 */
export async function payOrMerge<T>(
  work: Work,
  payment: Payment,
  pay: () => Promise<T>,
  onTransfer?: OnTransfer,
): Promise<T | Merging> {
  try {
    return await pay();
  } catch (error) {
    if (!hasCode(error, 'NO_NOTE_LARGE_ENOUGH')) throw error;
  }
  return (await mergeNotes(work, payment, onTransfer)) ?? pay();
}

/** @returns what is waited for; undefined where it can be paid now */
async function mergeNotes(
  work: Work,
  payment: Payment,
  onTransfer: OnTransfer = () => {},
): Promise<Merging | undefined> {
  const promised = await work.promised();
  const before = outlook(work, payment, promised);
  if (before.plan.now.length === 0) return before.merging;
  await resendMerges(work);
  await work.syncToSpend();
  for (;;) {
    const { plan, merging } = outlook(work, payment, promised);
    if (plan.now.length === 0) return merging;
    await mergeRound(work, plan.now, onTransfer);
  }
}

/** Ends early where a note was spent elsewhere meanwhile: the plan was made with it. */
async function mergeRound(
  work: Work,
  pairs: MergePlan<OwnedNote>['now'],
  onTransfer: OnTransfer,
): Promise<void> {
  for (const [done, pair] of pairs.entries()) {
    onTransfer(done, pairs.length);
    if (!(await merge(work, pair))) return;
  }
  onTransfer(pairs.length, pairs.length);
}

interface Outlook {
  readonly plan: MergePlan<OwnedNote>;
  readonly merging: Merging | undefined;
}

/** @throws ProtocolError NO_NOTE_LARGE_ENOUGH */
function outlook({ ctx, notes }: Work, payment: Payment, promised: ReadonlySet<bigint>): Outlook {
  const { what, before } = payment;
  const { under } = notes;
  const free = notes.unspent.filter(({ nf }) => !promised.has(nf)).sort(largestFirst);
  const isReady = new Set(notes.ready.map(({ nf }) => nf));
  const sorted = {
    ready: free.filter(({ nf }) => isReady.has(nf)),
    waiting: free.filter(({ nf }) => !isReady.has(nf)),
  };
  // While a node shows no root it is not known what waits, and for how long.
  const plan = under?.root === undefined ? undefined : planMerges(sorted, payment, ctx.genesis.transferFee);
  if (!plan || !under) {
    const kept = sumOf(notes.unspent.filter(({ nf }) => promised.has(nf)));
    throw notes.refusal({ ...what, ...(kept > 0n && { promised: String(kept) }) });
  }
  if (plan.waits === 0) return { plan, merging: undefined };
  const margin = ROUND + TRANSFER * BigInt(plan.transfers);
  const readyAt = readyAtOf(ctx.genesis, under, plan, margin);
  const times = { rounds: String(plan.rounds), readyAt: String(readyAt) };
  if (before !== undefined && readyAt + MERGE_SPREAD + margin > before) {
    throw notes.refusal({ ...what, ...times, before: String(before) });
  }
  const { now, until, readyBy } = under;
  const refusal = notes.refusal({ ...what, ...times });
  return { plan, merging: new Merging(plan.rounds, now, until, readyBy, readyAt, refusal) };
}

/** The same in every process: of equal notes the older one. */
function largestFirst(a: OwnedNote, b: OwnedNote): number {
  if (a.value !== b.value) return a.value < b.value ? 1 : -1;
  return a.index - b.index;
}

function readyAtOf(
  genesis: Work['ctx']['genesis'],
  under: NoteRoot,
  { now, waits }: MergePlan<OwnedNote>,
  margin: bigint,
): bigint {
  let at = now.length > 0 ? readyByOf(genesis, under.now + margin) : under.readyBy;
  for (let more = 1; more < waits; more++) at = readyByOf(genesis, at + MERGE_SPREAD + margin);
  return at;
}
