/**
 * The points of a day as the ledger pinned them, by a fact: a list that lacks one, or has another record, is refused
 * before the wallet looks for its own in it, and so tells nothing of whose wallet asked.
 * protocol/core/leaves.md "The points of a day, shown".
 */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { DAY_POINTS, NO_POINT_CHANGES, nextPointChanges } from '@veilgrid/protocol/core/dayPoints';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { decodeHeld, verifyLogFact } from '../../verifier/fact.js';
import { ofFact } from '../../verifier/signedFact.js';
import type { WalletContext } from '../../wallet/context.js';
import { fetchPointChanges, type PinnedPoints, type PointEntry, pinnedBy } from './points.js';

/** What a day pinned. */
export interface DayPoints {
  readonly points: PinnedPoints;
  /** Of the registry tree. */
  readonly root: bigint;
  /** Every change that led there, in order. */
  readonly changes: readonly PointEntry[];
  /** The final header that shows it. */
  readonly final: FinalHeaders;
}

/** A node's list of all changes of points; days are held against it one by one. */
export class PointHistory {
  readonly #ctx: Pick<WalletContext, 'api' | 'genesis'>;
  /** As the node says: what no day pinned is shown by nothing. */
  readonly told: readonly PointEntry[];
  /** After each change, that after none first. */
  readonly #digests: readonly Uint8Array[];
  readonly #days = new Map<number, DayPoints>();

  private constructor(ctx: Pick<WalletContext, 'api' | 'genesis'>, told: readonly PointEntry[]) {
    this.#ctx = ctx;
    this.told = told;
    const digests: Uint8Array[] = [NO_POINT_CHANGES];
    for (const { revoked, leaf, ...point } of told) {
      digests.push(nextPointChanges(digests.at(-1)!, { revoked: revoked ? 1 : 0, leaf, point }));
    }
    this.#digests = digests;
  }

  static async fetch(ctx: Pick<WalletContext, 'api' | 'genesis'>): Promise<PointHistory> {
    return new PointHistory(ctx, await fetchPointChanges(ctx));
  }

  /** @throws ProtocolError NOT_FOUND where nothing pinned the day, FACT_INVALID */
  async ofDay(day: number): Promise<DayPoints> {
    const known = this.#days.get(day) ?? (await this.#fetchDay(day));
    this.#days.set(day, known);
    return known;
  }

  async #fetchDay(day: number): Promise<DayPoints> {
    const { api, genesis } = this.#ctx;
    const { name } = DAY_POINTS;
    const key = U32.serialize(day);
    const fact = await api.logFact({ params: { name, key: bytesToHex(key) } });
    return ofFact(name, () => {
      verifyLogFact(genesis, { name, key }, fact);
      const { root, changes, digest } = decodeHeld(DAY_POINTS.body, fact.body, 'body');
      const told = this.#digests[changes];
      ensure(told !== undefined && equalBytes(told, digest), 'FACT_INVALID', { field: 'changes' });
      return {
        points: pinnedBy({ pointChanges: changes }, this.told),
        root,
        changes: this.told.slice(0, changes),
        final: { headers: fact.headers.slice(-1), finality: fact.finality },
      };
    });
  }
}
