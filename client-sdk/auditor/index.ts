/**
 * A second, independent implementation of the ledger's rules, for whoever audits it.
 * @module
 */
export { type AuditCounts, type AuditOptions, audit } from './audit.js';
export { type AuditParts, auditBlock, type BlockCounts } from './block.js';
export { type Books, openBooks } from './books.js';
export type { Purse, ReadingBook } from './core/books.js';
export { held, heldByParties } from './core/money.js';
export { rootOf } from './core/tree.js';
export type { AuctionBook, Published } from './market/book.js';
