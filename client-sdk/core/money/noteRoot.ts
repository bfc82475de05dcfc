/**
 * The root that notes are spent under: one for all who pay in ten minutes, by the chain's time alone, so that a node
 * cannot mark a payer by a root of its own. protocol/core.md "Note".
 */
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { hasCode } from '@veilgrid/protocol/errors';
import { verifyHeadersAt } from '../../verifier/fact.js';
import { ofFact } from '../../verifier/signedFact.js';
import type { WalletContext } from '../../wallet/context.js';
import { fetchFinalHead } from '../../wallet/head.js';

/** Seconds. */
const STEP = 600n;

/** Where a wallet may spend from. */
export interface NoteRoot {
  /** Chain time, Unix seconds: a multiple of ten minutes, ten to twenty minutes ago. */
  readonly at: bigint;
  /** Undefined where no block is that old. */
  readonly root: bigint | undefined;
  /** The final header that follows the one with the root, and so says which that is. */
  readonly final?: FinalHeaders;
  /** Chain time now. */
  readonly now: bigint;
}

/**
 * The root in force at the last multiple of ten minutes that is at least ten minutes old.
 * @returns undefined on a chain without a block
 * @throws ProtocolError FACT_INVALID, HEAD_STALE
 */
export async function fetchNoteRoot(
  ctx: Pick<WalletContext, 'api' | 'genesis' | 'clock'>,
): Promise<NoteRoot | undefined> {
  const head = await unlessMissing(() => fetchFinalHead(ctx));
  if (!head) return undefined;
  const now = head.header.time;
  const at = now < STEP ? 0n : ((now - STEP) / STEP) * STEP;
  const answer = await unlessMissing(() => ctx.api.headers({ query: { at: Number(at) } }));
  if (!answer) return { at, root: undefined, now };
  const { noteRoot } = ofFact('noteRoot', () => verifyHeadersAt(ctx.genesis, at, answer));
  return { at, root: noteRoot, final: { headers: answer.headers.slice(1), finality: answer.finality }, now };
}

/** When everything that stands in the tree now can be spent. */
export function readyBy({ now }: NoteRoot): bigint {
  return ((now + STEP - 1n) / STEP) * STEP + STEP;
}

/** A node that keeps something back keeps its own clients from paying, and nothing else. */
async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
