/** Of whom a demo opens both sides: forty homes fill the sunny hours, ten do not. */
import { buildScenario, DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { countsOf, isLarge, openCounts, packCounts, wordsOf } from '@veilgrid/protocol/core/groups/words';
import { paramsOf } from '@veilgrid/protocol/params';

const params = paramsOf('full');

/** All but the one whose day the DSO reads. */
function openedOf(households: number) {
  const { houses } = buildScenario(params, DEFAULT_DAY, households, SEED);
  const word = houses.slice(0, -1).reduce((sum, { readings }) => {
    const side = (of: 'imported' | 'exported') => readings.map((r) => r[of]);
    return sum + packCounts(countsOf(params, side('imported'), side('exported'), true));
  }, 0n);
  const counts = openCounts(params, word, households)!;
  return { counts, large: isLarge(counts, 0), ...wordsOf(params, counts, 0, 0) };
}

test('forty homes show both sides in sunny words, and the net at night', () => {
  const { large, both, net } = openedOf(40);
  expect(large).toBe(true);
  expect(both).toBeGreaterThan(0);
  expect(net & 1).toBe(1);
});

test('twelve homes show nets alone', () => {
  expect(openedOf(12)).toMatchObject({ large: true, both: 0 });
});
