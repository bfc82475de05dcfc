import { killSeries } from './support/killSeries.js';

const KILLS = 4;

test('a killed node has lost nothing that it called committed, and its blocks make its store', async () => {
  const { kills, acknowledged, underWay } = await killSeries(KILLS, 11);
  expect(kills).toBe(KILLS);
  expect(acknowledged).toBeGreaterThan(0);
  expect(underWay).toBeGreaterThan(0);
});
