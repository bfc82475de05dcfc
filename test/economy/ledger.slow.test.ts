import { campaign } from './support/campaign.js';
import { ATTEMPT_NAMES } from './support/hostile.js';

test('800 days on the real state machine hold, and every fraud in them is refused', () => {
  const { refusals, ...count } = campaign(1_000_000, 800);
  expect(count.days).toBeGreaterThanOrEqual(800);
  for (const kind of ['traded', 'published', 'void', 'drewOnBond'] as const) {
    expect([kind, count[kind] > 50]).toEqual([kind, true]);
  }
  expect([...refusals.keys()].sort()).toEqual([...ATTEMPT_NAMES].sort());
}, 3_600_000);
