/** Readings in the one form that is read everywhere, written. docs/data.md "The file". */
import type { Reading } from '@veilgrid/protocol/core/readings';
import { WH_LAYOUT } from './parse.js';

export const READINGS_HEADER = `meter_id,timestamp,${WH_LAYOUT.columns.join()}`;

/** @param at beginning of the period, Unix seconds, a whole minute */
export function readingsRow(meter: string, at: number, { imported, exported }: Reading): string {
  return `${field(meter)},${new Date(1000 * at).toISOString().slice(0, 16)}Z,${imported},${exported}`;
}

/** A name as it stands in CSV. */
function field(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
