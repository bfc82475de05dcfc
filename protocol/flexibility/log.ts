import { logEntry } from '../core/log.js';
import { container, Fr, listOf, Money, U8, U32, vectorOf } from '../core/ssz.js';
import { MAX_GROUP } from '../params.js';
import { TERMS_DAYS } from './terms.js';

/** Flexibility's entries of the log. */
export const FLEXIBILITY_LOG = {
  /** The register that a day's first need pinned. */
  dayFlex: logEntry({
    name: 'dayFlex',
    body: container({
      day: U32,
      /** flexRoot */
      root: Fr,
      /** How many changes of the register had led there. */
      changes: U32,
    }),
    keyBytes: 4,
  }),
  /** The days that a need's baseline is of, latest first; zeros from n on. */
  baseline: logEntry({
    name: 'baseline',
    body: container({
      needId: Fr,
      n: U8,
      days: vectorOf(U32, TERMS_DAYS),
      /** In which its homes settle its own day, none left out. */
      auctions: listOf(Fr, MAX_GROUP),
    }),
    keyBytes: 32,
  }),
  /** The money that a publication opened. */
  need: logEntry({
    name: 'need',
    body: container({
      /** Under which the set is published. */
      needId: Fr,
      members: U32,
      pay: Money,
      deposit: Money,
      charges: Money,
      unproven: Money,
      /** What the supplier has. */
      compensation: Money,
      /** The needs summed, that one last. */
      merged: listOf(Fr, MAX_GROUP),
    }),
    keyBytes: 32,
  }),
} as const;
