/** Numbers and tables for people. The exact integers are in the JSON. */

const MONEY_DIGITS = 4;

/** 1e-8 currency as "1.2346", rounded half up. */
export function money(units: bigint): string {
  const magnitude = units < 0n ? -units : units;
  const rounded = (magnitude + 5_000n) / 10_000n;
  const digits = rounded.toString().padStart(MONEY_DIGITS + 1, '0');
  const text = `${digits.slice(0, -MONEY_DIGITS)}.${digits.slice(-MONEY_DIGITS)}`;
  return units < 0n && rounded > 0n ? `-${text}` : text;
}

/** A price in 0.01 currency/MWh as pence a kWh. */
export function pence(price: number | bigint): string {
  return (Number(price) / 1000).toFixed(2);
}

export function kwh(wh: number | bigint): string {
  return (Number(wh) / 1000).toFixed(3);
}

export function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

/** First row is the header; columns but the first are right-aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}
