/** A request as it comes in: whose it is, whether it may be asked, and what it says. */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { dayOf } from '@veilgrid/protocol/core/days';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import {
  ensureRequest,
  type Request,
  requestDigest,
  SignedRequest,
} from '@veilgrid/protocol/disclosure/request';
import { ensure, ProtocolError } from '@veilgrid/protocol/errors';
import type { ShownPurpose } from '../verifier/disclosure/purpose.js';
import type { WalletContext } from '../wallet/context.js';
import { type Asking, fetchPurpose } from './facts.js';
import { fetchNow } from './now.js';
import { type RequestWords, requestWords } from './words.js';

/** Of a signed request: prices of every half hour of 4,096 days fit in. */
export const MAX_REQUEST_BYTES = 2 ** 21;
/** Seconds by which a party's clock may be ahead. */
const CLOCK_SKEW = 300n;

/** A request that its party signed, for a purpose that stands. */
export interface ReadRequest extends ShownPurpose {
  readonly request: Request;
  /** As it came: SSZ of `SignedRequest`. */
  readonly bytes: Uint8Array;
  /** What answers name it by, 32 bytes. */
  readonly digest: Uint8Array;
  /** What a person reads before they answer. */
  readonly words: RequestWords;
}

/**
 * Reads what a party asks. Who it is comes from the ledger, never from the bytes.
 * @param bytes SSZ of `SignedRequest`
 * @throws ProtocolError REQUEST_INVALID {field}, MALFORMED, FIELD_NOT_CANONICAL, PURPOSE_UNKNOWN, PURPOSE_ENDED, FACT_INVALID,
 * PARTY_UNKNOWN, HEAD_STALE
 */
export async function readRequest(
  ctx: Pick<WalletContext, 'api' | 'genesis' | 'clock' | 'peers'>,
  bytes: Uint8Array,
): Promise<ReadRequest> {
  return readAt(ctx, bytes, await fetchNow(ctx));
}

/** The same at a time. @param now Unix seconds */
export async function readAt(
  ctx: Asking & Pick<WalletContext, 'peers'>,
  bytes: Uint8Array,
  now: bigint,
): Promise<ReadRequest> {
  const check = (holds: boolean, field: string) => ensure(holds, 'REQUEST_INVALID', { field });
  check(bytes.length <= MAX_REQUEST_BYTES, 'length');
  const { request, signature } = decodeExact(SignedRequest, bytes, 'request');
  const { genesis } = ctx;
  check(request.chainId === genesis.chainId, 'chainId');
  const shown = await newestPurpose(ctx, request.purposeId);
  ensureRequest(genesis.params, request, shown.purpose);
  const digest = requestDigest(request);
  check(verifyEd25519(digest, signature, shown.party.sigPk), 'signature');
  check(request.issued <= now + CLOCK_SKEW, 'issued');
  check(now < request.expires, 'expires');
  const today = dayOf(now);
  check(today >= shown.purpose.from, 'purposeId');
  ensure(today < shown.until, 'PURPOSE_ENDED', { field: 'purposeId' });
  return { ...shown, request, bytes, digest, words: requestWords(genesis.params, request, shown) };
}

/**
 * The purpose by all of the wallet's nodes: one of them can hold back that it has ended, or that its party has another key.
 * What a further node does not show says nothing.
 */
async function newestPurpose(
  { api, genesis, peers = [] }: Asking & Pick<WalletContext, 'peers'>,
  purposeId: number,
): Promise<ShownPurpose> {
  let newest = await fetchPurpose({ api, genesis }, purposeId);
  for (const peer of peers) {
    try {
      const other = await fetchPurpose({ api: peer, genesis }, purposeId);
      const until = Math.min(newest.until, other.until);
      const later = other.party.keys.length > newest.party.keys.length ? other : newest;
      newest = { ...later, until };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
  return newest;
}
