import { Random } from '../../economy/support/random.js';
import { replays, Sequence } from './fuzz.js';
import { writeScript } from './script.js';

/** Sequences of which one is played again from genesis. */
const REPLAYED = 10;

/** Many random sequences; a failure names the seed that shows it again. */
export function campaign(firstSeed: number, sequences: number) {
  const { script, snapshots } = writeScript();
  const kinds = new Set<string>();
  const codes = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + sequences; seed++) {
    const random = new Random(seed);
    try {
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
