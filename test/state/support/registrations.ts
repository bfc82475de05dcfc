/** Bodies that register and change parties, each key the nth of `partySeed`. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { type ChangePartyBody, possessionDigest } from '@veilgrid/protocol/core/parties';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { BodyOf } from './chain.js';
import { encKeyOf, GENESIS, publicKeyOf, START, secretOf } from './genesis.js';
import { partySeed } from './signers.js';

export const TODAY = Math.floor(Number(START) / SECONDS_PER_DAY);
export const FIRST = 32;
export const partyKey = (nth: number) => publicKeyOf(partySeed(nth));

const text = (name: string) => new TextEncoder().encode(name);

/** What is said of a party with this key. */
export const recordWith = (
  nth: number,
  change: { readonly name?: string; readonly until?: number } = {},
) => ({
  sigPk: partyKey(nth),
  encPk: encKeyOf(partySeed(nth)),
  name: text(change.name ?? `party ${nth}`),
  kinds: 1,
  until: change.until ?? TODAY + 100,
});

export const registration = (
  partyId: number,
  nth = partyId - FIRST,
  change: Partial<BodyOf<'registerParty'>> = {},
): BodyOf<'registerParty'> => ({ partyId, ...recordWith(nth), ...change });

/** To the nth key, held by whoever has the `holder`th. @param sequence of the regulator, which the new key signs too */
export function changeTo(
  partyId: number,
  nth: number,
  sequence: bigint,
  change: Partial<ChangePartyBody> = {},
  holder = nth,
): ChangePartyBody {
  const body = { sequence, partyId, ...recordWith(nth), lost: 0, ...change };
  const digest = possessionDigest(GENESIS.chainId, body);
  return { possession: ed25519.sign(digest, secretOf(partySeed(holder))), ...body };
}

/** The key stays. */
export const changeOf = (
  partyId: number,
  nth: number,
  change: Partial<ChangePartyBody> = {},
): BodyOf<'changeParty'> => ({
  partyId,
  ...recordWith(nth),
  lost: 0,
  possession: new Uint8Array(64),
  ...change,
});
