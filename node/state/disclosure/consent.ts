/**
 * Consents: who gave one, nobody learns; what ends it is a secret that it commits to. Relies on the statement `transfer`
 * for the fee being paid, and on its nullifiers for no identity coming twice. docs/protocol/disclosure.md "Transactions".
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { dayOf } from '@veilgrid/protocol/core/days';
import { transferSignals } from '@veilgrid/protocol/core/money/note';
import { Bytes32, U32 } from '@veilgrid/protocol/core/ssz';
import {
  type ConsentBody,
  ConsentRecord,
  MAX_CONSENT_DAYS,
  revokeOf,
} from '@veilgrid/protocol/disclosure/consent';
import type { PurposeRecord } from '@veilgrid/protocol/disclosure/purpose';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { txDigest } from '@veilgrid/protocol/tx';
import type { Handler } from '../core/handler.js';
import { ensureNotes } from '../core/money/notes.js';
import { applyPart, ensureMoneyPart, notesOf, takeFee } from '../core/money/transfer.js';
import { hasEnded, partyRecord } from '../core/parties.js';
import { has, mark, mustRead, page, read, readCount, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { keys } from './keys.js';
import { ensureStands, requirePurpose } from './purpose.js';

/** @param id in hex @throws ProtocolError CONSENT_UNKNOWN */
export function requireConsent(view: StateView, id: string): ConsentRecord {
  const record = read(view, keys.consent(id), ConsentRecord);
  if (!record) throw fail('CONSENT_UNKNOWN', { field: 'consentId' });
  return record;
}

export function consentCount(view: StateView): number {
  return readCount(view, keys.consentCount);
}

/** Of one purpose, revoked ones too. */
export function givenCount(view: StateView, purposeId: number): number {
  return readCount(view, keys.given(purposeId));
}

/** Consents to a purpose that were not revoked, whether or not they have run out. */
export function liveCount(view: StateView, purposeId: number): number {
  return readCount(view, keys.live(purposeId));
}

/** A consent under its id in hex. */
export interface Consent extends ConsentRecord {
  readonly consentId: string;
}

function listAt(view: StateView, indexKeys: readonly string[]): Consent[] {
  return indexKeys.map((key) => {
    const consentId = bytesToHex(mustRead(view, key, Bytes32));
    return { consentId, ...requireConsent(view, consentId) };
  });
}

/** In the order of the ledger. */
export function listConsents(view: StateView, from: number, limit: number): Consent[] {
  return listAt(view, page(consentCount(view), from, limit).map(keys.consentAt));
}

/** Those to one purpose, in the order of the ledger. */
export function listConsentsTo(view: StateView, purposeId: number, from: number, limit: number): Consent[] {
  const indices = page(givenCount(view, purposeId), from, limit);
  return listAt(
    view,
    indices.map((index) => keys.consentOfPurpose(purposeId, index)),
  );
}

/** The identity of the transaction that gives it. */
function consentIdOf({ genesis }: StateContext, body: ConsentBody): Uint8Array {
  return txDigest(genesis.profile, genesis.chainId, { kind: 'consent', body });
}

/** A party's purposes end with it. */
function ensureAsks(ctx: StateContext, view: StateView, purpose: PurposeRecord): void {
  ensureStands(ctx, purpose);
  const ended = hasEnded(ctx, partyRecord(ctx, view, purpose.partyId));
  ensure(!ended, 'PURPOSE_ENDED', { field: 'purposeId' });
}

function ensureTimes(ctx: StateContext, { from, until }: ConsentBody, purpose: PurposeRecord): void {
  const today = dayOf(ctx.time);
  ensure(from < until, 'CONSENT_TIMES', { field: 'from' });
  const fits = until > today && until <= purpose.until && until <= today + MAX_CONSENT_DAYS;
  ensure(fits, 'CONSENT_TIMES', { field: 'until' });
}

export const consent: Handler<'consent'> = {
  check(ctx, view, body) {
    const { fee, purposeId, holder, revoke } = body;
    ensure(fee.redeemed === 0n, 'FEE_ONLY', { field: 'fee.redeemed' });
    const purpose = requirePurpose(view, purposeId);
    ensureAsks(ctx, view, purpose);
    ensureTimes(ctx, body, purpose);
    ensure(!has(view, keys.holder(holder)), 'CONSENT_EXISTS', { field: 'holder' });
    ensure(!has(view, keys.revoke(revoke)), 'CONSENT_EXISTS', { field: 'revoke' });
    ensureMoneyPart(view, fee, ctx.genesis.transferFee, 'fee.');
    ensureNotes(ctx, view, notesOf(fee, 'fee.'));
  },
  apply(ctx, writer, body) {
    const { fee, purposeId, holder, revoke } = body;
    applyPart(ctx, writer, fee);
    takeFee(ctx, writer);
    const id = consentIdOf(ctx, body);
    const record = { ...body, givenAt: ctx.time, revokedAt: 0n };
    write(writer, keys.consent(bytesToHex(id)), ConsentRecord, record);
    const index = consentCount(writer);
    write(writer, keys.consentAt(index), Bytes32, id);
    write(writer, keys.consentCount, U32, index + 1);
    const given = givenCount(writer, purposeId);
    write(writer, keys.consentOfPurpose(purposeId, given), Bytes32, id);
    write(writer, keys.given(purposeId), U32, given + 1);
    write(writer, keys.live(purposeId), U32, liveCount(writer, purposeId) + 1);
    mark(writer, keys.holder(holder));
    mark(writer, keys.revoke(revoke));
  },
  signals({ genesis }, _view, { fee }, context) {
    return [transferSignals(fee, context, genesis.transferFee)];
  },
};

export const revokeConsent: Handler<'revokeConsent'> = {
  check({ hasher }, view, { consentId, secret }) {
    const { revoke, revokedAt } = requireConsent(view, bytesToHex(consentId));
    ensure(revokedAt === 0n, 'CONSENT_REVOKED', { field: 'consentId' });
    ensure(revokeOf(hasher, secret) === revoke, 'SECRET_WRONG', { field: 'secret' });
  },
  apply(ctx, writer, { consentId }) {
    const id = bytesToHex(consentId);
    const record = requireConsent(writer, id);
    write(writer, keys.consent(id), ConsentRecord, { ...record, revokedAt: ctx.time });
    write(writer, keys.live(record.purposeId), U32, liveCount(writer, record.purposeId) - 1);
  },
};
