/** A made-up module's sealed book: what nobody but a need asks for. Node and auditor keep it side by side. */
import type { Ledger } from '@veilgrid/client-sdk/auditor/core/ledger';
import { move } from '@veilgrid/client-sdk/auditor/core/money';
import {
  openBook as auditorOpens,
  ensureEntry as auditorTakes,
  enter,
} from '@veilgrid/client-sdk/auditor/core/sealedBooks';
import { type Books, openBooks } from '@veilgrid/client-sdk/auditor/index';
import { ruleOf } from '@veilgrid/client-sdk/auditor/rules';
import { type Book, requireBook } from '@veilgrid/node/state/core/books/book';
import { getResult } from '@veilgrid/node/state/core/books/close';
import { appendEntry, ensureBeforeGate, ensureEntry } from '@veilgrid/node/state/core/books/entries';
import { ensureLocks } from '@veilgrid/node/state/core/books/locks';
import { type BookOpening, checkShares, openBook } from '@veilgrid/node/state/core/books/openBook';
import { Overlay } from '@veilgrid/node/store/overlay';
import {
  BUY,
  type Cell,
  orderCommitment,
  packOrder,
  SELL,
  unpackOrder,
} from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { openOrder, sealOrder } from '@veilgrid/protocol/core/books/sealed';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import { ROLES } from '@veilgrid/protocol/roles';
import { contextOf, type Tx } from '@veilgrid/protocol/tx';
import { jsMatcher } from '@veilgrid/wasm-core';
import { type BodyOf, TestChain } from './chain.js';
import { clearingBatches, closeBodyOf } from './clearingBatches.js';
import { codeOf } from './codeOf.js';
import { ROLE_FUNDS } from './foundation.js';
import { START } from './genesis.js';
import { hasher } from './hasher.js';
import { K, PROFILE } from './profile.js';
import { share } from './terms.js';

/** No hash that the market has. */
export const NEED_ID = 2n ** 251n + 77n;
export const OPERATOR = 808_080n;
export const REGULATOR = 909_090n;
/** Others than any auction's. */
export const NEED_TIMES = { gate: START + 500n, release: START + 900n, close: START + 2_000n };
export const LOCK = 123_456n;
const STEPS = 3;
/** The buyer's steps are no offers, and of few offers their margin tells. */
export const GROUP = { minGroup: 10 + STEPS, hides: 1 } as const;

interface Plain {
  readonly cells: readonly Cell[];
  readonly inner: bigint;
}

/** The buyer's: public, put in at the opening. */
export const STEP_ORDERS: readonly Plain[] = Array.from({ length: STEPS }, (_, s) => ({
  cells: Array.from({ length: K }, (_, k) => ({ side: BUY, level: 900 - 100 * s, qty: k === 1 ? 0 : 2_000 })),
  inner: BigInt(s + 1),
}));

export const commitmentOf = ({ cells, inner }: Plain) =>
  orderCommitment(hasher, NEED_ID, packOrder(cells), inner);

export const openingOf = (change: Partial<BookOpening> = {}): BookOpening => ({
  id: NEED_ID,
  ...NEED_TIMES,
  operatorShare: share('operator', NEED_ID, OPERATOR),
  regulatorShare: share('regulator', NEED_ID, REGULATOR),
  lock: LOCK,
  ...GROUP,
  ...change,
});

