/** What orders and settlements take from an auction: nothing that a node alone says of it. */
import { add } from '@veilgrid/protocol/core/crypto/babyjub';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { type MarketData, marketData } from '@veilgrid/protocol/market/auction';
import type { OrderAuction } from '@veilgrid/protocol/market/order';
import { type RouteResponse, toJson } from '@veilgrid/protocol/routes';
import {
  type Opening,
  type Outcome,
  verifyOpening,
  verifyOutcome,
  verifyTerms,
} from '../verifier/market/auction.js';
import type { WalletContext } from '../wallet/context.js';

/** An auction as the node tells it: prices in 0.01 currency/MWh, money in 1e-8 currency, times in Unix seconds. */
export type AuctionEntry = RouteResponse<'auction'>;

/** An auction that a wallet may build on. */
export interface TrustedAuction {
  /**
   * Zone, tariff, day, times, prices, tiers, shares and result are those of signed transactions in final blocks;
   * roots and counts are checked by what is built, and the rest is the node's word.
   */
  readonly entry: AuctionEntry;
  /** When it was opened, Unix seconds. */
  readonly openedAt: bigint;
  readonly void: boolean;
  /** The transaction that closed it; absent while it is open, and of a void one. */
  readonly close?: Uint8Array;
  /** Final headers that it rests on. */
  readonly finals: readonly FinalHeaders[];
}

/**
 * The auction with its facts. They are checked before anything is looked at that a household keeps to itself, or
 * whether a lie is refused would tell of it.
 * @throws ProtocolError AUCTION_UNKNOWN, FACT_INVALID with the fact and the field at fault
 */
export async function fetchAuction(
  ctx: Pick<WalletContext, 'api' | 'hasher' | 'genesis'>,
  auctionId: bigint,
): Promise<TrustedAuction> {
  const params = { auctionId };
  const entry = await ctx.api.auction({ params });
  const facts = await ctx.api.auctionFacts({ params });
  const opening = verifyOpening(ctx, auctionId, facts);
  const outcome = verifyOutcome(ctx, auctionId, facts);
  const settlement = verifyTerms(ctx, auctionId, facts);
  const { result, terms: _, ...told } = entry;
  for (const [fact, fields] of Object.entries(openingFields(opening))) agree(fact, told, fields);
  if (result !== undefined) {
    // Where it ended between both answers, the facts know more.
    ensure(outcome !== undefined, 'FACT_INVALID', { field: 'result', fact: 'close' });
    agree('close', result, resultOf(outcome));
  }
  return {
    entry: {
      ...told,
      ...(outcome && { result: resultOf(outcome) }),
      ...(settlement && { terms: settlement.terms }),
    },
    openedAt: opening.openedAt,
    void: outcome?.void === true,
    ...(outcome?.void === false && { close: facts.close!.tx }),
    finals: [...opening.finals, ...(outcome?.finals ?? []), ...(settlement ? [settlement.final] : [])],
  };
}

/** The fields of the node's answer that facts know, by the fact. */
function openingFields({ auctionId, terms, tariff }: Opening) {
  const { sequence: _, operatorShare, regulatorShare, ...rest } = terms;
  const point = ({ x, y }: { readonly x: bigint; readonly y: bigint }) => ({ x, y });
  return {
    openAuction: {
      ...rest,
      auctionId,
      operatorShare: point(operatorShare),
      regulatorShare: point(regulatorShare),
    },
    publishTariff: tariff,
  };
}

function resultOf({ result }: Outcome): NonNullable<AuctionEntry['result']> {
  const { traded, enough, volume, p, lambdaBuy, lambdaSell } = result;
  return { traded, enough, volume, p: [...p], lambdaBuy: [...lambdaBuy], lambdaSell: [...lambdaSell] };
}

/** What a node tells is what a fact has. @throws ProtocolError FACT_INVALID naming the first field that the fact has otherwise */
export function agree<T extends object>(fact: string, told: Partial<T>, proven: T): void {
  for (const field of Object.keys(proven) as (keyof T & string)[]) {
    ensure(toJson(told[field]) === toJson(proven[field]), 'FACT_INVALID', { field, fact });
  }
}

/**
 * The market data of an auction as bills are computed from it: prices in 0.01 currency/MWh, K of each; of a void one
 * the fixed charge is less the share of the forfeit.
 * protocol/market.md "Market data of an auction".
 */
export function marketOf(entry: AuctionEntry): MarketData {
  return marketData(entry, entry, entry.share);
}

export function orderAuctionOf(entry: AuctionEntry): OrderAuction {
  return {
    auctionId: entry.auctionId,
    pointRoot: entry.pointRoot,
    zoneTariff: zoneTariff(entry.zone, entry.tariffId),
    key: add(entry.operatorShare, entry.regulatorShare),
    market: marketOf(entry),
  };
}
