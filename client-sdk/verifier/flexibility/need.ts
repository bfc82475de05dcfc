/**
 * A need by the transactions that made it: signed by the roles of genesis, in final blocks, and so as the state took
 * them. Nothing of it is a node's word; that nothing is left out, a fact cannot tell: then terms are others.
 * docs/protocol/flexibility.md "What a wallet does".
 */
import { resultOf } from '@veilgrid/protocol/core/books/close';
import { add, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import { fold } from '@veilgrid/protocol/core/lists';
import { ensure } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import { needIdOf, type OpenNeedBody, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import { emptyNeedResult, type NeedResult, needResult } from '@veilgrid/protocol/flexibility/outcome';
import type { TrustedChain } from '../market/auction.js';
import { verifySignedFact } from '../signedFact.js';

/** What a node answers of a need; what has not happened is absent. */
export interface NeedFacts {
  readonly publishArea: Fact;
  readonly openNeed: Fact;
  readonly releaseShare?: Fact | undefined;
  readonly close?: Fact | undefined;
  readonly voidAuction?: Fact | undefined;
  readonly calls: readonly Fact[];
}

/** A need as it was opened. */
export interface NeedOpening {
  readonly needId: bigint;
  readonly need: OpenNeedBody;
  readonly area: Area;
  /** The sum of both shares: offers are sealed to it. */
  readonly key: Point;
  /** Unix seconds. */
  readonly openedAt: bigint;
  readonly finals: readonly FinalHeaders[];
}

/** How its book ended. */
export interface NeedOutcome {
  readonly result: NeedResult;
  /** Nothing was bought: nobody closed it, or too few had offered. */
  readonly void: boolean;
  readonly finals: readonly FinalHeaders[];
}

/** The book that the regulator released. */
export interface ReleasedBook {
  readonly count: number;
  readonly fold: bigint;
}

/**
 * Signed by DSO, operator and regulator, and its area by the DSO. Area and day make the id.
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyNeed(
  { genesis, hasher }: TrustedChain,
  needId: bigint,
  { publishArea, openNeed }: Pick<NeedFacts, 'publishArea' | 'openNeed'>,
): NeedOpening {
  const opened = verifySignedFact(genesis, 'openNeed', openNeed);
  const need = opened.body;
  const sameId = needIdOf(hasher, genesis.chainId, need) === needId;
  ensure(sameId, 'FACT_INVALID', { field: 'needId', fact: 'openNeed' });
  const published = verifySignedFact(genesis, 'publishArea', publishArea);
  const { sequence: _, ...area } = published.body;
  ensure(area.areaId === need.areaId, 'FACT_INVALID', { field: 'areaId', fact: 'publishArea' });
  return {
    needId,
    need,
    area,
    key: add(need.operatorShare, need.regulatorShare),
    openedAt: opened.time,
    finals: [opened.final, published.final],
  };
}

/**
 * Signed by the operator, or void, which is nobody's word but the ledger's. What trades of what closed follows from the
 * number of offers.
 * @param offers in the book, steps included: held against the released book where there is one
 * @returns undefined where neither is shown
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifyNeedOutcome(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  { needId, need }: Pick<NeedOpening, 'needId' | 'need'>,
  { close, voidAuction }: Pick<NeedFacts, 'close' | 'voidAuction'>,
  offers: number,
): NeedOutcome | undefined {
  if (voidAuction) {
    const { body, final } = verifySignedFact(genesis, 'voidAuction', voidAuction);
    ofNeed(needId, body, 'voidAuction');
    return { result: emptyNeedResult(genesis.params.K), void: true, finals: [final] };
  }
  if (!close) return undefined;
  const { body, final } = verifySignedFact(genesis, 'close', close);
  ofNeed(needId, body, 'close');
  const result = needResult(need, resultOf(body), offers - need.steps.length);
  return { result, void: body.enough === 0, finals: [final] };
}

/**
 * The list that clearing went through, as the regulator signed it.
 * @returns undefined where it is not shown
 * @throws ProtocolError FACT_INVALID
 */
export function verifyRelease(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  needId: bigint,
  { releaseShare }: Pick<NeedFacts, 'releaseShare'>,
): ReleasedBook | undefined {
  if (!releaseShare) return undefined;
  const { body } = verifySignedFact(genesis, 'releaseShare', releaseShare);
  ofNeed(needId, body, 'releaseShare');
  return { count: body.count, fold: body.fold };
}

/**
 * The book is the one that was released, and the buyer's steps stand first in it.
 * @param commitments of the whole book, in order
 * @throws ProtocolError FACT_INVALID
 */
export function verifyNeedBook(
  { hasher }: Pick<TrustedChain, 'hasher'>,
  { needId, need }: Pick<NeedOpening, 'needId' | 'need'>,
  commitments: readonly bigint[],
  released: ReleasedBook | undefined,
): void {
  stepCommitments(hasher, needId, need.steps).forEach((step, s) => {
    ensure(commitments[s] === step, 'FACT_INVALID', { field: `steps.${s}`, fact: 'openNeed' });
  });
  if (!released) return;
  const same =
    commitments.length === released.count &&
    commitments.reduce((current, c) => fold(hasher, current, c), needId) === released.fold;
  ensure(same, 'FACT_INVALID', { field: 'fold', fact: 'releaseShare' });
}

/** Bits of the half hours that the DSO signed calls of. @throws ProtocolError FACT_INVALID */
export function verifyCalls(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  needId: bigint,
  calls: readonly Fact[],
): { readonly called: bigint; readonly finals: readonly FinalHeaders[] } {
  const shown = calls.map((fact) => verifySignedFact(genesis, 'callNeed', fact));
  for (const { body } of shown) {
    ensure(body.needId === needId, 'FACT_INVALID', { field: 'needId', fact: 'callNeed' });
  }
  return {
    called: shown.reduce((bits, { body }) => bits | body.bits, 0n),
    finals: shown.map(({ final }) => final),
  };
}

function ofNeed(needId: bigint, body: { readonly auctionId: bigint }, fact: string): void {
  ensure(body.auctionId === needId, 'FACT_INVALID', { field: 'auctionId', fact });
}
