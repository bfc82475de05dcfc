/**
 * What this package writes of OpenADR 3: objects of the schemas `event` and `report` of its API, and names of its
 * enumerations. Source: OpenADR 3.0.1, openadr3.yaml, and "OpenADR 3.0 Definitions", OpenADR Alliance.
 */
import { periodStart } from '@veilgrid/protocol/flexibility/calls';

export interface ValuesMap {
  readonly type: string;
  readonly values: readonly (number | string)[];
}

export interface AdrInterval {
  readonly id: number;
  readonly intervalPeriod: {
    /** ISO 8601 with its offset. */
    readonly start: string;
    /** ISO 8601. */
    readonly duration: string;
  };
  readonly payloads: readonly ValuesMap[];
}

/** Of a half hour, and of the length that it has in this profile. */
export function adrPeriod(K: number, day: number, k: number): AdrInterval['intervalPeriod'] {
  const [start, end] = [periodStart(K, day, k), periodStart(K, day, k + 1)];
  return { start: timeOf(start), duration: `PT${end - start}S` };
}

/** Names both objects of one need, and what programs call an area. */
export const adrProgram = (areaId: number) => `veilgrid-area-${areaId}`;
export const adrEventId = (needId: bigint) => `veilgrid-need-${needId}`;

/** kWh of Wh. */
export const kwhOf = (wh: bigint) => Number(wh) / 1000;

function timeOf(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
