/** The table of books: what a module does when one has closed or become void, by the book's id; others' are none of its. */
import type { Books } from './books.js';
import type { Ledger } from './core/ledger.js';
import { endNeed } from './flexibility/trade.js';

export const BOOK_ENDS: readonly ((ledger: Ledger<Books>, id: bigint) => void)[] = [endNeed];
