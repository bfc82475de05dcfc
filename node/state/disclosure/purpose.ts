/**
 * Purposes: for what a party may ask, in order of registration. Relies on signatures for the regulator having read the
 * text that the hash is of; a purpose's end is not before its days are over, its party's end, or this one.
 * docs/protocol/disclosure.md "Transactions".
 */
import { dayOf } from '@veilgrid/protocol/core/days';
import { U32 } from '@veilgrid/protocol/core/ssz';
import {
  LAWFUL_BASES,
  MAX_ASKED_DAYS,
  MAX_PURPOSE_DAYS,
  MAX_RETENTION_DAYS,
  PurposeRecord,
  purposeRecordOf,
} from '@veilgrid/protocol/disclosure/purpose';
import { KNOWN_QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { KNOWN_NAMINGS } from '@veilgrid/protocol/disclosure/subject';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Handler } from '../core/handler.js';
import { requireParty } from '../core/parties.js';
import { mustRead, page, read, readCount, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { keys } from './keys.js';

/** @throws ProtocolError PURPOSE_UNKNOWN */
export function requirePurpose(view: StateView, purposeId: number): PurposeRecord {
  const purpose = read(view, keys.purpose(purposeId), PurposeRecord);
  if (!purpose) throw fail('PURPOSE_UNKNOWN', { field: 'purposeId' });
  return purpose;
}

export function purposeCount(view: StateView): number {
  return readCount(view, keys.purposeCount);
}

/** In order of registration. */
export function listPurposes(view: StateView, from: number, limit: number) {
  return page(purposeCount(view), from, limit).map((purposeId) => ({
    purposeId,
    ...mustRead(view, keys.purpose(purposeId), PurposeRecord),
  }));
}

/** @throws ProtocolError PURPOSE_ENDED from its end on */
export function ensureStands(ctx: StateContext, { until }: PurposeRecord): void {
  ensure(until > dayOf(ctx.time), 'PURPOSE_ENDED', { field: 'purposeId' });
}

/** Some of the known bits, and no other. */
const someOf = (bits: number, known: number) => bits !== 0 && (bits & ~known) === 0;
const LAST_BASIS = Math.max(...Object.values(LAWFUL_BASES));

export const registerPurpose: Handler<'registerPurpose'> = {
  check(ctx, view, body) {
    requireParty(ctx, view, body.partyId, 'recipient');
    if (body.panels === 1) requireParty(ctx, view, body.partyId, 'planner');
    const valid = (holds: boolean, field: keyof typeof body) => ensure(holds, 'PURPOSE_INVALID', { field });
    valid(body.purposeId === purposeCount(view), 'purposeId');
    valid(body.lawfulBasis >= 1 && body.lawfulBasis <= LAST_BASIS, 'lawfulBasis');
    valid(someOf(body.questions, KNOWN_QUESTIONS), 'questions');
    valid(someOf(body.naming, KNOWN_NAMINGS), 'naming');
    valid(body.maxDays >= 1 && body.maxDays <= MAX_ASKED_DAYS, 'maxDays');
    valid(body.standing <= 1, 'standing');
    valid(body.transferable <= 1, 'transferable');
    valid(body.panels <= 1, 'panels');
    valid(body.retentionDays <= MAX_RETENTION_DAYS, 'retentionDays');
    valid(body.from < body.until, 'from');
    valid(body.until > dayOf(ctx.time), 'until');
    valid(body.until <= body.from + MAX_PURPOSE_DAYS, 'until');
  },
  apply(_ctx, writer, body) {
    write(writer, keys.purpose(body.purposeId), PurposeRecord, purposeRecordOf(body));
    write(writer, keys.purposeCount, U32, purposeCount(writer) + 1);
  },
};

export const endPurpose: Handler<'endPurpose'> = {
  check(ctx, view, { purposeId, partyId, byParty }) {
    const purpose = requirePurpose(view, purposeId);
    // Whoever signed as its party is.
    ensure(purpose.partyId === partyId, 'PURPOSE_UNKNOWN', { field: 'partyId' });
    ensure(byParty <= 1, 'PURPOSE_INVALID', { field: 'byParty' });
    ensureStands(ctx, purpose);
  },
  apply(ctx, writer, { purposeId }) {
    const ended = { ...requirePurpose(writer, purposeId), until: dayOf(ctx.time) };
    write(writer, keys.purpose(purposeId), PurposeRecord, ended);
  },
};
