/** Half hours of a day on the command line and in files. */

/** Half hours of the longest day. */
const MOST_PERIODS = 64;
const RANGE = /^(\d{1,2})(?:-(\d{1,2}))?$/;

/** Half hours from 0 on, ascending, of a text as 34-37,40; undefined where it is none. */
export function parsePeriods(text: string): number[] | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = RANGE.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first) || Number(last) >= MOST_PERIODS) return undefined;
    for (let k = Number(first); k <= Number(last); k++) found.add(k);
  }
  return [...found].sort((a, b) => a - b);
}
