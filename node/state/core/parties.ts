/**
 * Parties: who they are, which keys they sign with, and what a module may ask of one. A partyId below 32 is the role
 * of genesis of that number. Relies on node/proofs for signatures, a new party's own among them; the possession of a
 * changed key is checked here, as it is no signature of the transaction. protocol/core/parties.md.
 */
import { equalBytes } from '@noble/curves/utils.js';
import { isEd25519Key, verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import { isX25519Key } from '@veilgrid/protocol/core/crypto/x25519';
import { dayOf } from '@veilgrid/protocol/core/days';
import { isZero } from '@veilgrid/protocol/core/isZero';
import {
  KNOWN_PARTY_KINDS,
  MAX_PARTY_DAYS,
  PARTY_KINDS,
  type PartyKind,
  PartyRecord,
  partyName,
  partyRecordOf,
  possessionDigest,
  roleRecord,
} from '@veilgrid/protocol/core/parties';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { partyOf, signersOf } from '@veilgrid/protocol/kinds';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Handler } from './handler.js';
import { keys } from './keys.js';
import { has, mark, page, read, readCount, write } from './record.js';
import type { StateContext, StateView, StateWriter } from './view.js';

export function partyCount(view: StateView): number {
  return readCount(view, keys.partyCount);
}

/** In order of registration. */
export function listParties(view: StateView, from: number, limit: number) {
  return page(partyCount(view), from, limit).map((index) => {
    const partyId = FIRST_PARTY + index;
    return { partyId, ...read(view, keys.party(partyId), PartyRecord)! };
  });
}

/** @throws ProtocolError PARTY_UNKNOWN where nobody was registered under this number; roles of genesis are not */
export function registered(view: StateView, partyId: number): PartyRecord {
  const record = read(view, keys.party(partyId), PartyRecord);
  if (!record) throw fail('PARTY_UNKNOWN', { field: 'partyId', partyId });
  return record;
}

/** A party or a role of genesis; a role never ends. @throws ProtocolError PARTY_UNKNOWN */
export function partyRecord({ genesis }: Pick<StateContext, 'genesis'>, view: StateView, partyId: number) {
  return partyId < FIRST_PARTY ? roleRecord(genesis, partyId) : registered(view, partyId);
}

/** For what a transaction asks of one kind of party. @throws ProtocolError PARTY_UNKNOWN, PARTY_KIND_WRONG */
export function requireParty(
  ctx: StateContext,
  view: StateView,
  partyId: number,
  kind: PartyKind,
): PartyRecord {
  const record = partyRecord(ctx, view, partyId);
  ensure((record.kinds & PARTY_KINDS[kind]) !== 0, 'PARTY_KIND_WRONG', { field: 'partyId', kind });
  return record;
}

/** From this day on a party signs nothing but redeem, and for good. */
export function hasEnded(ctx: StateContext, { until }: PartyRecord): boolean {
  return until <= dayOf(ctx.time);
}

/** What was locked in an ended party's account it must be able to take out. @throws ProtocolError PARTY_ENDED */
export function ensurePartySigns(ctx: StateContext, view: StateView, tx: Tx): void {
  if (tx.kind === 'redeem' || !signersOf(tx).includes('party')) return;
  const party = partyOf(tx);
  if (typeof party !== 'number') return;
  ensure(!hasEnded(ctx, partyRecord(ctx, view, party)), 'PARTY_ENDED', { field: 'partyId' });
}

function checkRecord({ sigPk, encPk, name, kinds }: PartyRecord): void {
  ensure(isEd25519Key(sigPk), 'PARTY_INVALID', { field: 'sigPk' });
  ensure(isX25519Key(encPk), 'PARTY_INVALID', { field: 'encPk' });
  ensure(name.length > 0 && isText(name), 'PARTY_INVALID', { field: 'name' });
  ensure((kinds & ~KNOWN_PARTY_KINDS) === 0, 'PARTY_INVALID', { field: 'kinds' });
}

function isText(name: Uint8Array): boolean {
  try {
    return partyName(name).length > 0;
  } catch {
    return false;
  }
}

/** A registration neither begins ended nor outlasts ten years. */
function checkUntil(ctx: StateContext, until: number): void {
  const fits = until > dayOf(ctx.time) && until <= dayOf(ctx.time) + MAX_PARTY_DAYS;
  ensure(fits, 'PARTY_INVALID', { field: 'until' });
}

/** A key is one party's for ever: what it signed once never counts for another. */
function ensureNewKey({ genesis }: StateContext, view: StateView, sigPk: Uint8Array): void {
  const validators = genesis.consensus.validators.map(({ publicKey }) => publicKey);
  const ofGenesis = [...Object.values(genesis.keys), ...validators];
  const taken =
    ofGenesis.some((key) => equalBytes(key, sigPk)) || has(view, keys.partyKey(bytesToBigInt(sigPk)));
  ensure(!taken, 'PARTY_KEY_TAKEN', { field: 'sigPk' });
}

function putParty(writer: StateWriter, partyId: number, record: PartyRecord): void {
  write(writer, keys.party(partyId), PartyRecord, record);
  mark(writer, keys.partyKey(bytesToBigInt(record.sigPk)));
}

export const registerParty: Handler<'registerParty'> = {
  check(ctx, view, body) {
    ensure(body.partyId === FIRST_PARTY + partyCount(view), 'PARTY_INVALID', { field: 'partyId' });
    checkRecord(body);
    checkUntil(ctx, body.until);
    ensureNewKey(ctx, view, body.sigPk);
  },
  apply(_ctx, writer, body) {
    putParty(writer, body.partyId, partyRecordOf(body));
    write(writer, keys.partyCount, U32, partyCount(writer) + 1);
  },
};

export const changeParty: Handler<'changeParty'> = {
  check(ctx, view, body) {
    const before = registered(view, body.partyId);
    // An end is for good: modules have given back what they held for the party.
    if (hasEnded(ctx, before)) ensure(body.until === before.until, 'PARTY_ENDED', { field: 'until' });
    else checkUntil(ctx, body.until);
    checkRecord(body);
    const stays = equalBytes(body.sigPk, before.sigPk);
    ensure(body.lost <= 1, 'PARTY_INVALID', { field: 'lost' });
    // The issuer signs for a key that is lost, and for nothing else.
    ensure(body.lost === 0 || !stays, 'PARTY_INVALID', { field: 'sigPk' });
    if (stays) {
      ensure(isZero(body.possession), 'PARTY_INVALID', { field: 'possession' });
      return;
    }
    ensureNewKey(ctx, view, body.sigPk);
    const held = verifyEd25519(possessionDigest(ctx.genesis.chainId, body), body.possession, body.sigPk);
    ensure(held, 'PARTY_INVALID', { field: 'possession' });
  },
  apply(_ctx, writer, body) {
    putParty(writer, body.partyId, partyRecordOf(body));
  },
};

export const endParty: Handler<'endParty'> = {
  check(ctx, view, { partyId }) {
    ensure(!hasEnded(ctx, registered(view, partyId)), 'PARTY_ENDED', { field: 'partyId' });
  },
  apply(ctx, writer, { partyId }) {
    write(writer, keys.party(partyId), PartyRecord, {
      ...registered(writer, partyId),
      until: dayOf(ctx.time),
    });
  },
};
