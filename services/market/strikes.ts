/** Complaints of listed households: memos that are of no use to them, shown to the regulator off the ledger. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { readingsStand } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { isEphemeralKey, readMemoSecret } from '@veilgrid/protocol/market/shownSecret';
import type { StrikeStatusBody } from '@veilgrid/protocol/market/statusList';
import { openStatusMemo } from '@veilgrid/protocol/market/statusMemo';
import type { Api } from '@veilgrid/protocol/routes';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { pinnedGroup, pinnedPoints } from '../core/sets/followedPoints.js';
import { followedList, listedMemos, type StatusLists } from './follow/lists.js';

/** What a household shows: the secret opens this one memo and nothing else. */
export interface Complaint {
  readonly position: number;
  readonly tag: bigint;
  /** X25519, shown to be that of the point's owner (96 bytes); empty where the memo's ephemeral key is nobody's. */
  readonly secret: Uint8Array;
}

export interface StrikesContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  /** Of the regulator. */
  readonly signer: RoleSigner;
  /** Lists and points: by a memo or a record of a node's own making, a valid reading would be struck. */
  readonly follower: Pick<Follower<StatusLists>, 'catchUp'>;
}

export class Strikes {
  readonly #ctx: StrikesContext;

  constructor(ctx: StrikesContext) {
    this.#ctx = ctx;
  }

  /** @throws ProtocolError what `strikeStatus` throws, and the node's refusals */
  async strike(auctionId: bigint, complaints: readonly Complaint[], statistician: CoSigner): Promise<void> {
    const fields = await this.strikeStatus(auctionId, complaints);
    await this.#ctx.signer.submit('strikeStatus', { fields, coSigners: { statistician } });
  }

  /**
   * The strike for the statistician to sign.
   * @throws ProtocolError AUCTION_UNKNOWN, STATUS_NOT_LISTED, POSITION_EMPTY; STATUS_WRONG where a memo opens to a
   * reading that stands; DATA_INVALID where the secret is not shown to be the one of owner and memo; FACT_INVALID where
   * the node answers other memos than are listed
   */
  async strikeStatus(
    auctionId: bigint,
    complaints: readonly Complaint[],
  ): Promise<Omit<StrikeStatusBody, 'sequence'>> {
    const { api, follower } = this.#ctx;
    const { book } = await follower.catchUp();
    const list = followedList(book, auctionId);
    const memos = await listedMemos(api, auctionId, list);
    const pinned = pinnedPoints(book, pinnedGroup(book, auctionId));
    complaints.forEach(({ position, tag, secret }, i) => {
      const memo = memos.get(tag);
      if (!memo) throw fail('STATUS_NOT_LISTED', { field: `complaints.${i}` });
      const record = pinned.get(position);
      if (!record) throw fail('POSITION_EMPTY', { field: `complaints.${i}.position`, position });
      if (!isEphemeralKey(memo.ephemeral)) return;
      const opening = readMemoSecret(secret, record.ownerSigPk, memo.ephemeral);
      if (!opening) throw fail('DATA_INVALID', { field: `complaints.${i}.secret`, position });
      const sealed = { auctionId, tag, secret: opening, sealed: memo.sealed };
      const useful = this.#opens({ ...record, position }, list.day, sealed);
      ensure(!useful, 'STATUS_WRONG', { field: `complaints.${i}`, position });
    });
    return { auctionId, tags: complaints.map(({ tag }) => tag) };
  }

  #opens(
    { position, dayImportCap, dayExportCap }: Pick<PointRecord, 'position' | 'dayImportCap' | 'dayExportCap'>,
    day: number,
    { secret, ...place }: SealedMemo,
  ): boolean {
    const { genesis, hasher } = this.#ctx;
    const memo = openStatusMemo(genesis.params, secret, place);
    if (!memo) return false;
    const total = (part: 'imported' | 'exported') => memo.readings.reduce((sum, r) => sum + r[part], 0);
    const within = total('imported') <= dayImportCap && total('exported') <= dayExportCap;
    return (
      within && readingsStand(hasher, genesis.dsoDataKey, { chainId: genesis.chainId, position, day }, memo)
    );
  }
}

interface SealedMemo {
  readonly auctionId: bigint;
  readonly tag: bigint;
  readonly secret: Uint8Array;
  readonly sealed: Uint8Array;
}
