/** What a command says and waits for while a wallet merges notes. */
import { jest } from '@jest/globals';
import { mergeWatch } from '@veilgrid/cli/commands/core/mergeWatch';
import { describe as textOf } from '@veilgrid/cli/terminal/exit';
import { MERGE_SPREAD, Merging } from '@veilgrid/client-sdk';
import { fail } from '@veilgrid/protocol/errors';

const NOW = 1_800_000_100n;
const times = { readyBy: '1800001200', waitSeconds: '1100', readyAt: '1800003600' };
const refused = (data: Record<string, string>) => textOf(fail('NO_NOTE_LARGE_ENOUGH', data));

test('a refusal says in words when to come back, and for how many rounds', () => {
  expect(refused({ ...times, rounds: '2' })).toContain(
    'The same command goes on merging notes: 2 rounds, ready at about 2027-01-15T09:00:00Z.',
  );
  expect(refused({ ...times, rounds: '0' })).not.toContain('goes on merging');
  expect(refused({ ...times, rounds: '2' })).toContain('in 19 minutes at most');
});

test('a refusal before a gate says that nothing more was merged', () => {
  expect(refused({ ...times, rounds: '2', before: '1800003000' })).toMatch(
    /ready at about 2027-01-15T09:00:00Z, after 2 rounds.*\n.*taken until 2027-01-15T08:50:00Z: nothing more/,
  );
});

describe('waiting', () => {
  const chain = (clock: 'block' | 'manual') =>
    ({ genesis: { consensus: { clock } } }) as Parameters<typeof mergeWatch>[0];
  const closers = () => {
    const deferred: (() => unknown)[] = [];
    return { defer: (close: () => unknown) => void deferred.push(close), deferred };
  };
  const merging = new Merging(2, NOW, NOW + 600n, NOW + 1_200n, NOW + 3_600n, fail('NO_NOTE_LARGE_ENOUGH'));

  beforeEach(() => {
    jest.useFakeTimers({ now: Number(NOW) * 1_000 });
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  test('is left out where it was asked for, and where nobody moves the time meanwhile', () => {
    expect(mergeWatch(chain('block'), { wait: false }, closers()).wait).toBeUndefined();
    expect(mergeWatch(chain('manual'), { wait: true }, closers()).wait).toBeUndefined();
  });

  test('ends after the next root has come, and no later than costs nothing', async () => {
    const { wait } = mergeWatch(chain('block'), { wait: true }, closers());
    let ended: number | undefined;
    const waiting = wait!(merging).then(() => {
      ended = Date.now() / 1_000;
    });
    await jest.advanceTimersByTimeAsync(600_000);
    expect(ended).toBeUndefined();
    await jest.advanceTimersByTimeAsync(Number(MERGE_SPREAD) * 1_000);
    await waiting;
    expect(ended! - Number(merging.until)).toBeGreaterThanOrEqual(2);
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('2 more rounds of transfers'));
  });

  test('leaves no timer behind when the command is interrupted', async () => {
    const { defer, deferred } = closers();
    void mergeWatch(chain('block'), { wait: true }, { defer }).wait!(merging);
    expect(jest.getTimerCount()).toBe(1);
    for (const close of deferred) await close();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('transfers are shown once they take longer than people wait gladly', async () => {
    const { onTransfer } = mergeWatch(chain('block'), { wait: true }, closers());
    await onTransfer!(0, 3);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(process.stderr.write).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1_500);
    expect(process.stderr.write).toHaveBeenCalledWith('Merging notes\n');
    for (const done of [1, 2, 3]) await onTransfer!(done, 3);
    expect(jest.getTimerCount()).toBe(0);
  });
});
