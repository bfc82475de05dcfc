import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import {
  type ReadingDay,
  type ReadingOpening,
  readingMessage,
  readingTotals,
  salt2Of,
} from '@veilgrid/protocol/core/readings';

/** A day of a point as its owner settles it. */
export interface OwnReadingDay extends Omit<ReadingDay, 'position'> {
  readonly point: PointRecord;
  /** Of the statement that R came with: the order's. */
  readonly salt: bigint;
}

/** What R of this day commits to. */
export function readingOpening(hasher: Hasher, { point, salt, ...day }: OwnReadingDay): ReadingOpening {
  return {
    message: readingMessage(hasher, { ...day, position: point.position }),
    totals: readingTotals(day.readings),
    point: pointCommitment(hasher, point),
    salt2: salt2Of(hasher, salt),
  };
}
