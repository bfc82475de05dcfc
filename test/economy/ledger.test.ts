import { admissibleWorld, openWorld, playDay } from './support/play.js';
import { Random } from './support/random.js';

const cpu = () => process.cpuUsage().user / 1000;
test('x', () => {
  for (let w = 0; w < 4; w++) {
    const random = new Random(w);
    let t = cpu();
    const world = admissibleWorld(random, random.int(10, 13));
    const opened = openWorld(world);
    process.stderr.write(`open ${cpu() - t}\n`);
    for (let i = 0; i < 5; i++) {
      t = cpu();
      const { day, ...played } = playDay(random, world, opened);
      process.stderr.write(`${day.members.length} ${cpu() - t} ${JSON.stringify(played, (_, v) => typeof v === 'bigint' ? String(v) : v)}\n`);
    }
  }
});
