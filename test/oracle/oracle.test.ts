import { PROFILE } from '../state/support/profile.js';
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
import { expectAgreement, expectations } from './suite.js';

const crypto = await buildCrypto();
const named = <S>(inputs: S, i: number) => ({ name: `number ${i}`, inputs });

// In medium and in full size they are compared with the slow tests.
describe(`${PROFILE} circuits judge as the protocol text`, () => {
  const { sizes, ...agree } = expectations(crypto, PROFILE);
  const ends = [0, sizes.K - 1];

  test('settle: random and extreme days', async () => {
    await agree.settle(
      [0, 1, 2, 3].map((seed) => named(randomDay(crypto, sizes, seed), seed)),
      'honest',
    );
    await agree.settle(cappedDays(crypto, sizes, ends));
    await agree.settle(singlePeriods(crypto, sizes, ends));
    await agree.settle(countedDays(crypto, sizes, ends), 'honest');
    await agree.settle(lateDays(crypto, sizes), 'honest');
    await agree.settle(oversizedReadings(crypto, sizes, ends));
    await agree.settle(extremeDays(crypto, sizes));
    await agree.settle(forgedSettlements(crypto, sizes, 3));
  });

  test('transfer and issue: two keys, notes of value 0, forged ones', async () => {
    const transfers = [0, 1, 2, 3].map((seed) => randomTransfer(crypto, sizes, seed));
    await agree.transfer(transfers.map(named), 'honest');
    for (const honest of transfers) await agree.transfer(forgedTransfers(honest));
    await agree.issue(issues(1).map(named), 'honest');
  });

  test('clear and close: a day of partial batches', async () => {
    const day = randomClearing(crypto, sizes, sizes.clearN + 1, 1);
    await agree.clear(day.batches.map(named), 'honest');
    await agree.clear(filledPadding(day.batches.at(-1)!, ends));
    await agree.clear(day.batches.flatMap((b) => [...forgedBatches(b, ends)]));
    await agree.close([named(day.close, 0)], 'honest');
    await agree.close(crowdedCloses(crypto, sizes.K), 'honest');
    await agree.close(forgedCloses(crypto, day.close, ends, [0n, 9n, 10n, 11n]));
  });

  test('masksum: partial batches of both roles', async () => {
    for (const role of ['A', 'B'] as const) {
      const batches = maskBatches(crypto, sizes, sizes.maskN + 1, role, 4);
      await agree.maskSum(batches.map(named), 'honest');
      await agree.maskSum(batches.flatMap((b) => [...forgedMasks(b)]));
    }
  });
});

test('two that refuse every honest day do not agree', () => {
  const refuseAll = () =>
    expectAgreement(
      [named({}, 0)],
      () => ({ refused: 'nothing holds' }),
      () => undefined,
      'honest',
    );
  expect(refuseAll).toThrow();
});
