import { FAST, WHOLE } from './mutation.js';
import { isSound, soundness } from './report.js';

test('the whole: every case, every value followed', async () => {
  for (const report of await soundness(WHOLE)) {
    const { name, notAllowed, uncaught } = report;
    expect({ name, notAllowed, uncaught, sound: isSound(report) }).toEqual({
      ...{ name, notAllowed: [], uncaught: [], sound: true },
    });
    expect(report.mutants).toBeGreaterThan(FAST.effort.followed * report.signals);
  }
}, 1_800_000);
