import { ensureHeadIsNear } from '@veilgrid/client-sdk/verifier/headLag';
import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { bigint, element } from '@veilgrid/protocol/core/wire';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { toJson } from '@veilgrid/protocol/routes';
import { z } from 'zod';
import { deleteShare, shareFor, shareScalar } from '../core/books/share.js';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import type { SecretStore } from '../core/secrets.js';
import { checkOpening } from './checkOpening.js';
import { ensureEnoughOrders } from './follow/enoughOrders.js';
import { followedAuction, type OrderBooks } from './follow/orders.js';

export interface RegulatorContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
  readonly follower: Pick<Follower<OrderBooks>, 'catchUp'>;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => bigint;
}

/** What the regulator knew when it released. Times in Unix seconds. */
export interface ReleaseLog {
  readonly clock: bigint;
  /** Of the final header. */
  readonly header: bigint;
  readonly orders: number;
  readonly fold: bigint;
}

/** Seconds after the gate: clocks that differ by less read nothing early. */
export const RELEASE_DELAY = 60n;

/** The regulator's half of every auction key: until it is released nobody can read an order. */
export class Regulator {
  readonly #ctx: RegulatorContext;

  constructor(ctx: RegulatorContext) {
    this.#ctx = ctx;
  }

  share(auctionId: bigint): Promise<KeyShare> {
    const { genesis, hasher, secrets } = this.#ctx;
    return shareFor(hasher, secrets, { chainId: genesis.chainId, auctionId, role: 'regulator' });
  }

  /** Signs an opening that carries its own share of that very auction, and leaves everybody the time that genesis says. */
  readonly coSigner: CoSigner = async (draft) => {
    const { genesis, hasher, signer, secrets } = this.#ctx;
    ensure(draft.kind === 'openAuction', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    const { zone, tariffId, day, regulatorShare } = draft.body;
    const auctionId = auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day });
    await shareScalar(secrets, 'regulator', auctionId);
    const own = await this.share(auctionId);
    ensure(own.x === regulatorShare.x && own.y === regulatorShare.y, 'SHARE_MISMATCH', {
      field: 'regulatorShare',
    });
    checkOpening(genesis, draft.body);
    await keepOpening(secrets, auctionId, draft.body);
    return signer.sign(draft);
  };

  /**
   * Posts the scalar, once the clock and a final block both say that a minute has passed since the gate, for the book
   * that the follower has recomputed: from then on no block can add an order. What it saw is on disk before the scalar
   * leaves; for another book of the same auction it releases nothing. Public from then on, the scalar is not kept.
   * @param few a person has looked at a book of few orders
   * @throws ProtocolError RELEASE_EARLY, HEAD_STALE, BOOK_UNVERIFIED, ALREADY_SIGNED, SECRET_MISSING, and the node's refusals
   */
  async release(auctionId: bigint, { few = false } = {}): Promise<ReleaseLog> {
    const { genesis, signer, secrets, follower, clock = systemClock } = this.#ctx;
    const scalar = await shareScalar(secrets, 'regulator', auctionId);
    const { head, book } = await follower.catchUp();
    const { count, fold, ...followed } = followedAuction(book, auctionId);
    const gate = await latestGate(secrets, auctionId, followed.gate);
    const seen: ReleaseLog = { clock: clock(), header: head.time, orders: count, fold };
    // Time that is moved by hand has nothing to do with this machine's.
    const passed = genesis.consensus.clock === 'manual' || seen.clock >= gate + RELEASE_DELAY;
    ensure(passed && seen.header >= gate + RELEASE_DELAY, 'RELEASE_EARLY', {
      gate: String(gate),
      clock: String(seen.clock),
      header: String(seen.header),
      orders: count,
      fold: String(fold),
    });
    ensureHeadIsNear(genesis, seen.header, Number(seen.clock));
    ensureEnoughOrders(book, auctionId, few);
    await keepRelease(secrets, auctionId, seen);
    await signer.submit('releaseShare', { fields: { auctionId, scalar, count, fold } });
    await deleteShare(secrets, 'regulator', auctionId);
    return seen;
  }
}

/**
 * All openings of an auction carry one share. Of two that differ, one stands on the chain, and a fork may hold the
 * other: the share is released after the latest gate that was signed, and no opening is signed whose gate would come
 * too late for that.
 */
async function keepOpening(
  secrets: SecretStore,
  auctionId: bigint,
  { gate, release }: Pick<OpenAuctionBody, 'gate' | 'release'>,
): Promise<void> {
  const before = await signedOpenings(secrets, auctionId);
  const after = before
    ? {
        gate: gate > before.gate ? gate : before.gate,
        release: release < before.release ? release : before.release,
      }
    : { gate, release };
  const differs = before !== undefined && (before.gate !== gate || before.release !== release);
  ensure(!differs || after.gate + RELEASE_DELAY < after.release, 'ALREADY_SIGNED', { field: 'gate' });
  await secrets.set(openingName(auctionId), toJson(after));
}

async function latestGate(secrets: SecretStore, auctionId: bigint, followed: bigint): Promise<bigint> {
  const signed = await signedOpenings(secrets, auctionId);
  return signed && signed.gate > followed ? signed.gate : followed;
}

async function signedOpenings(secrets: SecretStore, auctionId: bigint) {
  const kept = await secrets.get(openingName(auctionId));
  return kept === undefined ? undefined : Signed.parse(JSON.parse(kept));
}

const openingName = (auctionId: bigint) => `opening:${hex(auctionId)}`;

/** The latest gate and the first release of all that were signed, Unix seconds. */
const Signed = z.object({ gate: bigint, release: bigint });

/** A release on the one side of a fork, and another one on the other: the second is not signed. */
async function keepRelease(secrets: SecretStore, auctionId: bigint, seen: ReleaseLog): Promise<void> {
  const name = `release:${hex(auctionId)}`;
  const kept = await secrets.get(name);
  const same = kept === undefined || Kept.parse(JSON.parse(kept)).fold === seen.fold;
  ensure(same, 'ALREADY_SIGNED', { field: 'fold' });
  await secrets.set(name, toJson(seen));
}

const Kept = z.object({ fold: element });

const systemClock = () => BigInt(Math.floor(Date.now() / 1000));
