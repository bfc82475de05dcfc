import { publishedResult } from '@veilgrid/protocol/clearing';
import { MIN_GROUP, paramsOf } from '@veilgrid/protocol/params';
import { jsMatcher } from '@veilgrid/wasm-core';
import { breaches } from './support/properties.js';
import { Random } from './support/random.js';
import { randomPlans } from './support/traders.js';
import { randomWorld } from './support/world.js';

const { K } = paramsOf('small');

test('x', () => {
  const t = Date.now();
  const stats: Record<string, number> = {};
  for (let seed = 0; seed < 10000; seed++) {
    const random = new Random(seed);
    const world = randomWorld(random, random.int(1, 14));
    const plans = randomPlans(random, world);
    const periods = jsMatcher.clearDay(plans.map((p) => p.cells), K);
    const result = publishedResult(periods, 0, MIN_GROUP);
    if (seed % 1000 === 0) process.stderr.write(`${seed} ${process.cpuUsage().user}\n`);
    const found = breaches(world, plans, result);
    stats.traded = (stats.traded ?? 0) + periods.filter((p) => p.traded).length;
    if (found.length) { console.log(seed, found, JSON.stringify({world, plans, result}, (_, v) => typeof v === 'bigint' ? String(v) : v)); break; }
  }
  console.log(Date.now() - t, stats);
});
