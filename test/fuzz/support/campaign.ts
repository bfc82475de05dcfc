import { Random } from '../../economy/support/random.js';
import { disclosureScene } from './disclosureScene.js';
import { flexScene } from './flexScene.js';
import { replays, Sequence } from './fuzz.js';
import { marketScene } from './script.js';

/** Sequences of which one is played again from genesis. */
const REPLAYED = 10;

/** Many random sequences; a failure names the seed that shows it again. */
export function campaign(firstSeed: number, sequences: number) {
  // The market's day has most kinds, and gets most of the sequences.
  const market = marketScene();
  const needs = [true, false].map((called) => flexScene({ called }));
  const scenes = [market, market, ...needs, disclosureScene()];
  const kinds = new Set<string>();
  const codes = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + sequences; seed++) {
    const random = new Random(seed);
    try {
      const { script, snapshots } = random.pick(scenes);
      const sequence = new Sequence(random, script, random.pick(snapshots)).run();
      if (seed % REPLAYED === 0 && !replays(sequence.chain)) throw new Error('a replay differs');
      for (const kind of sequence.accepted) kinds.add(kind);
      for (const code of sequence.refusals) codes.add(code);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  return { kinds, codes };
}
