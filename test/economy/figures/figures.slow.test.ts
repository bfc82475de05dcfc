import { figuresCampaign } from './support/campaign.js';

test('no combination of figures of 2,000 worlds is of fewer than ten unknown homes', () => {
  expect(figuresCampaign(1_000_000, 2_000).exposed).toEqual([]);
});
