/** Parties, from docs/protocol/core/parties.md: who is registered, under which key, and who signs for whom. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { isEd25519Key, verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { isX25519Key } from '@veilgrid/protocol/core/crypto/x25519';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type PartyRecord, partyName, possessionDigest } from '@veilgrid/protocol/core/parties';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { authorityRole, FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { CoreBooks } from './books.js';
import type { Ledger, Rule } from './ledger.js';

const DAY = 86_400n;
const LONGEST = 3_660n;
const KINDS = 256;
const NO_SIGNATURE = '00'.repeat(64);

function partyAt({ parties }: CoreBooks, partyId: number): PartyRecord {
  const party = parties.records.get(partyId);
  if (!party) throw fail('PARTY_UNKNOWN', { field: 'partyId' });
  return party;
}

/** The key a partyId signs with now: below 32 it is a role of genesis. @throws ProtocolError PARTY_UNKNOWN */
export function keyOfParty(genesis: Genesis, books: CoreBooks, partyId: number): Uint8Array {
  if (partyId >= FIRST_PARTY) return partyAt(books, partyId).sigPk;
  const role = authorityRole(partyId);
  if (role === undefined) throw fail('PARTY_UNKNOWN', { field: 'partyId' });
  return genesis.keys[role];
}

/** @throws ProtocolError PARTY_UNKNOWN */
export function ensureRegistered(books: CoreBooks, partyId: number): void {
  partyAt(books, partyId);
}

/** All but the TSO, which must not be an organisation that is there already. */
const KINDS_OF_A_ROLE = 255 - 32;

/** That a party does what it is registered for. @param kind its bit @throws ProtocolError PARTY_UNKNOWN, PARTY_KIND_WRONG */
export function ensureKind({ genesis, books }: Ledger, partyId: number, kind: number): void {
  keyOfParty(genesis, books, partyId);
  const kinds = books.parties.records.get(partyId)?.kinds ?? KINDS_OF_A_ROLE;
  ensure((kinds & kind) === kind, 'PARTY_KIND_WRONG', { field: 'partyId' });
}

/** @throws ProtocolError PARTY_UNKNOWN, PARTY_KIND_WRONG */
export function ensureTso(ledger: Ledger, partyId: number): void {
  ensureKind(ledger, partyId, 32);
}

const isOver = (party: PartyRecord, time: bigint): boolean => BigInt(party.until) * DAY <= time;

/** What is over signs nothing any more; who may still redeem is not asked. @throws ProtocolError PARTY_ENDED */
export function ensureStands(ledger: Ledger, partyId: number): void {
  ensure(!hasEnded(ledger, partyId), 'PARTY_ENDED');
}

/** A role of genesis never does. @throws ProtocolError PARTY_UNKNOWN */
export function hasEnded({ books, time }: Ledger, partyId: number): boolean {
  return partyId >= FIRST_PARTY && isOver(partyAt(books, partyId), time);
}

function ensureName(name: Uint8Array): void {
  try {
    ensure(partyName(name) !== '', 'PARTY_INVALID', { field: 'name' });
  } catch {
    throw fail('PARTY_INVALID', { field: 'name' });
  }
}

function ensureRecord({ sigPk, encPk, name, kinds }: PartyRecord): void {
  ensure(isEd25519Key(sigPk) && isX25519Key(encPk), 'PARTY_INVALID', { field: 'keys' });
  ensureName(name);
  ensure(kinds < KINDS, 'PARTY_INVALID', { field: 'kinds' });
}

/** Enters what a body says of a party, whose key may be `old` or one that nobody ever had. */
function enter({ books }: Ledger, partyId: number, body: PartyRecord, old?: string): void {
  const { sigPk, encPk, name, kinds, until } = body;
  const key = bytesToHex(sigPk);
  ensure(key === old || !books.parties.keys.has(key), 'PARTY_KEY_TAKEN', { field: 'sigPk' });
  books.parties.keys.add(key);
  books.parties.records.set(partyId, { sigPk, encPk, name, kinds, until });
}

/** Beginning after today, and no more than ten years away. */
function ensureTerm(until: number, time: bigint): void {
  const days = BigInt(until) - time / DAY;
  ensure(days > 0n && days <= LONGEST, 'PARTY_INVALID', { field: 'until' });
}

export const registerParty: Rule<'registerParty'> = (ledger, body) => {
  const { records } = ledger.books.parties;
  ensure(body.partyId === FIRST_PARTY + records.size, 'PARTY_INVALID', { field: 'partyId' });
  ensureTerm(body.until, ledger.time);
  ensureRecord(body);
  enter(ledger, body.partyId, body);
};

export const changeParty: Rule<'changeParty'> = (ledger, body) => {
  const { books, time, genesis } = ledger;
  const before = partyAt(books, body.partyId);
  if (!isOver(before, time)) ensureTerm(body.until, time);
  else ensure(before.until === body.until, 'PARTY_ENDED', { field: 'until' });
  ensureRecord(body);
  const old = bytesToHex(before.sigPk);
  const stays = old === bytesToHex(body.sigPk);
  ensure(body.lost === 0 || (body.lost === 1 && !stays), 'PARTY_INVALID', { field: 'lost' });
  enter(ledger, body.partyId, body, old);
  const possessed = stays
    ? bytesToHex(body.possession) === NO_SIGNATURE
    : verifyEd25519(possessionDigest(genesis.chainId, body), body.possession, body.sigPk);
  ensure(possessed, 'PARTY_INVALID', { field: 'possession' });
};

export const endParty: Rule<'endParty'> = ({ books, time }, { partyId }) => {
  const party = partyAt(books, partyId);
  ensure(!isOver(party, time), 'PARTY_ENDED', { field: 'partyId' });
  books.parties.records.set(partyId, { ...party, until: Number(time / DAY) });
};
