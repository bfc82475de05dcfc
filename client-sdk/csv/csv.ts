/** Rows of a CSV file (RFC 4180: quotes, CRLF and a byte order mark are taken), read strictly and bounded. */
import { ensure, hasCode } from '@veilgrid/protocol/errors';
import { parse } from 'csv-parse/sync';
import { type IssueList, quoted } from './issues.js';

/** Half hours of a meter take about half a megabyte a year. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_ROW_CHARS = 1024;

export interface CsvRow {
  /** Line of the file, the header being 1. */
  readonly row: number;
  readonly fields: readonly string[];
}

/**
 * Hands every data row with the header's number of fields to `onRow`; what is wrong goes to `issues`.
 * @param headers the accepted ones; `onRow` is told which it is
 * @throws ProtocolError TOO_LARGE
 */
export function readCsv(
  bytes: Uint8Array,
  headers: readonly (readonly string[])[],
  issues: IssueList,
  onRow: (row: CsvRow, header: number) => void,
): void {
  ensure(bytes.length <= MAX_FILE_BYTES, 'TOO_LARGE', {
    field: 'file',
    file: issues.file,
    limit: MAX_FILE_BYTES,
  });
  const text = decode(bytes, issues);
  if (text === undefined) return;
  let header: number | undefined;
  let rows = 0;
  const take = (fields: string[], row: number) => {
    if (header === undefined) {
      header = headers.findIndex(
        (h) => h.length === fields.length && h.every((name, i) => name === fields[i]),
      );
      if (header < 0) throw new WrongHeader(fields, row);
      return;
    }
    rows++;
    const columns = headers[header]!;
    if (fields.length === columns.length) onRow({ row, fields }, header);
    else {
      const column = columns[Math.min(fields.length, columns.length) - 1]!;
      const data = { fields: fields.length, expected: columns.length };
      issues.add('CSV_FIELDS_WRONG', { row, column }, data);
    }
  };
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_CHARS,
      // Rows are not kept: a file is far larger than what it says.
      on_record: (fields: string[], { lines }: { lines: number }) => {
        take(fields, lines);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof WrongHeader) {
      const expected = headers.map((h) => h.join(',')).join(' or ');
      issues.add(
        'CSV_HEADER_WRONG',
        { row: error.row, column: '-' },
        { value: quoted(error.text), expected },
      );
      return;
    }
    // What follows a broken quote cannot be told apart: reading ends here.
    if (!isCsvError(error)) throw error;
    issues.add('CSV_MALFORMED', { row: error.lines, column: '-' }, { reason: error.code });
    return;
  }
  if (rows === 0) issues.add('CSV_EMPTY', { row: 1, column: '-' });
}

class WrongHeader extends Error {
  readonly text: string;
  readonly row: number;

  constructor(fields: readonly string[], row: number) {
    super('wrong header');
    this.text = fields.join(',');
    this.row = row;
  }
}

function isCsvError(error: unknown): error is { code: string; lines: number } {
  return error instanceof Error && 'lines' in error && typeof error.lines === 'number' && 'code' in error;
}

/** UTF-8 or nothing: a meter's name must not change while it is read. */
function decode(bytes: Uint8Array, issues: IssueList): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!hasCode(error, 'ERR_ENCODING_INVALID_ENCODED_DATA')) throw error;
    issues.add('CSV_MALFORMED', { row: 1, column: '-' }, { reason: 'NOT_UTF8' });
    return undefined;
  }
}
