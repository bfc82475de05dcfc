/**
 * What a bench prints, the same of every bench: rows of what was measured, and of the peer measured in the same run.
 * A row holds nothing else: no goal, and no figure of another machine.
 */
export interface Row {
  /** What was measured, with its size and its threads; a row's own together with `peerName`. */
  readonly name: string;
  /** Ours. */
  readonly value: number;
  readonly unit: string;
  /** Null, as `peer` and `ratio`, where a figure has no peer: constraints, bytes, a whole day. */
  readonly peerName: string | null;
  /** The peer's, in the same unit. */
  readonly peer: number | null;
  /**
   * How many times better ours is: above 1 ours is better, below 1 the peer. That is peer / value where less is
   * better (times, memory) and value / peer where more is (rates, units that end in /s).
   */
  readonly ratio: number | null;
}

/** A measurement beside its peer's. */
export function row(name: string, value: number, unit: string, peerName: string, peer: number): Row {
  requireMeasured(peerName, peer, unit);
  const ratio = unit.endsWith('/s') ? value / peer : peer / value;
  return { ...figure(name, value, unit), peerName, peer: tidy(peer), ratio: tidy(ratio) };
}

/** A measurement that has no peer. */
export function figure(name: string, value: number, unit: string): Row {
  requireMeasured(name, value, unit);
  return { name, value: tidy(value), unit, peerName: null, peer: null, ratio: null };
}

function requireMeasured(name: string, value: number, unit: string): void {
  if (name.trim() === '') throw new TypeError('a measurement has no name');
  if (unit.trim() === '') throw new TypeError(`${name}: no unit`);
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${name}: ${value} is no measurement`);
}

/** Counts stay exact; of measures four digits mean something. */
const tidy = (x: number) => (Number.isInteger(x) ? x : Number(x.toPrecision(4)));

/** stdout carries the rows and nothing else. */
export function print(rows: readonly Row[], json: boolean): void {
  process.stdout.write(json ? toJson(rows) : toTable(rows));
}

/** One array, a row a line. */
export function toJson(rows: readonly Row[]): string {
  return `[\n${rows.map((r) => JSON.stringify(r)).join(',\n')}\n]\n`;
}

export function toTable(rows: readonly Row[]): string {
  const lines = [['measured', 'ours', 'peer', 'ratio', 'peer is'], ...rows.map(cells)];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const padded = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column]!)).join('  '));
  return padded.map((line) => `${line.trimEnd()}\n`).join('');
}

function cells({ name, value, unit, peerName, peer, ratio }: Row): string[] {
  const ours = [name, `${value} ${unit}`];
  return peerName === null ? [...ours, '', '', ''] : [...ours, `${peer} ${unit}`, `${ratio}`, peerName];
}
