/** What is wrong with a file of readings: every place of it, up to a bound, each with file, row and column. */
import { ERROR_NUMBERS, type ErrorBody, type ErrorCode, ProtocolError } from '@veilgrid/protocol/errors';

/** More places than anybody mends by hand; the rest are counted. */
export const MAX_ISSUES = 100;
const MAX_QUOTED = 40;

export interface Issue extends ErrorBody {
  readonly file: string;
  /** Line of the file, the header being 1. */
  readonly row: number;
  readonly column: string;
}

export interface Place {
  readonly row: number;
  readonly column: string;
}

/** All issues of one file. */
export class IssueList {
  readonly file: string;
  readonly issues: Issue[] = [];
  /** Also those that are not listed. */
  total = 0;

  constructor(file: string) {
    this.file = file;
  }

  add(code: ErrorCode, { row, column }: Place, data: Readonly<Record<string, string | number>> = {}): void {
    this.total++;
    if (this.issues.length >= MAX_ISSUES) return;
    const { file } = this;
    this.issues.push({ code, number: ERROR_NUMBERS[code], file, row, column, ...data });
  }

  /** @throws DataError when there is any issue */
  ensureNone(): void {
    if (this.total > 0) throw new DataError(this.file, this.issues, this.total);
  }
}

/** A file that is not taken. `data` names the first place, `issues` up to 100 of them. */
export class DataError extends ProtocolError {
  readonly issues: readonly Issue[];
  readonly total: number;

  constructor(file: string, issues: readonly Issue[], total: number) {
    const { row, column, code } = issues[0]!;
    super('DATA_INVALID', { file, row, column, reason: code, total });
    this.name = 'DataError';
    this.issues = issues;
    this.total = total;
  }
}

/** A line for every issue that is listed, and how many more there are. */
export function issuesText({ issues, total }: Pick<DataError, 'issues' | 'total'>): string {
  const more = total > issues.length ? [`and ${total - issues.length} more`] : [];
  return [...issues.map(issueText), ...more].join('\n');
}

/** One line for people: `readings.csv:12 import_wh ENERGY_NEGATIVE value="-5"`. */
export function issueText({ code, number: _, file, row, column, ...data }: Issue): string {
  const facts = Object.entries(data).map(([name, value]) => `${name}=${value}`);
  return [`${file}:${row}`, column, code, ...facts].join(' ');
}

/** A text of the file as it may stand in messages: short, and nothing in it that moves a terminal's cursor. */
export function quoted(text: string): string {
  const shown = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
  const safe = shown.replace(/[\p{C}\p{Zl}\p{Zp}"\\]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
  return `"${safe}"`;
}
