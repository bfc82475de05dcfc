/** What settlements are built on: result, terms, and the signals of both their forms. protocol/market.md "Terms". */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type ClearingResult, emptyResult } from '@veilgrid/protocol/core/books/result';
import { bytesToBigInt, mod } from '@veilgrid/protocol/core/crypto/field';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { groupOf } from '../core/groups.js';
import type { Ledger } from '../core/ledger.js';
import { littleEndian } from '../core/littleEndian.js';
import { entryCount } from '../core/sealedBooks.js';
import { rootOf } from '../core/tree.js';
import type { AuctionBook, MarketBooks } from './book.js';
import { shareOf } from './forfeits.js';

const LATE_SHIFT = 2n ** 45n;

/** A void auction has the result of a day without trades. @throws ProtocolError SETTLEMENT_NOT_OPEN */
function resultOf({ genesis }: Ledger, { sealed: { outcome, result } }: AuctionBook): ClearingResult {
  const known = outcome === 'void' ? emptyResult(genesis.params) : result;
  if (!known) throw fail('SETTLEMENT_NOT_OPEN');
  return known;
}

/** The tariff's charge less each order's share of a forfeit, and the fee of a late bill: below 0 it is mod r. */
function chargeOf({ genesis }: Ledger, auction: AuctionBook, late: boolean): bigint {
  return mod(auction.market.fixedPerDay - shareOf(auction) + (late ? genesis.lateFee : 0n));
}

const { u8, u16, u32, fr } = littleEndian;
/** In wire form. */
const price = (x: bigint) => u32(x + 2n ** 31n);

/** The digest of all that a settlement takes from the chain, field by field. */
export function termsOf(ledger: Ledger, auction: AuctionBook, late: boolean): bigint {
  const { genesis } = ledger;
  const { id, terms, market, sealed, status } = auction;
  const result = resultOf(ledger, auction);
  const bytes = concatBytes(
    utf8ToBytes('vg1:TERMS'),
    ...[genesis.chainId, id].map(fr),
    ...[terms.zone, terms.tariffId, terms.day].map(u32),
    ...[MONEY, genesis.dsoDataKey.x, genesis.dsoDataKey.y].map(fr),
    price(market.floor),
    u16(market.tick),
    fr(chargeOf(ledger, auction, late)),
    ...[...market.importPrice, ...market.exportPrice].map(price),
    ...[...market.network, ...market.discount].map(u32),
    u32(entryCount(sealed)),
    fr(rootOf(sealed.entries)),
    u8(sealed.outcome === 'void' ? 1 : 0),
    fr(result.traded),
    ...result.p.map(u16),
    ...[...result.lambdaBuy, ...result.lambdaSell].map(u32),
    status.digest,
    fr(id),
    u8(late ? 1 : 0),
  );
  return bytesToBigInt(sha256(bytes).subarray(0, 31));
}

/** Whoever settles needs terms that somebody has opened. @throws ProtocolError SETTLEMENT_NOT_OPEN */
export function ensureOpened({ books }: Ledger<MarketBooks>, { id }: AuctionBook): void {
  ensure(groupOf(books, id).terms !== undefined, 'SETTLEMENT_NOT_OPEN');
}

/** Public signals of a settlement, or of its late form with the fee in its charges and masks of its own. */
export function settleSignals(
  ledger: Ledger,
  auction: AuctionBook,
  body: Bodies['settle'] | Bodies['lateBill'],
  context: bigint,
): bigint[] {
  const { genesis } = ledger;
  const { id, terms, market } = auction;
  const late = 'paid' in body;
  const shown = late ? body.paid + LATE_SHIFT * body.deposit : 0n;
  const result = resultOf(ledger, auction);
  return [
    ...[body.nf, shown, body.readingCommitment, body.refundCm, body.tagA, body.tagB, body.short],
    ...body.lanes,
    ...[context, BigInt(body.status), BigInt(body.open), late ? 1n : 0n],
    ...[id, id, termsOf(ledger, auction, late), genesis.chainId, BigInt(terms.day)],
    ...[rootOf(auction.sealed.entries), MONEY, genesis.dsoDataKey.x, genesis.dsoDataKey.y],
    ...[mod(market.floor), market.tick, chargeOf(ledger, auction, late), result.traded],
    ...[...result.p, ...result.lambdaBuy, ...result.lambdaSell].map(BigInt),
    ...[...market.importPrice, ...market.exportPrice].map(mod),
    ...[...market.network, ...market.discount],
  ];
}
