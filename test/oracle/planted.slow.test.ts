import { clear } from './clear.js';
import { close } from './close.js';
import { compare, subjectOf } from './compare.js';
import { buildCrypto } from './crypto.js';
import { randomClearing } from './days/clearingDay.js';
import { crowdedCloses } from './days/crowds.js';
import { cappedDays, countedDays, lateDays } from './days/extremeDays.js';
import { filledPadding } from './days/forgedClearings.js';
import { forgedMasks, maskBatches } from './days/maskDays.js';
import { maskSum } from './masksum.js';
import { compileMutant, type Fault } from './mutant.js';
import { settle } from './settle.js';
import { SIZES } from './sizes.js';

const crypto = await buildCrypto();
const sizes = SIZES.full;
const mutant = async (fault: Fault) => subjectOf(await compileMutant(fault));
const named = <S>(inputs: S, i: number) => ({ name: `number ${i}`, inputs });

/** Faults in the full size alone; agree.slow.test.ts judges the same days by the circuits as they are. */
describe('the oracle finds planted faults', () => {
  test('day caps over 32 of 48 periods', async () => {
    const subject = await mutant({
      circuit: 'settle',
      file: 'market/settle.circom',
      from: '    Range(32)(dayImportCap - importTotal);',
      to: '    var counted = 0;\n    for (var k = 0; k < 32; k++) {\n        counted += imp[k];\n    }\n    Range(32)(dayImportCap - counted);',
    });
    const { differences } = compare(
      cappedDays(crypto, sizes, [0, 31, 32, 47]),
      (s) => settle(crypto, s),
      subject,
    );
    const missed = (k: number) =>
      `imports of period ${k} one above the cap: accepted, though not "imports are within the day cap"`;
    expect(differences).toEqual([32, 47].map(missed));
  });

  test('a count lane that asks for one half hour less in the last word', async () => {
    const subject = await mutant({
      circuit: 'settle',
      file: 'core/groups/count-word.circom',
      from: 'for (k++; k < K && k',
      to: 'for (k++; k < K - 1 && k',
    });
    const days = countedDays(crypto, sizes, [0, 42, 46, 47]);
    const { differences } = compare(days, (s) => settle(crypto, s), subject);
    const missed = (side: string) => [
      `only ${side} of 47 is 0: output 24 differs`,
      `${side} of 47 is 0, and all of the other: output 24 differs`,
    ];
    expect(differences).toEqual(['imp', 'exp'].flatMap(missed));
  });

  test('an estimate that counts', async () => {
    const subject = await mutant({
      circuit: 'settle',
      file: 'market/settle.circom',
      from: 'CountWord(K)(imp, exp, 1 - status)',
      to: 'CountWord(K)(imp, exp, 1)',
    });
    const { differences } = compare(countedDays(crypto, sizes, []), (s) => settle(crypto, s), subject);
    expect(differences).toEqual(['nothing is 0, status 1: output 24 differs']);
  });

  test('a late bill that pays a credit above its deposit', async () => {
    const subject = await mutant({
      circuit: 'settle',
      file: 'market/settle.circom',
      from: 'NoteCommitment()(asset, refund - withheld, ownerPk, rho)',
      to: 'NoteCommitment()(asset, refund, ownerPk, rho)',
    });
    const { differences } = compare(lateDays(crypto, sizes), (s) => settle(crypto, s), subject);
    expect(differences).toEqual([-1_001, -1].map((cost) => `a late bill of ${cost}: output 3 differs`));
  });

  test('a net of imports alone in the last word', async () => {
    const subject = await mutant({
      circuit: 'masksum',
      file: 'core/groups/masksum.circom',
      from: '(sums[w] - sums[G + w])',
      to: '(sums[w] - (w < G - 1 ? 1 : 0) * sums[G + w])',
    });
    const [batch] = maskBatches(crypto, sizes, 1, 'A', 1);
    const closed = { ...batch!, both: batch!.both.map(() => 0n), net: batch!.net.map(() => 0n) };
    const { differences } = compare(forgedMasks(closed), (s) => maskSum(crypto, s), subject);
    expect(differences).toEqual(['the net of word 7: output 8 differs']);
  });

  test('padding unchecked in the last word', async () => {
    const subject = await mutant({
      circuit: 'clear',
      file: 'core/books/clear.circom',
      from: '    for (var w = 0; w < OW; w++) {\n        var padding',
      to: '    for (var w = 0; w < OW - 1; w++) {\n        var padding',
    });
    const batch = randomClearing(crypto, sizes, sizes.clearN + 1, 1).batches.at(-1)!;
    const { differences } = compare(filledPadding(batch, [0, 44, 45, 47]), (s) => clear(crypto, s), subject);
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.every((name) => / in 4[57]:/.test(name))).toBe(true);
  });

  test('the last period left out of the day’s volume', async () => {
    const subject = await mutant({
      circuit: 'close',
      file: 'core/books/close.circom',
      from: '        total += period[k].volume;',
      to: '        if (k < K - 1) {\n            total += period[k].volume;\n        }',
    });
    const days = crowdedCloses(crypto, sizes.K);
    const { differences } = compare(days, (s) => close(crypto, sizes, s), subject);
    expect(differences.some((name) => name.endsWith('output 2 differs'))).toBe(true);
  });

  test('a price between two levels rounded up', async () => {
    const subject = await mutant({
      circuit: 'close',
      file: 'core/books/clearing-period.circom',
      from: '    signal mid <-- (L + H) \\ 2;\n    Bit()(L + H - 2 * mid);',
      to: '    signal mid <-- (L + H + 1) \\ 2;\n    Bit()(2 * mid - L - H);',
    });
    const days = [1, 2, 3].map((seed) => named(randomClearing(crypto, sizes, 11, seed).close, seed));
    const { differences } = compare(days, (s) => close(crypto, sizes, s), subject);
    expect(differences.length).toBeGreaterThan(0);
  });
});
