import { searchTrees } from './support/trees.js';

test('the nested rule shows no part of one to nine in 20,000 trees', () => {
  expect(searchTrees(1_000_000, 20_000, 'own parts').shown).toEqual([]);
});
