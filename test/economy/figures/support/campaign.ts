import { Random } from '../../support/random.js';
import { fewestHomes } from './fewest.js';
import { type PublishedSet, publish, type Rule } from './publish.js';
import { PARAMS, randomWorld } from './world.js';

const TEN = 10;
const ALL_WORDS = (1 << PARAMS.sideWords) - 1;

/** What was seen in so many worlds. */
export interface Seen {
  sets: number;
  merged: number;
  /** Words of sets shown on both sides, and of others. */
  both: number;
  net: number;
  /** Seeds of worlds in which fewer than ten homes are seen. */
  readonly exposed: number[];
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
  const seen: Seen = { sets: 0, merged: 0, both: 0, net: 0, exposed: [] };
  for (let seed = from; seed < from + worlds && seen.exposed.length < enough; seed++) {
    const sets = randomWorld(new Random(seed)).flatMap((zone) => publish(zone, dropped));
    for (const set of sets) count(seen, set);
    if (sets.some((set) => fewestHomes(set) < TEN)) seen.exposed.push(seed);
  }
  return seen;
}

function count(seen: Seen, { days, both }: PublishedSet): void {
  seen.sets++;
  if (days > 1) seen.merged++;
  for (let word = 1; word <= ALL_WORDS; word <<= 1) both & word ? seen.both++ : seen.net++;
}
