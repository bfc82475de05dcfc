import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';
import { type ChainHead, genesisHead } from '@veilgrid/client-sdk/verifier/chain';
import { verifyHeaders } from '@veilgrid/client-sdk/verifier/fact';
import { blockHash } from '@veilgrid/protocol/core/block';
import { bigint, bytes, hash } from '@veilgrid/protocol/core/wire';
import { ensure } from '@veilgrid/protocol/errors';
import { type Api, toJson } from '@veilgrid/protocol/routes';
import { z } from 'zod';
import { type FollowerParts, followBlock } from './followBlock.js';
import type { FollowerStore } from './followerStore.js';
import type { Watch } from './watch.js';

export interface FollowerContext extends FollowerParts {
  readonly api: Api;
  readonly store: FollowerStore;
  /** Called after each block. @param of height of the newest block that the node names */
  readonly onProgress?: (height: number, of: number) => void;
}

/** What a chain of final blocks says up to its head. */
export interface Followed<B> {
  readonly head: ChainHead;
  readonly book: B;
}

/** Blocks between two savings while it catches up. */
const SAVE_EVERY = 10_000;

/**
 * Follows a chain block by block from genesis and believes a node nothing: each block must be final, follow on the one
 * before and hold exactly the transactions of its root. In memory are one page of blocks and the book.
 */
export class Follower<B> {
  readonly #ctx: FollowerContext;
  readonly #watch: Watch<B>;
  #followed: Followed<B> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: FollowerContext, watch: Watch<B>) {
    this.#ctx = ctx;
    this.#watch = watch;
  }

  /**
   * Goes on to the newest final block that the node has.
   * @throws ProtocolError FACT_INVALID, BLOCK_INVALID and what decoding refuses; RESPONSE_INVALID where the node gives
   * fewer blocks than it names. What was followed before stays as it was.
   */
  catchUp(): Promise<Followed<B>> {
    const run = this.#last.then(() => this.#catchUp());
    this.#last = run.catch(() => {});
    return run;
  }

  async #catchUp(): Promise<Followed<B>> {
    const { genesis, api, onProgress } = this.#ctx;
    const newest = verifyHeaders(genesis, await api.headers({ query: {} })).at(-1)!;
    const to = Number(newest.height);
    const before = this.#followed ?? (await this.#resume());
    const { book } = before;
    // A refusal leaves a book half entered: the next attempt begins at what was saved.
    this.#followed = undefined;
    let { head } = before;
    for await (const sealed of blocksOf(api, Number(head.height) + 1, to)) {
      head = await followBlock(this.#ctx, this.#watch, { head, book }, sealed);
      onProgress?.(Number(head.height), to);
      if (Number(head.height) % SAVE_EVERY === 0) await this.#save({ head, book });
    }
    // The same height twice, both final: one of the two was made for whoever asks.
    const same = newest.height !== head.height || equalBytes(blockHash(newest), head.hash);
    ensure(same, 'BLOCK_INVALID', { field: 'header', height: to });
    if (head.height !== before.head.height) await this.#save({ head, book });
    this.#followed = { head, book };
    return this.#followed;
  }

  #save({ head, book }: Followed<B>): Promise<void> {
    const { genesis, store } = this.#ctx;
    return store.save(toJson({ genesis: bytesToHex(genesis.hash), head, book }));
  }

  /** Where it was, or at genesis: another chain's, or another version's, is begun anew. */
  async #resume(): Promise<Followed<B>> {
    const { genesis, store } = this.#ctx;
    const saved = Saved.extend({ book: this.#watch.stored }).safeParse(jsonOf(await store.load()));
    const own = saved.success && saved.data.genesis === bytesToHex(genesis.hash);
    return own ? saved.data : { head: genesisHead(genesis), book: this.#watch.open() };
  }
}

const Saved = z.object({
  genesis: hash,
  head: z.object({ height: bigint, time: bigint, hash: bytes }),
});

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
