/** Measured claims: what is ours, its peer in the same process, and the ratio that has to be reached. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** peer / ours: how many times faster. */
  readonly ratio: number;
  readonly least?: number;
}

type Work = () => unknown | Promise<unknown>;

/** V8 runs baseline code first and compiles better code beside it: measured is what comes after. */
const WARM_UP_SECONDS = 0.4;

/** Median seconds of a call each, taken in turns so that a busy machine weighs on all alike. */
export async function medians(rounds: number, ...works: Work[]): Promise<number[]> {
  for (const work of works) await warmUp(work, WARM_UP_SECONDS);
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, work] of works.entries()) times[i]!.push(await secondsOf(work));
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!);
}

export async function warmUp(work: Work, seconds: number): Promise<void> {
  for (let spent = 0; spent < seconds; ) spent += await secondsOf(work);
}

export async function secondsOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function row(
  name: string,
  unit: string,
  ours: number,
  peer: number,
  peerName: string,
  least?: number,
): Row {
  const tidy = (x: number) => Number(x.toPrecision(4));
  return {
    name,
    unit,
    ours: tidy(ours),
    peer: tidy(peer),
    peerName,
    ratio: tidy(peer / ours),
    ...(least === undefined ? {} : { least }),
  };
}

/** One JSON array, a row a line, or a table. */
export function print(rows: readonly Row[]): void {
  if (process.argv.includes('--json')) {
    console.log(`[\n${rows.map((r) => JSON.stringify(r)).join(',\n')}\n]`);
    return;
  }
  for (const { name, unit, ours, peer, peerName, ratio, least } of rows) {
    const goal = least === undefined ? '' : ` (at least ${least})`;
    console.log(`${name}: ${ours} ${unit}, ${peerName} ${peer} ${unit}: ${ratio} times${goal}`);
  }
}
