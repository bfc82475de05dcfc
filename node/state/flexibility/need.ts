/**
 * Needs: a sealed book (core/books) with what a buyer asks for, the list of days that its baseline is of, and the money
 * that stands for it. Relies on openNeed for times that ascend, prices within bounds and a list that is final; nothing of
 * them is checked again. docs/protocol/flexibility.md "Objects".
 */
import { container, Fr, type Infer, listOf, Money, U32 } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { type NeedTerms, needTermsType } from '@veilgrid/protocol/flexibility/need';
import { TERMS_DAYS } from '@veilgrid/protocol/flexibility/terms';
import { byProfile, MAX_GROUP } from '@veilgrid/protocol/params';
import { type Book, requireBook } from '../core/books/book.js';
import { has, mustRead, page, read, readCount, write } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { keys } from './keys.js';

const Ids = listOf(Fr, MAX_GROUP);

/** Written at opening, never again. */
const recordType = byProfile((params) =>
  container({
    needId: Fr,
    need: needTermsType(params.profile),
    /** Of the day in the area's zones, by zone, then tariff. */
    auctions: Ids,
    /** The baseline's days, latest first. */
    days: listOf(U32, TERMS_DAYS),
  }),
);
type NeedRecord = Infer<ReturnType<typeof recordType>>;

/** What changes of a need's money. */
const NeedStanding = container({
  /** Of the DSO, still locked. */
  lock: Money,
  /** Of offers, as paid in, less what releaseDeposits gave back before a publication. */
  deposits: Money,
  lateCount: U32,
  latePaid: Money,
  /** Of a published set, under its host: for late payments. */
  held: Money,
});
export type NeedStanding = Infer<typeof NeedStanding>;

export interface Need extends NeedRecord {
  readonly book: Book;
}

/** Books of other modules are none. */
export function isNeed(view: StateView, id: bigint): boolean {
  return has(view, keys.need(id));
}

/** @throws ProtocolError NEED_UNKNOWN */
export function requireNeed({ genesis }: Pick<StateContext, 'genesis'>, view: StateView, id: bigint): Need {
  const record = read(view, keys.need(id), recordType(genesis.profile));
  if (!record) throw fail('NEED_UNKNOWN', { field: 'needId' });
  return { ...record, book: requireBook(view, id) };
}

export function putNeed(
  { genesis }: Pick<StateContext, 'genesis'>,
  writer: StateWriter,
  record: NeedRecord,
  lock: bigint,
): void {
  const { needId, need } = record;
  write(writer, keys.need(needId), recordType(genesis.profile), record);
  setStanding(writer, needId, { lock, deposits: 0n, lateCount: 0, latePaid: 0n, held: 0n });
  const index = needCount(writer);
  write(writer, keys.needAt(index), Fr, needId);
  write(writer, keys.needCount, U32, index + 1);
  write(writer, keys.needsOf(need.day), Ids, [...needsOf(writer, need.day), needId]);
}

export function needCount(view: StateView): number {
  return readCount(view, keys.needCount);
}

export function listNeeds(view: StateView, from: number, limit: number): bigint[] {
  return page(needCount(view), from, limit).map((index) => mustRead(view, keys.needAt(index), Fr));
}

/** The needs of a day, in the order of opening. */
export function needsOf(view: StateView, day: number): bigint[] {
  return read(view, keys.needsOf(day), Ids) ?? [];
}

export function standingOf(view: StateView, id: bigint): NeedStanding {
  return mustRead(view, keys.standing(id), NeedStanding);
}

export function setStanding(writer: StateWriter, id: bigint, standing: NeedStanding): void {
  write(writer, keys.standing(id), NeedStanding, standing);
}

/** From this time (Unix seconds) on no late payment of a need is taken. */
export function latePaymentsEnd({ genesis }: StateContext, { deliverEnd }: NeedTerms): bigint {
  return deliverEnd + BigInt(genesis.windows.late);
}
