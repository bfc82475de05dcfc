/**
 * An auction by the transactions that made it: signed by the roles of genesis, in final blocks, and so as the state
 * took them. Nothing of it is a node's word. protocol/market.md "What a wallet builds on".
 */
import { type ClearingResult, emptyResult } from '@veilgrid/protocol/core/books/result';
import { add, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { verifySignedFact } from '../signedFact.js';

/** What a node answers of an auction; what has not happened is absent. */
export interface AuctionFacts {
  readonly publishTariff: Fact;
  readonly openAuction: Fact;
  readonly close?: Fact | undefined;
  readonly voidAuction?: Fact | undefined;
  readonly openSettlement?: Fact | undefined;
}

/** A chain that somebody trusts. */
export interface TrustedChain {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
}

/** An auction as it was opened: all that an order takes from it but the root of its points. */
export interface Opening {
  readonly auctionId: bigint;
  readonly terms: OpenAuctionBody;
  /** Prices in 0.01 currency/MWh, `fixedPerDay` in 1e-8 currency. */
  readonly tariff: TariffRecord;
  /** The sum of both shares: orders are sealed to it. */
  readonly key: Point;
  /** When it was opened, Unix seconds. */
  readonly openedAt: bigint;
  /** What shows the facts. */
  readonly finals: readonly FinalHeaders[];
}

/** How an auction ended. */
export interface Outcome {
  /** Zeros where it is void. */
  readonly result: ClearingResult;
  readonly void: boolean;
  readonly finals: readonly FinalHeaders[];
}

/**
 * Signed by operator, regulator, supplier and, for its prices, the DSO. Day, zone and tariff make the id.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyOpening(
  { genesis, hasher }: TrustedChain,
  auctionId: bigint,
  { publishTariff, openAuction }: AuctionFacts,
): Opening {
  const opened = verifySignedFact(genesis, 'openAuction', openAuction);
  const terms = opened.body;
  const sameId = auctionIdOf(hasher, genesis.chainId, terms) === auctionId;
  ensure(sameId, 'FACT_INVALID', { field: 'auctionId', fact: 'openAuction' });
  const published = verifySignedFact(genesis, 'publishTariff', publishTariff);
  const { sequence: _, ...tariff } = published.body;
  for (const field of ['tariffId', 'day'] as const) {
    ensure(tariff[field] === terms[field], 'FACT_INVALID', { field, fact: 'publishTariff' });
  }
  return {
    auctionId,
    terms,
    tariff,
    key: add(terms.operatorShare, terms.regulatorShare),
    openedAt: opened.time,
    finals: [opened.final, published.final],
  };
}

/**
 * Signed by the operator, or void, which is nobody's word but the ledger's.
 * @returns undefined where neither is shown: that it has not ended, no fact can tell
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyOutcome(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  auctionId: bigint,
  { close, voidAuction }: Pick<AuctionFacts, 'close' | 'voidAuction'>,
): Outcome | undefined {
  const ofAuction = (body: { readonly auctionId: bigint }, fact: string) =>
    ensure(body.auctionId === auctionId, 'FACT_INVALID', { field: 'auctionId', fact });
  if (voidAuction) {
    const { body, final } = verifySignedFact(genesis, 'voidAuction', voidAuction);
    ofAuction(body, 'voidAuction');
    return { result: emptyResult(genesis.params), void: true, finals: [final] };
  }
  if (!close) return undefined;
  const { body, final } = verifySignedFact(genesis, 'close', close);
  ofAuction(body, 'close');
  const { traded, enough, volume, p, lambdaBuy, lambdaSell } = body;
  const result = { traded, enough: enough === 1, volume, p, lambdaBuy, lambdaSell };
  return { result, void: false, finals: [final] };
}

/**
 * What the settlements of an auction are built on, as somebody named it and the ledger took it.
 * @returns undefined where it is not shown: that nobody opened settlement, no fact can tell
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyTerms(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  auctionId: bigint,
  { openSettlement }: Pick<AuctionFacts, 'openSettlement'>,
): { readonly terms: bigint; readonly final: FinalHeaders } | undefined {
  if (!openSettlement) return undefined;
  const { body, final } = verifySignedFact(genesis, 'openSettlement', openSettlement);
  const same = body.auctionId === auctionId;
  ensure(same, 'FACT_INVALID', { field: 'auctionId', fact: 'openSettlement' });
  return { terms: body.terms, final };
}
