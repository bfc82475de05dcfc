type Work = () => unknown | Promise<unknown>;

/** V8 runs baseline code first and compiles better code beside it: measured is what comes after. */
const WARM_UP_SECONDS = 0.4;

/** Median seconds of a call each, taken in turns so that a busy machine weighs on all alike. */
export const medians = (rounds: number, ...works: Work[]) => mediansOf(secondsOf, rounds, works);

/** The same in CPU time of this process, for work that waits for nothing and uses one thread. */
export const cpuMedians = (rounds: number, ...works: Work[]) => mediansOf(cpuSecondsOf, rounds, works);

async function mediansOf(measure: typeof secondsOf, rounds: number, works: Work[]): Promise<number[]> {
  for (const work of works) await warmUp(work, WARM_UP_SECONDS);
  return (await inTurns(measure, rounds, works)).map(median);
}

/** Least seconds of a call each, in turns: of works that take seconds, to which a busy machine only adds. */
export const least = (rounds: number, ...works: Work[]) => leastOf(secondsOf, rounds, works);

/** The same in CPU time of this process, all threads. */
export const cpuLeast = (rounds: number, ...works: Work[]) => leastOf(cpuSecondsOf, rounds, works);

async function leastOf(measure: typeof secondsOf, rounds: number, works: Work[]): Promise<number[]> {
  return (await inTurns(measure, rounds, works)).map((list) => Math.min(...list));
}

async function inTurns(measure: typeof secondsOf, rounds: number, works: Work[]): Promise<number[][]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, work] of works.entries()) times[i]!.push(await measure(work));
  }
  return times;
}

export function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
}

export async function warmUp(work: Work, seconds: number): Promise<void> {
  for (let spent = 0; spent < seconds; ) spent += await secondsOf(work);
}

export async function secondsOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** CPU time of this process, all threads. */
export async function cpuSecondsOf(work: Work): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const REPEAT = 50;

/** CPU time of a call, of the mean of many after a first. */
export async function cpuMillisecondsOf(work: Work): Promise<number> {
  await work();
  const seconds = await cpuSecondsOf(async () => {
    for (let i = 0; i < REPEAT; i++) await work();
  });
  return (seconds * 1000) / REPEAT;
}
