import { MAX_GROUP, paramsOf } from '../../params.js';
import { DAY_POINTS } from '../dayPoints.js';
import { logEntry } from '../log.js';
import { container, Fr, listOf, U32, U64 } from '../ssz.js';

const FULL = paramsOf('full');

/** Core's entries of the log. */
export const CORE_LOG = {
  /** A set's energy, opened by both aggregation roles. */
  sum: logEntry({
    name: 'sum',
    body: container({
      /** That closes the set. */
      group: Fr,
      /** The groups summed, that one last. */
      auctions: listOf(Fr, MAX_GROUP),
      members: U32,
      /** countLanes: of the closing group alone, which decide how its words are shown. */
      counts: listOf(U32, FULL.countLanes),
      words: container({
        /** Bit w: both sides of word w are shown; else its net. */
        both: U32,
        net: U32,
        /** Wh by settlement period; 0 where the net is shown. */
        imports: listOf(U64, FULL.K),
        exports: listOf(U64, FULL.K),
        /** Signed, modulo r; 0 where both are shown. */
        nets: listOf(Fr, FULL.K),
      }),
    }),
    keyBytes: 32,
  }),
  dayPoints: DAY_POINTS,
  /** A readings' tree that froze. */
  readings: logEntry({
    name: 'readings',
    body: container({
      /** Under which it was opened: an auction's. */
      auctionId: Fr,
      /** Leaves. */
      count: U32,
      root: Fr,
    }),
    keyBytes: 32,
  }),
  /** The tree over frozen roots after a block in which some froze: what shows that none of them is left out. */
  readingRoots: logEntry({
    name: 'readingRoots',
    body: container({
      /** Roots that it holds. */
      count: U32,
      root: Fr,
    }),
    keyBytes: 4,
  }),
} as const;
