/**
 * Everything that is published of random worlds, money aside, added and subtracted in every way. Counts are public as
 * they are, and say nothing of energy. docs/protocol/core/parts.md "Worlds" says what is looked for.
 */
import { figuresCampaign } from './support/campaign.js';
import { RULES, WITNESSES } from './support/rules.js';

/** Another seed gives other worlds; a failure names the seeds of its worlds. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);
const WORLDS = 40;

test('no combination of figures is of fewer than ten unknown homes', () => {
  const { exposed, ...seen } = figuresCampaign(FIRST, WORLDS);
  expect(exposed).toEqual([]);
  // And there is something to see, of every kind.
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(WORLDS / 20);
});

test.each(RULES)('without the rule that %s, some are', (dropped) => {
  expect(figuresCampaign(WITNESSES[dropped], 1, { dropped }).exposed).toHaveLength(1);
});
