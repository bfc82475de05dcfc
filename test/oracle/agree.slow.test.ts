import { buildCrypto } from './crypto.js';
import { randomClearing } from './days/clearingDay.js';
import { crowdedCloses } from './days/crowds.js';
import {
  cappedDays,
  countedDays,
  extremeDays,
  lateDays,
  oversizedReadings,
  singlePeriods,
} from './days/extremeDays.js';
import { filledPadding, forgedBatches, forgedCloses } from './days/forgedClearings.js';
import { forgedSettlements } from './days/forgedSettlements.js';
import { forgedMasks, maskBatches } from './days/maskDays.js';
import { randomDay } from './days/randomDays.js';
import { forgedTransfers, issues, randomTransfer } from './days/transfers.js';
import { expectations } from './suite.js';

const crypto = await buildCrypto();
const { sizes, ...agree } = expectations(crypto, 'full');
const everyPeriod = Array.from({ length: sizes.K }, (_, k) => k);
const thirds = everyPeriod.filter((k) => k % 3 === 2);
const seeds = Array.from({ length: 24 }, (_, i) => i + 100);
const named = <S>(inputs: S, i: number) => ({ name: `number ${i}`, inputs });

describe('full circuits judge as the protocol text', () => {
  test('transfer and issue: 24 random ones, and forged ones', async () => {
    const transfers = seeds.map((seed) => randomTransfer(crypto, sizes, seed));
    await agree.transfer(transfers.map(named), 'honest');
    for (const honest of transfers.slice(0, 4)) await agree.transfer(forgedTransfers(honest));
    await agree.issue(issues(2).map(named), 'honest');
  });

  test('settle: 24 random days', () =>
    agree.settle(
      seeds.map((seed) => named(randomDay(crypto, sizes, seed), seed)),
      'honest',
    ));

  test('settle: extreme days and forged ones', async () => {
    await agree.settle(extremeDays(crypto, sizes));
    await agree.settle(lateDays(crypto, sizes), 'honest');
    await agree.settle(forgedSettlements(crypto, sizes, 3));
    await agree.settle(oversizedReadings(crypto, sizes, [0, 20, 46, 47]));
  });

  test('settle: day caps in every period', () => agree.settle(cappedDays(crypto, sizes, everyPeriod)));

  test('settle: count lanes in every third period, the last of each word among them', () =>
    agree.settle(countedDays(crypto, sizes, thirds), 'honest'));

  test('settle: each period by itself', () => agree.settle(singlePeriods(crypto, sizes, thirds)));

  test('clear: padding in every period, and forged batches', async () => {
    const { batches } = randomClearing(crypto, sizes, sizes.clearN + 1, 2);
    await agree.clear(filledPadding(batches[1]!, everyPeriod));
    await agree.clear(forgedBatches(batches[1]!, [0, 23, 47]));
  });

  test('clear and close: 24 random days, empty and single orders among them', async () => {
    for (const [i, seed] of seeds.entries()) {
      const { batches, close } = randomClearing(crypto, sizes, i < 4 ? i : 4 + (i % 9), seed);
      await agree.clear(batches.map(named), 'honest');
      await agree.close([named(close, seed)], 'honest');
    }
  });

  test('close: parameters in every third period, padding of every word', async () => {
    const { close } = randomClearing(crypto, sizes, 12, 5);
    await agree.close(forgedCloses(crypto, close, thirds, [9n, 10n, 11n, (1n << 18n) - 1n]));
    await agree.close(crowdedCloses(crypto, sizes.K), 'honest');
  });

  test('masksum: batches of both roles and forged ones', async () => {
    const [first] = maskBatches(crypto, sizes, 3, 'A', 8);
    await agree.maskSum(forgedMasks(first!));
    await agree.maskSum(maskBatches(crypto, sizes, 2 * sizes.maskN + 1, 'B', 9).map(named), 'honest');
    await agree.maskSum(maskBatches(crypto, sizes, 0, 'A', 10).map(named));
  });
});
