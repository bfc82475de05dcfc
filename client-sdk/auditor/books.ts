/** The auditor's books: core's, and each module's, as the blocks so far leave them. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type CoreBooks, openCoreBooks } from './core/books.js';
import { type DisclosureBook, openDisclosureBook } from './disclosure/book.js';
import { type FlexibilityBook, openFlexibilityBook } from './flexibility/book.js';
import { type MarketBook, openMarketBook } from './market/book.js';

/** Everything that an audit has learned. */
export interface Books extends CoreBooks, MarketBook, FlexibilityBook, DisclosureBook {}

/** The ledger before block 1. */
export function openBooks(genesis: Genesis, hasher: Hasher): Books {
  return {
    ...openCoreBooks(genesis, hasher),
    ...openMarketBook(),
    ...openFlexibilityBook(),
    ...openDisclosureBook(),
  };
}
