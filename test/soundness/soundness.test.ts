import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';
import { toolSources } from './sources.js';
import { nameOf, TARGETS } from './target.js';
import { isCredible, readVerdicts, type Verdict } from './verdicts.js';

const run = promisify(execFile);
const MAIN = 'test/dist/soundness/main.js';
const SMALL = CIRCUITS.map((circuit) => `small/${circuit}`);

test(
  'no mutant survives without a reason, and no check can be dropped unnoticed',
  async () => {
    const { stdout } = await run(process.execPath, [MAIN, ...SMALL, '--fast', '--json']);
    const { circuits } = JSON.parse(stdout) as { circuits: Record<string, unknown>[] };
    expect(circuits.map(({ circuit }) => circuit)).toEqual([...CIRCUITS]);
    for (const circuit of circuits)
      expect(circuit).toMatchObject({ profile: 'small', survivorsNotAllowed: 0, droppedUncaught: 0 });
    // The figures of docs/security.md.
    expect(circuits.map(({ dropped }) => dropped)).toEqual([0, 16, 24, 47, 43, 47, 11, 31, 19, 61, 23]);
  },
  COMPILE_TIMEOUT,
);

test.each([['trasnfer'], ['large/transfer'], ['transfer', '--fast', '--update']])(
  'refused with the usage: %s',
  async (...args) => {
    await expect(run(process.execPath, [MAIN, ...args])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage: npm run soundness'),
    });
  },
);

describe('verdicts', () => {
  test('are sorted, of circuits that there are, and of sound ones alone', () => {
    const verdicts = Object.entries(readVerdicts());
    const names = verdicts.map(([name]) => name);
    expect(names).toEqual(names.toSorted());
    expect(TARGETS.map(nameOf)).toEqual(expect.arrayContaining(names));
    for (const [name, verdict] of verdicts)
      expect([name, verdict]).toMatchObject([name, { survivorsNotAllowed: 0, droppedUncaught: 0 }]);
  });

  test('with figures that no run gives are taken for none', () => {
    const found = { signals: 10, mutants: 40, killed: 40, survivorsAllowed: 0, survivorsNotAllowed: 0 };
    const verdict: Verdict = {
      ...{ r1csSha256: '', toolSha256: '', ...found },
      ...{ dropped: 5, droppedArgued: 1, droppedUncaught: 0 },
    };
    const target = { profile: 'small', circuit: 'settle' } as const;
    const says = (change: object, of: typeof target | { profile: 'full'; circuit: 'settle' } = target) =>
      isCredible(of, { ...verdict, ...change });
    expect([says({}), says({ killed: 38, survivorsAllowed: 1 })]).toEqual([true, true]);
    expect(says({ dropped: 0, droppedArgued: 0 }, { ...target, profile: 'full' })).toBe(true);
    const forged = [
      ...[{ signals: 0, mutants: 0, killed: 0 }, { mutants: 9, killed: 9 }, { killed: 39 }, { killed: 41 }],
      ...[{ survivorsNotAllowed: 1 }, { droppedUncaught: 1 }, { dropped: 0 }, { signals: undefined }],
      ...[{ survivorsNotAllowed: undefined }, { killed: 41, survivorsAllowed: 1 }],
    ];
    for (const change of forged) expect([change, says(change)]).toEqual([change, false]);
  });

  test('hang on all that the tool reads from the tests, and on no test', () => {
    const sources = toolSources();
    for (const file of ['soundness/allowed', 'soundness/wires', 'circuits/support/settleCase'])
      expect(sources).toContain(`test/${file}.ts`);
    expect(sources.filter((file) => file.endsWith('.test.ts'))).toEqual([]);
  });
});
