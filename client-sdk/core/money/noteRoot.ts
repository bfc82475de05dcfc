/**
 * The root that notes are spent under: one for all who pay in ten minutes, by time alone, so that a node cannot mark a
 * payer by a root of its own. That time is the wallet's own: a head may be minutes old, and a node that chooses between
 * two heads would choose between two roots. protocol/core.md "Note".
 */
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { unlessMissing } from '../../client/unlessMissing.js';
import { verifyHeadersAt } from '../../verifier/fact.js';
import { maxLag, nowOf } from '../../verifier/headLag.js';
import { ofFact } from '../../verifier/signedFact.js';
import type { WalletContext } from '../../wallet/context.js';
import { fetchFinalHead } from '../../wallet/head.js';

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'clock'>;

/** Seconds. */
const STEP = 600n;

/** Where a wallet may spend from. */
export interface NoteRoot {
  /** Unix seconds: a multiple of ten minutes, ten to twenty minutes ago. */
  readonly at: bigint;
  /** Undefined where no block is that old. */
  readonly root: bigint | undefined;
  /** The final header that follows the one with the root, and so says which that is. */
  readonly final?: FinalHeaders;
  /** Unix seconds by the wallet's clock; of the newest block where time is moved by hand. */
  readonly now: bigint;
  /** When the next root comes, Unix seconds. */
  readonly until: bigint;
  /** When everything that stands in the tree now can be spent, Unix seconds. */
  readonly readyBy: bigint;
}

/**
 * The root in force at the last multiple of ten minutes that is at least ten minutes old.
 * @returns undefined on a chain without a block
 * @throws ProtocolError FACT_INVALID, HEAD_STALE
 */
export async function fetchNoteRoot(ctx: Asking): Promise<NoteRoot | undefined> {
  const { genesis, clock = () => Date.now() / 1000 } = ctx;
  // A node that keeps something back keeps its own clients from paying, and nothing else.
  const head = await unlessMissing(() => fetchFinalHead(ctx));
  if (!head) return undefined;
  const now = nowOf(genesis, head.header.time, clock());
  const age = ageOf(ctx.genesis);
  const at = now < age ? 0n : ((now - age) / STEP) * STEP;
  const newest = head.header.time > now ? head.header.time : now;
  const time = { at, now, until: at + STEP + age, readyBy: readyByOf(ctx.genesis, newest) };
  const answer = await unlessMissing(() => ctx.api.headers({ query: { at: Number(at) } }));
  if (!answer) return { ...time, root: undefined };
  const { noteRoot } = ofFact('noteRoot', () => verifyHeadersAt(genesis, at, answer));
  const final = { headers: answer.headers.slice(1), finality: answer.finality };
  return { ...time, root: noteRoot, final };
}

/** When what came into the tree at `time` can be spent, both Unix seconds. */
export function readyByOf(genesis: Genesis, time: bigint): bigint {
  return ((time + STEP - 1n) / STEP) * STEP + ageOf(genesis);
}

/** No head that a wallet takes is older: every node that has one has the root, too. */
function ageOf(genesis: Genesis): bigint {
  const lag = BigInt(maxLag(genesis));
  return lag > STEP ? lag : STEP;
}
