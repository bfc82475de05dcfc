/** The regulator's half of every book's key, until it is released. docs/protocol/core/books.md, releaseShare. */
import { ensureHeadIsNear } from '@veilgrid/client-sdk/verifier/headLag';
import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import type { BookTimes } from '@veilgrid/protocol/core/books/times';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { bigint, element } from '@veilgrid/protocol/core/wire';
import { ensure } from '@veilgrid/protocol/errors';
import { toJson } from '@veilgrid/protocol/routes';
import { z } from 'zod';
import type { RoleSigner } from '../roleSigner.js';
import type { SecretStore } from '../secrets.js';
import type { FollowedBook } from './followedBook.js';
import { deleteShare, shareFor, shareScalar } from './share.js';

export interface BookReleaserContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
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

/** A book as its module's follower has it. */
interface DueBook {
  /** Time of the newest final header. */
  readonly header: bigint;
  readonly book: FollowedBook;
  /** @throws ProtocolError where a person has to look at it */
  readonly ensureEnough: () => void;
}

/** Seconds after the gate: clocks that differ by less read nothing early. */
export const RELEASE_DELAY = 60n;

type Signing = Pick<BookTimes, 'gate' | 'release'>;

/** What a regulator does of every sealed book, whichever module's. */
export class BookReleaser {
  readonly #ctx: BookReleaserContext;

  constructor(ctx: BookReleaserContext) {
    this.#ctx = ctx;
  }

  share(id: bigint): Promise<KeyShare> {
    const { genesis, hasher, secrets } = this.#ctx;
    return shareFor(hasher, secrets, { chainId: genesis.chainId, auctionId: id, role: 'regulator' });
  }

  /** The opening carries this party's share of that very book. @throws ProtocolError SECRET_MISSING, SHARE_MISMATCH */
  async ensureOwnShare(id: bigint, shown: KeyShare): Promise<void> {
    await shareScalar(this.#ctx.secrets, 'regulator', id);
    const own = await this.share(id);
    ensure(own.x === shown.x && own.y === shown.y, 'SHARE_MISMATCH', { field: 'regulatorShare' });
  }

  /**
   * All openings of a book carry one share. Of two that differ, one stands on the chain, and a fork may hold the other:
   * the share is released after the latest gate that was signed, and no opening is signed whose gate would come too late
   * for that.
   * @throws ProtocolError ALREADY_SIGNED
   */
  async keepOpening(id: bigint, { gate, release }: Signing): Promise<void> {
    const { secrets } = this.#ctx;
    const before = await signedOpenings(secrets, id);
    const after = before
      ? {
          gate: gate > before.gate ? gate : before.gate,
          release: release < before.release ? release : before.release,
        }
      : { gate, release };
    const differs = before !== undefined && (before.gate !== gate || before.release !== release);
    ensure(!differs || after.gate + RELEASE_DELAY < after.release, 'ALREADY_SIGNED', { field: 'gate' });
    await secrets.set(openingName(id), toJson(after));
  }

  /**
   * Posts the scalar, once the clock and a final block both say that a minute has passed since the gate, for the book
   * that the follower has recomputed: from then on no block can add an entry. What it saw is on disk before the scalar
   * leaves; for another book of the same id it releases nothing. Public from then on, the scalar is not kept.
   * @param follow called once it is known that the share is held
   * @throws ProtocolError RELEASE_EARLY, HEAD_STALE, ALREADY_SIGNED, SECRET_MISSING, and the node's refusals
   */
  async release(id: bigint, follow: () => Promise<DueBook>): Promise<ReleaseLog> {
    const { genesis, signer, secrets, clock = systemClock } = this.#ctx;
    const scalar = await shareScalar(secrets, 'regulator', id);
    const { header, book, ensureEnough } = await follow();
    const { count, fold } = book;
    const signed = await signedOpenings(secrets, id);
    const gate = signed && signed.gate > book.gate ? signed.gate : book.gate;
    const seen: ReleaseLog = { clock: clock(), header, orders: count, fold };
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
    ensureEnough();
    await keepRelease(secrets, id, seen);
    await signer.submit('releaseShare', { fields: { auctionId: id, scalar, count, fold } });
    await deleteShare(secrets, 'regulator', id);
    return seen;
  }
}

async function signedOpenings(secrets: SecretStore, id: bigint) {
  const kept = await secrets.get(openingName(id));
  return kept === undefined ? undefined : Signed.parse(JSON.parse(kept));
}

const openingName = (id: bigint) => `opening:${hex(id)}`;

/** The latest gate and the first release of all that were signed, Unix seconds. */
const Signed = z.object({ gate: bigint, release: bigint });

/** A release on the one side of a fork, and another one on the other: the second is not signed. */
async function keepRelease(secrets: SecretStore, id: bigint, seen: ReleaseLog): Promise<void> {
  const name = `release:${hex(id)}`;
  const kept = await secrets.get(name);
  const same = kept === undefined || Kept.parse(JSON.parse(kept)).fold === seen.fold;
  ensure(same, 'ALREADY_SIGNED', { field: 'fold' });
  await secrets.set(name, toJson(seen));
}

const Kept = z.object({ fold: element });

const systemClock = () => BigInt(Math.floor(Date.now() / 1000));
