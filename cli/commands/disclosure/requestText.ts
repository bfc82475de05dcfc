/** A request for a person to read, as the SDK puts it into words. */
import type { ReadRequest } from '@veilgrid/client-sdk/disclosure/readRequest';
import { formatTime } from '../../terminal/dates.js';

export function requestText({ words, request }: Pick<ReadRequest, 'words' | 'request'>): string {
  const { who, days, questions, naming, provable, kept, final } = words;
  return [
    who,
    days,
    ...questions.map((each, i) => `  ${i + 1}. ${each}`),
    naming,
    provable,
    kept,
    final,
    `To be answered before ${formatTime(request.expires)}.`,
  ].join('\n');
}
