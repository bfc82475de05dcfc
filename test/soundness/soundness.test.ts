import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';

const run = promisify(execFile);
const MAIN = 'test/dist/soundness/main.js';

test(
  'no mutant survives without a reason, and no check can be dropped unnoticed',
  async () => {
    const { stdout } = await run(process.execPath, [MAIN, '--fast', '--json']);
    const { circuits } = JSON.parse(stdout) as { circuits: Record<string, unknown>[] };
    expect(circuits.map(({ name }) => name)).toEqual([...CIRCUITS]);
    for (const circuit of circuits)
      expect(circuit).toMatchObject({ survivorsNotAllowed: 0, droppedUncaught: 0 });
    // The figures of docs/security.md.
    expect(circuits.map(({ dropped }) => dropped)).toEqual([6, 12, 29, 30, 29, 7]);
  },
  COMPILE_TIMEOUT,
);

test('an unknown circuit is refused with the usage', async () => {
  await expect(run(process.execPath, [MAIN, 'trasnfer'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('usage: npm run soundness'),
  });
});
