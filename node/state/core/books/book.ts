/**
 * Sealed books on any id: the record and the phase they are in. Relies on the module that opens one for an id that it
 * never uses twice and for times that ascend; nothing of them is checked again. A book ends once, as closed or void,
 * and with it the locks of operator and regulator. Whose book it is the module's own record says.
 * protocol/core/books.md.
 */
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import { container, Fr, type Infer, Money, U8, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { keys } from '../keys.js';
import { mustRead, read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

/** Written at opening, never again. */
export const BookRecord = container({
  id: Fr,
  /** Nothing is appended from here on. */
  gate: U64,
  /** The regulator's share comes before. */
  release: U64,
  /** The operator closes before. */
  close: U64,
  operatorX: Fr,
  operatorY: Fr,
  regulatorX: Fr,
  regulatorY: Fr,
  /** The sum of the shares: entries are sealed to it. */
  keyX: Fr,
  keyY: Fr,
  /** Locked from operator and from regulator, each, from opening to close. */
  lock: Money,
  /** Entries that are not null, from which on there are enough. */
  minGroup: U32,
  /** 1: a result of fewer shows nothing. */
  hides: U8,
});
type BookRecord = Infer<typeof BookRecord>;

const OUTCOMES = ['open', 'closed', 'void'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * The few bytes that change. `scalar`: the regulator's, 0 until released (a scalar is never 0); `releasedAt`: the time
 * of the block that released it, 0 until then; `endedAt`: the same of the one that closed it or made it void; `forfeit`:
 * what the silent role of a void book lost.
 */
const Phase = container({ outcome: U8, scalar: Fr, releasedAt: U64, endedAt: U64, forfeit: Money });
type PhaseChange = Partial<Omit<Infer<typeof Phase>, 'outcome'> & { outcome: Outcome }>;

export interface Book extends BookRecord {
  readonly key: Point;
  readonly outcome: Outcome;
  readonly releasedScalar: bigint | undefined;
  readonly releasedAt: bigint;
  /** 0 while it is open. */
  readonly endedAt: bigint;
  readonly forfeit: bigint;
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function requireBook(view: StateView, id: bigint): Book {
  const record = read(view, keys.book(id), BookRecord);
  if (!record) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  const phase = mustRead(view, keys.bookPhase(id), Phase);
  return {
    ...record,
    key: { x: record.keyX, y: record.keyY },
    outcome: OUTCOMES[phase.outcome]!,
    releasedScalar: phase.scalar === 0n ? undefined : phase.scalar,
    releasedAt: phase.releasedAt,
    endedAt: phase.endedAt,
    forfeit: phase.forfeit,
  };
}

export function putBook(writer: StateWriter, record: BookRecord): void {
  write(writer, keys.book(record.id), BookRecord, record);
  write(writer, keys.bookPhase(record.id), Phase, Phase.defaultValue());
}

export function setPhase(writer: StateWriter, id: bigint, { outcome, ...change }: PhaseChange): void {
  const before = mustRead(writer, keys.bookPhase(id), Phase);
  const next = outcome === undefined ? before.outcome : OUTCOMES.indexOf(outcome);
  write(writer, keys.bookPhase(id), Phase, { ...before, ...change, outcome: next });
}

/** Final is final: neither a second close nor a void after a close. */
export function ensureOpen({ outcome }: Book): void {
  ensure(outcome !== 'void', 'AUCTION_VOID');
  ensure(outcome !== 'closed', 'AUCTION_ALREADY_FINAL');
}
