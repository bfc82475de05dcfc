import { Random } from '../../support/random.js';
import { PARAMS } from './homes.js';
import { type Published, publish } from './publish.js';
import { VIEWS } from './rows.js';
import type { Rule } from './rules.js';
import { columnsOf, exposed } from './search.js';
import { randomWorld } from './world.js';

const ALL_WORDS = (1 << PARAMS.sideWords) - 1;

/** What was seen in so many worlds. */
export interface Seen {
  sets: number;
  merged: number;
  /** Words of sets shown on both sides, and of others. */
  both: number;
  net: number;
  panels: number;
  lots: number;
  needs: number;
  corrected: number;
  posted: number;
  /** Who sees fewer than ten homes, and whose, by seed of the world. */
  readonly exposed: string[];
}

/**
 * @param from of this seed and those after it
 * @param enough ends once so many worlds show fewer than ten
 */
export function figuresCampaign(
  from: number,
  worlds: number,
  { dropped, enough = worlds }: { readonly dropped?: Rule; readonly enough?: number } = {},
): Seen {
  const none = { sets: 0, merged: 0, both: 0, net: 0, panels: 0, lots: 0, needs: 0, corrected: 0, posted: 0 };
  const seen: Seen = { ...none, exposed: [] };
  for (let seed = from; seed < from + worlds && seen.exposed.length < enough; seed++) {
    const published = publish(randomWorld(new Random(seed)), dropped);
    count(seen, published);
    const found = first(published);
    if (found) seen.exposed.push(`${seed}: ${found}`);
  }
  return seen;
}

function first({ blocks }: Published): string | undefined {
  for (const [i, block] of blocks.entries()) {
    const columns = columnsOf(block);
    for (const [view, knows] of Object.entries(VIEWS)) {
      const homes = exposed(columns, knows);
      if (homes) return `${view} sees in block ${i} ${[...homes].join(', ')}`;
    }
  }
  return undefined;
}

function count(seen: Seen, { sets, parted, posted }: Published): void {
  seen.posted += posted;
  for (const { days, shown } of sets) {
    seen.sets++;
    if (days.length > 1) seen.merged++;
    for (let word = 1; word <= ALL_WORDS; word <<= 1) shown.both & word ? seen.both++ : seen.net++;
  }
  for (const { open, corrected } of parted) {
    seen.corrected += corrected.length;
    for (const { part, both, net } of open) {
      if (!(both | net)) continue;
      if (part.kind === 'panel') seen.panels++;
      else part.kind === 'issue' ? seen.lots++ : seen.needs++;
    }
  }
}
