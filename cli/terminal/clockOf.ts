/** When period k of a day of K begins, as "17:30". */
export function clockOf(K: number, k: number): string {
  const start = (k * 24 * 60) / K;
  const digits = (n: number) => String(n).padStart(2, '0');
  return `${digits(Math.floor(start / 60))}:${digits(start % 60)}`;
}