/** One need on a chain, and the auditor's books of the same. */
export class TestNeed {
  readonly books: Books;
  readonly #sealed: {
    readonly c: bigint;
    readonly ephemeral: { x: bigint; y: bigint };
    readonly ct: bigint[];
  }[] = [];

  constructor(readonly chain = new TestChain()) {
    this.books = openBooks(chain.genesis, hasher);
    for (const role of ['operator', 'regulator'] as const) {
      chain.send('mintAccount', { account: ROLES[role], value: ROLE_FUNDS });
      move(this.books, 'issued', role, ROLE_FUNDS);
    }
  }

  get ledger(): Ledger<Books> {
    const { genesis } = this.chain.ctx;
    return { genesis, hasher, books: this.books, time: this.chain.time, groupLines: {} };
  }

  get book(): Book {
    return requireBook(this.chain.store, NEED_ID);
  }

  /** As the module reads it: a book without enough offers is void to it, however it ended. */
  get outcome(): 'open' | 'cleared' | 'void' {
    const { outcome } = this.book;
    if (outcome !== 'closed') return outcome;
    return getResult(this.chain.store, NEED_ID)!.enough ? 'cleared' : 'void';
  }

  /** What the module's own kind would do on the node and with the auditor. */
  open(change: Partial<BookOpening> = {}): this {
    const { ctx, store } = this.chain;
    const opening = openingOf(change);
    const entries = STEP_ORDERS.map(commitmentOf);
    const overlay = new Overlay(store);
    checkShares(ctx, overlay, opening.id, opening);
    ensureLocks(overlay, opening.lock);
    openBook(ctx, overlay, opening, entries);
    store.commit(overlay.writes());
    auditorOpens(this.ledger, opening, entries);
    return this;
  }

  /** The refusal of a commitment by both, if they refuse it. */
  refusalOf(c: bigint): string | undefined {
    const { ctx, store } = this.chain;
    const node = codeOf(() => {
      ensureBeforeGate(ctx, this.book);
      ensureEntry(ctx, store, this.book, c);
    });
    expect(codeOf(() => auditorTakes(this.ledger, this.books.sealed.get(NEED_ID)!, c))).toBe(node);
    return node;
  }

  put(c: bigint): this {
    expect(this.refusalOf(c)).toBeUndefined();
    const { ctx, store } = this.chain;
    const overlay = new Overlay(store);
    appendEntry(ctx, overlay, NEED_ID, c);
    store.commit(overlay.writes());
    enter(this.ledger, this.books.sealed.get(NEED_ID)!, c);
    return this;
  }

  /** Sealed offers of the module's own inner form. */
  offers(count: number, qty = 400): this {
    for (let i = 0; i < count; i++) {
      const cells = Array.from({ length: K }, (_, k) => ({ side: SELL, level: 300 + 30 * i + k, qty }));
      const inner = 5_000n + BigInt(i);
      const sealed = sealOrder(
        hasher,
        { auctionId: NEED_ID, key: this.book.key },
        { words: packOrder(cells), inner, b: BigInt(i + 1) },
      );
      const c = commitmentOf({ cells, inner });
      this.put(c);
      this.#sealed.push({ c, ...sealed });
    }
    return this;
  }

  /** A transaction to both: signals and effect are the same. */
  send<K extends Kind>(kind: K, body: BodyOf<K>): this {
    const { chain } = this;
    const tx = chain.tx(kind, body);
    const { signals } = chain.verified(tx);
    const context = contextOf(PROFILE, chain.genesis.chainId, tx);
    const claimed = ruleOf(kind)(this.ledger, tx.body as Bodies[K], context);
    expect(claimed ?? []).toEqual(signals);
    chain.submit(tx);
    return this;
  }

  /** What the auditor says to a transaction that the node refuses. */
  auditorRefuses(tx: Tx): string | undefined {
    const books = structuredClone(this.books);
    return codeOf(() => ruleOf(tx.kind)({ ...this.ledger, books }, tx.body as never, 1n));
  }

  release(): this {
    this.chain.at(NEED_TIMES.gate);
    return this.send('releaseShare', this.releaseBody());
  }

  releaseBody(change: Partial<BodyOf<'releaseShare'>> = {}): BodyOf<'releaseShare'> {
    const { folds } = this.books.sealed.get(NEED_ID)!;
    const named = { count: folds.length - 1, fold: folds.at(-1)! };
    return { auctionId: NEED_ID, scalar: REGULATOR, ...named, ...change };
  }

  /** The book as the operator opens it: the public entries are known to everybody. */
  opened(): { orders: Cell[][]; periods: PeriodClearing[] } {
    const scalar = OPERATOR + this.book.releasedScalar!;
    const offers = this.#sealed.map(({ c, ephemeral, ct }) => {
      const { words, inner } = openOrder(hasher, scalar, NEED_ID, { ephemeral, ct });
      const cells = unpackOrder(words, K)!;
      expect(commitmentOf({ cells, inner })).toBe(c);
      return cells;
    });
    const orders = [...STEP_ORDERS.map(({ cells }) => [...cells]), ...offers];
    return { orders, periods: jsMatcher.clearDay(orders, K) };
  }

  clearBodies(): BodyOf<'clear'>[] {
    const { orders, periods } = this.opened();
    return clearingBatches(NEED_ID, orders, periods).map(({ body }) => body);
  }

  clear(): this {
    for (const body of this.clearBodies()) this.send('clear', body);
    return this;
  }

  closeBody(): BodyOf<'close'> {
    const { orders, periods } = this.opened();
    const { minGroup, hides } = this.book;
    const count = orders.filter((o) => o.some(({ qty }) => qty > 0)).length;
    return closeBodyOf(NEED_ID, periods, count, { minGroup, hides });
  }

  close(): this {
    return this.send('close', this.closeBody());
  }
}
