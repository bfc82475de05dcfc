/** Meters and totals posted in random order on random trees: what adding and subtracting them gives is of ten or none. */
import { searchTrees } from './support/trees.js';

const TREES = 800;

test('the nested rule shows no part of one to nine', () => {
  const { posted, refused, shown } = searchTrees(1, TREES, 'own parts');
  expect(shown).toEqual([]);
  expect(Math.min(posted, refused)).toBeGreaterThan(TREES);
});

test("customers less members of each asset's whole do", () => {
  expect(searchTrees(1, TREES, 'whole assets').shown.length).toBeGreaterThan(0);
});
