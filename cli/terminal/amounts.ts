/** Money as people write it, exact: 12.5 is 1,250,000,000 units of 1e-8 currency. */

const DIGITS = 8;
const MAX_UNITS = 2n ** 64n - 1n;

/** Undefined unless it is a decimal amount ≥ 0 that the ledger can hold. */
export function parseMoney(text: string): bigint | undefined {
  const [, whole, fraction = ''] = /^([0-9]{1,12})(?:\.([0-9]{1,8}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const units = BigInt(whole + fraction.padEnd(DIGITS, '0'));
  return units <= MAX_UNITS ? units : undefined;
}

/** All digits that are not zero, and at least two. */
export function formatMoney(units: bigint): string {
  const magnitude = (units < 0n ? -units : units).toString().padStart(DIGITS + 1, '0');
  const fraction = magnitude.slice(-DIGITS).replace(/0{1,6}$/, '');
  return `${units < 0n ? '-' : ''}${magnitude.slice(0, -DIGITS)}.${fraction}`;
}
