/** The DSO as the buyer of flexibility: areas and calendar, needs, calls, and what it gets back. */
import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import { type NeedTerms, needIdOf } from '@veilgrid/protocol/flexibility/need';
import type { Api } from '@veilgrid/protocol/routes';
import type { CoSigner } from '../core/roleSigner.js';
import { type BreakEven, breakEvenShares } from './breakEven.js';
import { type DepositsContext, ensureDepositsOver } from './depositsOver.js';
import { type InflationMargin, inflationMargins } from './inflationMargins.js';

export interface BuyerContext extends DepositsContext {
  readonly hasher: Hasher;
  readonly api: Pick<Api, 'tariff' | 'daysOff'>;
}

/** Who holds a half of a need's key, and signs its opening. */
interface ShareHolder {
  readonly share: (needId: bigint) => Promise<KeyShare>;
  readonly coSigner: CoSigner;
}

export class Buyer {
  readonly #ctx: BuyerContext;

  constructor(ctx: BuyerContext) {
    this.#ctx = ctx;
  }

  publishArea(area: Area): Promise<void> {
    return this.#ctx.signer.submit('publishArea', { fields: area });
  }

  /** @param days that are no working days, ascending */
  publishCalendar(days: readonly number[]): Promise<void> {
    return this.#ctx.signer.submit('publishCalendar', { fields: { days: [...days] } });
  }

  /** @returns the need's id */
  async openNeed(terms: NeedTerms, operator: ShareHolder, regulator: ShareHolder): Promise<bigint> {
    const { genesis, hasher, signer } = this.#ctx;
    const needId = needIdOf(hasher, genesis.chainId, terms);
    const fields = {
      ...terms,
      operatorShare: await operator.share(needId),
      regulatorShare: await regulator.share(needId),
    };
    await signer.submit('openNeed', {
      fields,
      coSigners: { operator: operator.coSigner, regulator: regulator.coSigner },
    });
    return needId;
  }

  /** What its prices come to, for whoever decides to look at before it is opened. */
  async ceiling(terms: NeedTerms): Promise<{ breakEven: BreakEven[]; margins: InflationMargin[] }> {
    const { genesis, follower } = this.#ctx;
    const { head, book } = await follower.catchUp();
    const margins = await inflationMargins(this.#ctx, book, terms, head.time);
    return { breakEven: breakEvenShares(genesis.params.K, terms), margins };
  }

  /** Once and for all. @param periods half hours that trade */
  call(needId: bigint, periods: readonly number[]): Promise<void> {
    const bits = periods.reduce((all, k) => all | (1n << BigInt(k)), 0n);
    return this.#ctx.signer.submit('callNeed', { fields: { needId, bits } });
  }

  /** What no late payment can take any more. @param needId under which the set is published, or that still waits */
  async releaseDeposits(needId: bigint, statistician: CoSigner): Promise<void> {
    await ensureDepositsOver(this.#ctx, needId);
    await this.#ctx.signer.submit('releaseDeposits', { fields: { needId }, coSigners: { statistician } });
  }
}
