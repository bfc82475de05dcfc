/** The points whose day the DSO reads, each with this reading, sealed to the point's owner; and what is struck of them. */
import { Bytes32, bytesOf, container, Fr, type Infer, listOf, recordsOf, U8, U64 } from '../core/ssz.js';
import { byProfile, type Params } from '../params.js';

/** Entries of one part. */
export const MAX_STATUS_ENTRIES = 256;
/** Parts of one auction's list; more points than that in one day are a DSO's emergency, not a list. */
export const MAX_STATUS_PARTS = 16;
/** Parts in one answer of a node, with their proofs. */
export const MAX_STATUS_FACTS = 4;
/** Tags of one strike. */
export const MAX_STRUCK_TAGS = 64;

/** K readings of 6 bytes, the DSO's signature (R8x, R8y, S), and the seal's 16. */
export function sealedReadingBytes({ K }: Params): number {
  return 6 * K + 96 + 16;
}

function entryType(params: Params) {
  return container({
    /** A-tag of the pinned record. */
    tag: Fr,
    /** X25519 */
    ephemeral: Bytes32,
    sealed: bytesOf(sealedReadingBytes(params)),
  });
}
export type StatusEntry = Infer<ReturnType<typeof entryType>>;

export const statusListBodyType = byProfile((params) =>
  container({
    sequence: U64,
    auctionId: Fr,
    /** 0, 1, … in order. */
    part: U8,
    entries: recordsOf(entryType(params), MAX_STATUS_ENTRIES),
  }),
);
export type StatusListBody = Infer<ReturnType<typeof statusListBodyType>>;

/** Tags whose memo did not open to a valid signature: they may settle by either reading. */
export const StrikeStatusBody = container({
  sequence: U64,
  auctionId: Fr,
  tags: listOf(Fr, MAX_STRUCK_TAGS),
});
export type StrikeStatusBody = Infer<typeof StrikeStatusBody>;
