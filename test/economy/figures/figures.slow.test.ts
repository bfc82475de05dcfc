import { figuresCampaign } from './support/campaign.js';
import { RULES } from './support/rules.js';

const FIRST = 1_000_000;
const WORLDS = 600;

test('no combination of figures of 600 worlds is of fewer than ten unknown homes', () => {
  expect(figuresCampaign(FIRST, WORLDS).exposed).toEqual([]);
});

test.each(RULES)('of the same worlds some show fewer without the rule that %s', (dropped) => {
  expect(figuresCampaign(FIRST, WORLDS, { dropped, enough: 1 }).exposed).toHaveLength(1);
});
