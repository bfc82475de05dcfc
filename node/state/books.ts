/** The table of books: what a module does when a book of its own ends; each leaves the others' alone. */
import type { StateContext, StateWriter } from './core/view.js';
import { needEnded } from './flexibility/needEnded.js';

/** After core has closed the book with this id, or made it void. */
type BookEnd = (ctx: StateContext, writer: StateWriter, id: bigint) => void;

export const BOOK_ENDS: readonly BookEnd[] = [needEnded];
