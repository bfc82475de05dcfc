import { applyBlock } from '@veilgrid/node/state/applyBlock';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { applyGenesis } from '@veilgrid/node/state/genesis';
import { GROUPS } from '@veilgrid/node/state/groups';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { circuitsOf, KIND_NAMES, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import type { Random } from '../../economy/support/random.js';
import type { SimChain } from '../../economy/support/simChain.js';
import { bodyArbitrary } from '../../protocol/support/bodies.js';
import { GENESIS, PARAMS, START } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { AUCTION_ID, TIMES } from '../../state/support/slot.js';
import { mutateBody, overTheWire } from './mutate.js';
import type { Scripted, Snapshot } from './scene.js';

const ALL_KINDS = KIND_NAMES;
const BOUNDARIES = Object.values(TIMES).flatMap((t) => [t - 1n, t, t + 1n]);

/**
 * One random sequence of blocks from a snapshot: what the day would bring next, other days' transactions,
 * changed ones, arbitrary ones and repetitions, at times that run ahead. Proofs and signatures are taken for
 * granted, whatever they would have to prove: the state machine must hold without them.
 */
export class Sequence {
  readonly chain: SimChain;
  readonly refusals = new Set<string>();
  readonly accepted = new Set<Kind>();
  readonly #seen: VerifiedTx[] = [];
  /** Gets far, a transaction a block; a wild one is refused for more reasons. */
  readonly #calm: boolean;
  #next: number;

  constructor(
    readonly random: Random,
    readonly script: readonly Scripted[],
    snapshot: Snapshot,
  ) {
    this.chain = snapshot.chain.fork();
    this.#next = snapshot.from;
    this.#calm = random.chance(0.4);
  }

  run(): this {
    for (let i = this.#calm ? 24 : 12; i > 0; i--) this.#block();
    return this;
  }

  #block(): void {
    const { chain, random } = this;
    if (random.chance(0.05)) this.#moveTo(random.pick(BOUNDARIES));
    const vtxs = Array.from({ length: this.#calm ? 1 : random.int(0, 4) }, () => this.#pick()).filter(
      (v) => v !== undefined,
    );
    const before = new MemoryStore();
    before.commit(chain.store.entries());
    const { ctx } = chain;
    const prev = chain.head;
    const { errors } = chain.block(vtxs);
    const good = vtxs.filter((_, i) => errors[i] === undefined);
    // What was refused has changed nothing: without it the block writes the same.
    const alone = new Overlay(before);
    expect(applyBlock(ctx, alone, prev, good).errors.every((error) => error === undefined)).toBe(true);
    before.commit(alone.writes());
    expect(sameEntries(before, chain.store)).toBe(true);
    for (const { tx } of good) this.accepted.add(tx.kind);
    for (const error of errors) if (error) this.refusals.add(error.code);
    this.#seen.push(...vtxs);
  }

  #moveTo(time: bigint): void {
    if (time > this.chain.time) this.chain.at(time);
  }

  #pick(): VerifiedTx | undefined {
    const { random } = this;
    const roll = this.#calm && random.chance(0.9) ? 0 : random.int(0, 99);
    if (roll < 45) return this.#verified(this.#upcoming());
    if (roll < 60) return this.#verified(random.pick(this.script).tx);
    if (roll < 82) {
      const tx = roll < 72 ? this.#upcoming() : random.pick(this.script).tx;
      return this.#verified(
        mutateBody(
          random,
          tx,
          this.script.map((s) => s.tx),
        ),
      );
    }
    if (roll < 92) return this.#verified(arbitrary(random));
    return this.#seen.length > 0 ? random.pick(this.#seen) : undefined;
  }

  #upcoming(): Tx {
    const { time, tx } = this.script[this.#next % this.script.length]!;
    this.#next++;
    this.#moveTo(time);
    return tx;
  }

  #verified(tx: Tx): VerifiedTx | undefined {
    // Most carry the sequence number that is due, or nothing would ever get beyond it.
    const due = this.random.chance(0.9);
    const sent = overTheWire(due ? this.#resequenced(tx) : tx);
    return sent && this.chain.verified(sent);
  }

  #resequenced(tx: Tx): Tx {
    try {
      return signersOf(tx).length > 0 ? this.chain.tx(tx.kind, tx.body as never) : tx;
    } catch {
      return tx;
    }
  }
}

function arbitrary(random: Random): Tx {
  const kind = random.pick(ALL_KINDS);
  const [sampled] = fc.sample(bodyArbitrary(kind, PARAMS), { seed: random.int(0, 2 ** 31 - 1), numRuns: 1 });
  const body = { ...(sampled as object) };
  // An id that exists, or its auction is all that any of them would be refused for.
  for (const field of ['auctionId', 'groupId']) {
    if (field in body && random.chance(0.7)) Object.assign(body, { [field]: AUCTION_ID });
  }
  // A proof stands for what leaves the notes.
  if (kind === 'transfer') Object.assign(body, { asset: MONEY, redeemed: 1n });
  const tx = { kind, body, signatures: [] } as unknown as Tx;
  return { ...tx, proofs: new Uint8Array(PROOF_BYTES * circuitsOf(tx).length) };
}

function sameEntries(a: MemoryStore, b: MemoryStore): boolean {
  const [x, y] = [a.entries(), b.entries()];
  return (
    x.length === y.length &&
    x.every(([key, value], i) => key === y[i]![0] && Buffer.compare(value, y[i]![1]) === 0)
  );
}

/** Plays a chain's blocks again from genesis. @returns whether every hash and the store come out the same */
export function replays(chain: SimChain): boolean {
  const store = new MemoryStore();
  let overlay = new Overlay(store);
  const ctx = { hasher, genesis: GENESIS, height: 0n, time: 0n, groups: GROUPS };
  let { stateHash } = applyGenesis(ctx, overlay);
  let before = START;
  store.commit(overlay.writes());
  const same = chain.blocks.every(({ time, vtxs, stateHash: expected }, i) => {
    overlay = new Overlay(store);
    const block = { ...ctx, height: BigInt(i + 1), time };
    ({ stateHash } = applyBlock(block, overlay, { stateHash, time: before }, vtxs).roots);
    before = time;
    store.commit(overlay.writes());
    return Buffer.compare(stateHash, expected) === 0;
  });
  return same && sameEntries(store, chain.store);
}
