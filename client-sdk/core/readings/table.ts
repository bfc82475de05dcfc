/** The values of a file by meter and UTC day, and where they stand in it. */
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { type IssueList, quoted } from '../../csv/issues.js';

/** 55 meters for more than two years; a hostile file of one row a meter must not take the memory. */
export const MAX_METER_DAYS = 50_000;

export interface Value {
  readonly row: number;
  readonly meter: string;
  /** Unix seconds at which the step begins, on a whole step. */
  readonly at: number;
  /** 1e-9 Wh, both ≥ 0. */
  readonly imported: bigint;
  readonly exported: bigint;
}

/** One meter's UTC day, by step. */
export interface MeterDay {
  readonly imported: BigInt64Array;
  readonly exported: BigInt64Array;
  /** Line of the file each step stands in; 0 where it is missing. */
  readonly rows: Int32Array;
}

export class ReadingsTable {
  /** Steps of a day. */
  readonly steps: number;
  readonly #issues: IssueList;
  /** By meter, in order of appearance, then by days since 1970-01-01. */
  readonly #meters = new Map<string, Map<number, MeterDay>>();
  #meterDays = 0;

  constructor(steps: number, issues: IssueList) {
    this.steps = steps;
    this.#issues = issues;
  }

  get meters(): string[] {
    return [...this.#meters.keys()];
  }

  /** Days that any meter has a value of, ascending. */
  get days(): number[] {
    const days = new Set([...this.#meters.values()].flatMap((byDay) => [...byDay.keys()]));
    return [...days].sort((a, b) => a - b);
  }

  meterDay(meter: string, day: number): MeterDay | undefined {
    return this.#meters.get(meter)?.get(day);
  }

  /** Days of one meter, ascending. */
  daysOf(meter: string): number[] {
    return [...(this.#meters.get(meter)?.keys() ?? [])].sort((a, b) => a - b);
  }

  /** @throws ProtocolError TOO_LARGE with more than 50,000 days of meters */
  add({ row, meter, at, imported, exported }: Value): void {
    const day = Math.floor(at / SECONDS_PER_DAY);
    const step = (at - day * SECONDS_PER_DAY) / (SECONDS_PER_DAY / this.steps);
    const slot = this.#slot(meter, day);
    const firstRow = slot.rows[step]!;
    if (firstRow > 0) {
      this.#issues.add('PERIOD_DUPLICATE', { row, column: 'timestamp' }, { meter: quoted(meter), firstRow });
      return;
    }
    slot.rows[step] = row;
    slot.imported[step] = imported;
    slot.exported[step] = exported;
  }

  #slot(meter: string, day: number): MeterDay {
    let byDay = this.#meters.get(meter);
    if (byDay === undefined) {
      byDay = new Map();
      this.#meters.set(meter, byDay);
    }
    let slot = byDay.get(day);
    if (slot === undefined) {
      const { file } = this.#issues;
      ensure(++this.#meterDays <= MAX_METER_DAYS, 'TOO_LARGE', {
        field: 'file',
        file,
        meterDays: MAX_METER_DAYS,
      });
      slot = {
        imported: new BigInt64Array(this.steps),
        exported: new BigInt64Array(this.steps),
        rows: new Int32Array(this.steps),
      };
      byDay.set(day, slot);
    }
    return slot;
  }
}
