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
