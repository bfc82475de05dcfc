/** A sealed book from its release to its result. docs/protocol/core/books.md, clear and close. */
import { orderCommitment, unpackOrder } from '@veilgrid/protocol/core/books/cells';
import { clearCircuitInputs, clearSignals } from '@veilgrid/protocol/core/books/clear';
import type { Matcher, PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { closeCircuitInputs, closeSignals } from '@veilgrid/protocol/core/books/close';
import { type BookGroup, type ClearingResult, publishedResult } from '@veilgrid/protocol/core/books/result';
import { openOrder } from '@veilgrid/protocol/core/books/sealed';
import { add, equal, mulBase, type Point, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import { submitFrom } from '../resume.js';
import type { RoleSigner } from '../roleSigner.js';
import type { SecretStore } from '../secrets.js';
import { type ClearingBatch, clearingBatches, type OpenedOrder } from './clearingBatches.js';
import type { SignedRelease } from './followedBook.js';
import { keepClosing } from './keepClosing.js';
import { type BookList, namedEntries } from './namedEntries.js';
import { shareScalar } from './share.js';

export interface BookOperatorContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly signer: RoleSigner;
  readonly prover: Prover;
  readonly matcher: Matcher;
  readonly secrets: SecretStore;
}

/** An entry as everybody has it until the key is whole. */
export interface SealedEntry {
  readonly c: bigint;
  readonly ephemeralX: bigint;
  readonly ephemeralY: bigint;
  readonly ct: bigint[];
}

/** A book as its module hands it over. */
export interface ReleasedBook extends Pick<BookList<SealedEntry>, 'id' | 'sealed'> {
  readonly group: BookGroup;
  /** Public entries, which stand first. */
  readonly first: readonly OpenedOrder[];
  readonly operatorShare: Point;
  readonly regulatorShare: Point;
  readonly release: SignedRelease;
  /** Where the ledger stands. */
  readonly next: { readonly batch: number; readonly state: bigint };
}

/** All that is done before closing. */
export interface ClearedBook extends Pick<ReleasedBook, 'id' | 'group'> {
  readonly last: ClearingBatch;
  readonly periods: readonly PeriodClearing[];
}

/** What an operator does of every sealed book, whichever module's. */
export class BookOperator {
  readonly #ctx: BookOperatorContext;

  constructor(ctx: BookOperatorContext) {
    this.#ctx = ctx;
  }

  /**
   * Opens, matches and proves; called again after a crash, goes on where the ledger stands.
   * @throws ProtocolError BOOK_UNVERIFIED, ALREADY_SIGNED, SECRET_MISSING, SHARE_MISMATCH, ORDER_UNREADABLE, and the
   * node's refusals
   */
  async proveBatches(book: ReleasedBook): Promise<ClearedBook> {
    const { genesis, hasher, matcher, secrets } = this.#ctx;
    const { id, group, release, next } = book;
    const secret = await shareScalar(secrets, 'operator', id);
    const orders = await this.#openAll(book, secret);
    const periods = matcher.clearDay(
      orders.map((o) => o.cells),
      genesis.params.K,
    );
    const batches = clearingBatches(hasher, genesis.params, { auctionId: id, secret, orders, periods });
    const last = batches.at(-1)!;
    await keepClosing(secrets, id, release, publishedResult(periods, last.after.count, group));
    await submitFrom(batches, next, (few) => this.#submitBatches(id, few, periods));
    return { id, group, last, periods };
  }

  async close({ id, group, last: { after, stateOut }, periods }: ClearedBook): Promise<ClearingResult> {
    const { prover, signer } = this.#ctx;
    const result = publishedResult(periods, after.count, group);
    await signer.submit('close', {
      fields: {
        auctionId: id,
        traded: result.traded,
        enough: result.enough ? 1 : 0,
        volume: result.volume,
        p: [...result.p],
        lambdaBuy: [...result.lambdaBuy],
        lambdaSell: [...result.lambdaSell],
      },
      prove: (body, context) => {
        const inputs = closeCircuitInputs({
          context,
          auctionId: id,
          state: after,
          commitment: stateOut,
          ...group,
          periods,
        });
        return provenBytes(
          prover,
          'close',
          inputs,
          closeSignals(body, context, { state: stateOut, ...group }),
        );
      },
    });
    return result;
  }

  /** The book that the release names, opened: nothing of what the node lists is opened before it is that book. */
  async #openAll(book: ReleasedBook, share: bigint): Promise<OpenedOrder[]> {
    const { hasher } = this.#ctx;
    const { id, first, operatorShare, regulatorShare, release } = book;
    const scalar = (share + release.scalar) % SUBGROUP_ORDER;
    ensure(equal(mulBase(scalar), add(operatorShare, regulatorShare)), 'SHARE_MISMATCH', { field: 'share' });
    const list = { ...book, first: first.map(({ c }) => c) };
    const sealed = await namedEntries(hasher, list, release);
    return [...first, ...sealed.map((entry, index) => this.#openOne(id, scalar, entry, index))];
  }

  /** Cannot fail for an entry whose proof was accepted; to go on without it would drop it from the market. */
  #openOne(id: bigint, scalar: bigint, entry: SealedEntry, index: number): OpenedOrder {
    const { genesis, hasher } = this.#ctx;
    const ephemeral = { x: entry.ephemeralX, y: entry.ephemeralY };
    const { words, inner } = openOrder(hasher, scalar, id, { ephemeral, ct: entry.ct });
    const cells = unpackOrder(words, genesis.params.K);
    if (!cells || orderCommitment(hasher, id, words, inner) !== entry.c) {
      throw fail('ORDER_UNREADABLE', { field: `orders.${index}` });
    }
    return { c: entry.c, cells, inner };
  }

  #submitBatches(
    auctionId: bigint,
    batches: readonly ClearingBatch[],
    periods: readonly PeriodClearing[],
  ): Promise<void> {
    const { genesis, prover, signer } = this.#ctx;
    const actions = batches.map((batch) => ({
      fields: { auctionId, batch: batch.index, stateOut: batch.stateOut },
      prove: (body: Parameters<typeof clearSignals>[0], context: bigint) => {
        const inputs = clearCircuitInputs(genesis.params, {
          ...batch,
          context,
          auctionId,
          first: batch.index === 0,
          saltOut: batch.after.salt,
          periods,
        });
        return provenBytes(prover, 'clear', inputs, clearSignals(body, context, batch));
      },
    }));
    return signer.submitAll('clear', actions);
  }
}
