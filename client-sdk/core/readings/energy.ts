/** Amounts of energy, exact: decimals are taken as text, never through a floating-point number. */
import type { ErrorCode } from '@veilgrid/protocol/errors';
import { MAX_QTY } from '@veilgrid/protocol/params';

/** Energy is held in 1e-9 Wh while it is read. */
export const UNITS_PER_WH = 1_000_000_000n;
const MAX_UNITS = BigInt(MAX_QTY) * UNITS_PER_WH;
const NUMBER = /^(-?)([0-9]{1,20})(?:\.([0-9]{1,20}))?$/;

export interface EnergyForm {
  /** Decimal places that reach down to 1e-9 Wh: 9 for Wh, 12 for kWh. */
  readonly places: 9 | 12;
  readonly fractions: boolean;
  readonly signed: boolean;
}

export const WHOLE_WH: EnergyForm = { places: 9, fractions: false, signed: false };

/** 1e-9 Wh, or the code of what is wrong. Exponents, thousands separators and signs of plus are not taken. */
export function parseEnergy(text: string, { places, fractions, signed }: EnergyForm): bigint | ErrorCode {
  const [, sign, whole, fraction = ''] = NUMBER.exec(text) ?? [];
  if (whole === undefined) return 'ENERGY_MALFORMED';
  if (sign === '-' && !signed) return 'ENERGY_NEGATIVE';
  const digits = fraction.replace(/0+$/, '');
  if (text.includes('.') && (!fractions || digits.length > places)) return 'ENERGY_FRACTIONAL';
  const units = BigInt(whole + digits.padEnd(places, '0'));
  if (units > MAX_UNITS) return 'ENERGY_TOO_LARGE';
  return sign === '-' ? -units : units;
}

/** Whole Wh of an amount ≥ 0, half a Wh rounded up. */
export function roundToWh(units: bigint): number {
  return Number((units + UNITS_PER_WH / 2n) / UNITS_PER_WH);
}
