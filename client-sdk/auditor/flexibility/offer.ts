/** A sealed offer, and the note that pays its deposit. docs/protocol/flexibility.md "offer". */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { ensure } from '@veilgrid/protocol/errors';
import { TAGS } from '@veilgrid/protocol/tags';
import { addNote, ensureMoney, spendNote } from '../core/money.js';
import { ensureEntry, enter, entryCount } from '../core/sealedBooks.js';
import { type FlexibilityRule, needOf } from './book.js';
import { boundsOf } from './prices.js';

/** With steps. */
const MOST_ENTRIES = 2 ** 17;

export const offer: FlexibilityRule<'offer'> = (ledger, body, context) => {
  const { books, genesis, hasher } = ledger;
  const need = needOf(books, body.needId);
  const { terms, sealed, area } = need;
  ensureEntry(ledger, sealed, body.c);
  ensure(entryCount(sealed) < MOST_ENTRIES, 'OFFERS_FULL');
  ensureMoney(body.asset);
  ensure(terms.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
  ensure(!books.offered.has(body.nfOffer), 'OFFER_EXISTS', { field: 'nfOffer' });
  ensure(isValidKey({ x: body.ephemeralX, y: body.ephemeralY }), 'EPHEMERAL_INVALID');
  spendNote(ledger, body.nfNote, body.noteRoot);
  addNote(ledger, body.changeCm);
  books.offered.add(body.nfOffer);
  enter(ledger, sealed, body.c);
  need.deposits += body.deposit;
  const { maxPay, collateral } = boundsOf(terms);
  const places = [...area.places];
  while (places.length < genesis.params.places) places.push(places.at(-1)!);
  const flexDay = hash(hasher, TAGS.FDAY, [genesis.chainId, BigInt(terms.day)]);
  const signals = [
    ...[body.nfNote, body.nfOffer, body.changeCm, body.c, body.ephemeralX, body.ephemeralY, ...body.ct],
    ...[context, body.noteRoot, body.deposit, need.id, flexDay, need.flexRoot, body.asset],
    ...[terms.window, terms.up, ...places.map(BigInt)],
    ...[collateral, maxPay, BigInt(terms.maxQty), sealed.key.x, sealed.key.y],
  ];
  return [signals];
};
