/**
 * Which notes are merged so that what is asked can be paid: docs/protocol/core/merging.md. Money in 1e-8 currency.
 * A merge is a transfer to oneself, of two notes into one, for the flat fee; the new note waits before it is spent.
 */

interface Valued {
  readonly value: bigint;
}

/** Notes by when they can be spent, each largest first. */
export interface Notes<N extends Valued> {
  /** Now. */
  readonly ready: readonly N[];
  /** After one wait. */
  readonly waiting: readonly N[];
}

export interface Need {
  readonly asked: bigint;
  /** How many notes may pay it together: an order spends one, a transfer two. */
  readonly inputs: 1 | 2;
}

export interface MergePlan<N> {
  /** Pairs to merge now; then the notes wait, and a new plan goes on. */
  readonly now: readonly (readonly [N, N])[];
  /** How often new notes are waited for before what is asked is paid. */
  readonly waits: number;
  /** Rounds of transfers that are left, that of `now` included. */
  readonly rounds: number;
  /** Merges in all rounds. */
  readonly transfers: number;
}

/** Enough for a thousand notes; these are three hours. */
const MAX_WAITS = 10;

/** How many of the largest notes are joined. */
interface Choice {
  readonly ready: number;
  readonly waiting: number;
}

/**
 * The plan with the fewest waits and, among these, the fewest transfers and so the least fees.
 * @returns undefined where these notes do not pay what is asked, whatever is merged
 */
export function planMerges<N extends Valued>(
  notes: Notes<N>,
  need: Need,
  fee: bigint,
): MergePlan<N> | undefined {
  for (let waits = 0; waits <= MAX_WAITS; waits++) {
    const choice = choose(notes, need, fee, waits);
    if (choice) return planOf(notes.ready, choice, need.inputs, waits);
  }
  return undefined;
}

/**
 * The fewest notes that are merged in so many waits. After w waits a note is made of up to 2^w ready ones, and one that
 * waits has the place of two: such trees exist exactly where all fit (Kraft's inequality). Of so many notes the
 * largest are worth most; one that is worth less than its fee is never among the fewest that suffice.
 */
function choose<N extends Valued>(
  { ready, waiting }: Notes<N>,
  { asked, inputs }: Need,
  fee: bigint,
  waits: number,
): Choice | undefined {
  const places = inputs << waits;
  const [readySums, waitingSums] = [sums(ready, places), sums(waiting, waits === 0 ? 0 : places >> 1)];
  let best: Choice | undefined;
  for (let w = 0; w < waitingSums.length; w++) {
    const most = Math.min(readySums.length - 1, places - 2 * w);
    for (let r = 0; r <= most; r++) {
      if (best && r + w > best.ready + best.waiting) break;
      const merges = BigInt(Math.max(0, r + w - inputs));
      if (r + w > 0 && readySums[r]! + waitingSums[w]! - merges * fee >= asked) {
        // Of as many, those with more that wait: an earlier round made them.
        best = { ready: r, waiting: w };
        break;
      }
    }
  }
  return best;
}

/** What the first 0, 1, … notes are worth together, up to `most`. */
function sums(notes: readonly Valued[], most: number): bigint[] {
  const all = [0n];
  for (const { value } of notes.slice(0, most)) all.push(all.at(-1)! + value);
  return all;
}

/** As many merges as can be now: what comes between later costs less then. The largest notes stay as they are. */
function planOf<N>(ready: readonly N[], choice: Choice, inputs: number, waits: number): MergePlan<N> {
  const count = choice.ready + choice.waiting;
  const merged = Math.min(choice.ready >> 1, Math.max(0, count - inputs));
  const now = Array.from({ length: merged }, (_, i): [N, N] => {
    const first = choice.ready - 2 * (merged - i);
    return [ready[first]!, ready[first + 1]!];
  });
  let rounds = Math.min(merged, 1);
  for (let left = count - merged; left > inputs; left -= Math.min(left >> 1, left - inputs)) rounds++;
  return { now, waits, rounds, transfers: Math.max(0, count - inputs) };
}
