import { trials } from './hostile.js';
import { admissibleWorld, openWorld, playDay } from './play.js';
import { Random } from './random.js';

const DAYS_OF_A_WORLD = 4;

/** Many days; a failure names the seed of its world, which alone shows it again. */
export function campaign(firstSeed: number, days: number) {
  const refusals = new Map<string, Set<string>>();
  const count = { days: 0, traded: 0, published: 0, void: 0, drewOnBond: 0 };
  for (let seed = firstSeed; count.days < days; seed++) {
    const random = new Random(seed);
    try {
      const world = admissibleWorld(random, random.int(11, 14));
      const opened = openWorld(world);
      for (let i = 0; i < DAYS_OF_A_WORLD; i++) {
        const { fate, traded, published, drawn } = playDay(random, world, opened, trials(random, refusals));
        count.days++;
        count.traded += traded;
        if (published) count.published++;
        if (fate !== 'closed') count.void++;
        if (drawn > 0n) count.drewOnBond++;
      }
    } catch (error) {
      throw new Error(`seed ${seed}, day ${count.days % DAYS_OF_A_WORLD}`, { cause: error });
    }
  }
  return { ...count, refusals };
}
