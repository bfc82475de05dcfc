import type { Reading } from '@veilgrid/protocol/core/readings';

export const DAY = 15_869; // 2013-06-13
const HALF_HOUR = 1_800;

export interface Row {
  readonly meter: string;
  /** Unix seconds */
  readonly at: number;
  readonly reading: Reading;
}

/** Rows of whole days in file order. */
export function rowsOf(meters: ReadonlyMap<string, readonly Reading[]>, day = DAY): Row[] {
  return [...meters].flatMap(([meter, readings]) =>
    readings.map((reading, i) => ({
      meter,
      at: day * 86_400 + i * (86_400 / readings.length),
      reading,
    })),
  );
}

/** A timestamp `minutes` ahead of UTC. */
export function stamp(at: number, minutes = 0): string {
  const local = new Date((at + minutes * 60) * 1000).toISOString().slice(0, 19);
  if (minutes === 0) return `${local}Z`;
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
    String(n).padStart(2, '0'),
  );
  return `${local}${minutes < 0 ? '-' : '+'}${h}:${m}`;
}

export const line = ({ meter, at, reading }: Row, minutes = 0) =>
  `${meter},${stamp(at, minutes)},${reading.imported},${reading.exported}`;

export const HEADER = 'meter_id,timestamp,import_wh,export_wh';

export const bytes = (text: string) => new TextEncoder().encode(text);

/** 48 half hours of two meters: line i + 2 is half hour i of A, line i + 50 of B. */
export function dayLines(): string[] {
  const readings = (base: number) =>
    Array.from({ length: 48 }, (_, i) => ({ imported: base + i, exported: i % 7 }));
  const meters = new Map([
    ['A', readings(100)],
    ['B', readings(500)],
  ]);
  return [HEADER, ...rowsOf(meters).map((row) => line(row))];
}

export { HALF_HOUR };
