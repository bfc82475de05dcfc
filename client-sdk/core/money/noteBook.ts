import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import {
  dummyPath,
  type Note,
  noteCommitment,
  noteNullifier,
  type SpendableNote,
} from '@veilgrid/protocol/core/money/note';
import { ensure, fail, type ProtocolError } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../../client/submit.js';
import type { WalletKeys } from '../../wallet/keys.js';
import { randomElement } from '../../wallet/random.js';
import type { NoteRoot } from './noteRoot.js';
import { openTransferMemo } from './transferMemo.js';

type NoteLeaf = RouteResponse<'notes'>['items'][number];

/** A note the wallet can spend. */
export interface OwnedNote extends Note {
  /** Commitment, the leaf in the tree. */
  readonly cm: bigint;
  /** Nullifier, public once the note is spent. */
  readonly nf: bigint;
  /** Position in the tree. */
  readonly index: number;
}

/** A note with what a transaction needs to spend it. */
export type Input = SpendableNote & { readonly nf: bigint };

/**
 * The note tree as a wallet follows it, and the notes that are its own: money, in units of 1e-8 currency, and under
 * their own names other assets.
 */
export class NoteBook {
  readonly #hasher: Hasher;
  readonly #genesis: Genesis;
  readonly #keys: WalletKeys;
  /** Of the leaves under the root that is spent under, which are not all. */
  #tree: Tree8;
  readonly #leaves: bigint[] = [];
  #spentUnder: NoteRoot | undefined;
  readonly #indexes = new Map<bigint, number>();
  /** Known from own orders and settlements, not seen in the tree yet. */
  readonly #expected = new Map<bigint, Note>();
  readonly #unspent = new Map<bigint, OwnedNote>();
  /** By nullifier: spent ones too. */
  readonly #ever = new Map<bigint, OwnedNote>();

  constructor(hasher: Hasher, genesis: Genesis, keys: WalletKeys) {
    this.#hasher = hasher;
    this.#genesis = genesis;
    this.#keys = keys;
    this.#tree = new Tree8(hasher, genesis.params.noteDepth);
  }

  /** What notes are spent under: the root that all wallets use in these ten minutes. */
  get root(): bigint {
    return this.#tree.root;
  }

  /** Where that root is shown; undefined where it is not. */
  get under(): NoteRoot | undefined {
    return this.#spentUnder;
  }

  /** Money, largest first. */
  get unspent(): OwnedNote[] {
    return this.unspentOf(MONEY);
  }

  /** Notes of one asset, largest first. */
  unspentOf(asset: bigint): OwnedNote[] {
    const notes = [...this.#unspent.values()].filter((note) => note.asset === asset);
    return notes.sort((a, b) => (a.value < b.value ? 1 : a.value > b.value ? -1 : 0));
  }

  /** Balances of all assets but money, in their own units, those that wait too. */
  get holdings(): Map<bigint, bigint> {
    const others = [...this.#unspent.values()].filter(({ asset }) => asset !== MONEY);
    const assets = [...new Set(others.map(({ asset }) => asset))].sort((a, b) => (a < b ? -1 : 1));
    return new Map(assets.map((asset) => [asset, sumOf(this.unspentOf(asset))]));
  }

  /**
   * Money under the root: it can be spent now. Largest first. None while the root of now is not shown: an older one
   * would tell who pays.
   */
  get ready(): OwnedNote[] {
    return this.readyOf(MONEY);
  }

  /** The same of one asset. */
  readyOf(asset: bigint): OwnedNote[] {
    if (this.#spentUnder?.root === undefined) return [];
    return this.unspentOf(asset).filter(({ index }) => index < this.#tree.size);
  }

  /** When the newest note can be spent, Unix seconds; undefined where all can. */
  get readyBy(): bigint | undefined {
    return this.#readyBy(MONEY);
  }

  #readyBy(asset: bigint): bigint | undefined {
    const waiting = this.unspentOf(asset).length > this.readyOf(asset).length;
    return waiting ? this.#spentUnder?.readyBy : undefined;
  }

  /** Why no note pays what is asked: too little, or not yet. */
  refusal(asked: Readonly<Record<string, string>>, asset = MONEY): ProtocolError {
    const until = this.#readyBy(asset);
    return fail('NO_NOTE_LARGE_ENOUGH', {
      ...asked,
      balance: String(sumOf(this.unspentOf(asset))),
      ready: String(sumOf(this.readyOf(asset))),
      ...(until !== undefined && {
        readyBy: String(until),
        waitSeconds: String(until - this.#spentUnder!.now),
      }),
    });
  }

  /** Sum of the money, that which waits too. */
  get balance(): bigint {
    return sumOf(this.unspent);
  }

  /**
   * Follows the list of notes to the last block, finds minted and received ones, drops spent ones.
   * @param under see `fetchNoteRoot`; undefined on a chain without a block
   * @throws ProtocolError FACT_INVALID where the list is not the chain's, RESPONSE_INVALID, and those of `createApi`
   */
  async sync(api: Api, under: NoteRoot | undefined): Promise<void> {
    const leaves = await allItems((query) => api.notes({ query }), this.#leaves.length);
    try {
      this.#append(leaves.map((leaf) => leaf.cm));
      if (under) this.#spendUnder(under);
      else this.#spentUnder = undefined;
    } catch (error) {
      this.#beginAnew();
      throw error;
    }
    for (const leaf of leaves) {
      const note = this.#expected.get(leaf.cm) ?? this.#read(leaf);
      if (note) this.expect(note);
    }
    for (const nf of [...this.#unspent.keys()]) {
      const { spent } = await api.nullifier({ params: { nf } });
      if (spent) this.#unspent.delete(nf);
    }
  }

  /** Claims an own note (change, refund): now if it is in the tree, else as soon as it is. */
  expect(note: Note): void {
    const cm = noteCommitment(this.#hasher, note);
    const index = this.#indexes.get(cm);
    if (index === undefined) {
      this.#expected.set(cm, note);
      return;
    }
    this.#expected.delete(cm);
    const nf = noteNullifier(this.#hasher, this.#keys.sk, cm);
    const own = { ...note, cm, nf, index };
    this.#ever.set(nf, own);
    if (note.value > 0n) this.#unspent.set(nf, own);
  }

  /** All own notes that were found, spent ones too. */
  get ever(): OwnedNote[] {
    return [...this.#ever.values()];
  }

  /**
   * Whether this note stands under the root of now, which final headers show: so what brought it took effect, and
   * nobody was asked about it by name. Of a note of the last minutes it is not shown yet.
   */
  stands(note: Note): boolean {
    const index = this.#indexes.get(noteCommitment(this.#hasher, note));
    return this.#spentUnder?.root !== undefined && index !== undefined && index < this.#tree.size;
  }

  /** The note with its path under `root`, as circuits take it. */
  spendable(note: OwnedNote): Input {
    return { ...note, path: this.#tree.path(note.index) };
  }

  /** A second input that brings nothing in. */
  zeroNote(asset = MONEY): Input {
    const note = { asset, value: 0n, ownerPk: this.#keys.ownerPk, rho: randomElement() };
    const nf = noteNullifier(this.#hasher, this.#keys.sk, noteCommitment(this.#hasher, note));
    return { ...note, nf, path: dummyPath(this.#genesis.params) };
  }

  /** Of a false list nothing is kept: the next one is looked through from its beginning. */
  #beginAnew(): void {
    for (const { cm, nf: _, index: __, ...note } of this.#unspent.values()) this.#expected.set(cm, note);
    this.#unspent.clear();
    this.#leaves.length = 0;
    this.#indexes.clear();
    this.#tree = new Tree8(this.#hasher, this.#genesis.params.noteDepth);
    this.#spentUnder = undefined;
  }

  #append(cms: readonly bigint[]): void {
    cms.forEach((cm, i) => {
      ensure(!this.#indexes.has(cm), 'RESPONSE_INVALID', { field: 'notes', reason: 'a commitment twice' });
      this.#indexes.set(cm, this.#leaves.length + i);
    });
    for (const cm of cms) this.#leaves.push(cm);
  }

  /** Finds how many of the leaves the root is of: all but those of the last minutes. */
  #spendUnder(under: NoteRoot): void {
    const before = this.#spentUnder;
    // A node that is behind another one shows an older root, and the newer one holds for ever.
    if (before && under.at < before.at) return;
    this.#spentUnder = under;
    const { root } = under;
    if (root === undefined || root === this.#tree.root) return;
    if (this.#tree.size === 0) {
      // Building at once costs a seventh of a hash per leaf and level of what appending does.
      const tree = new Tree8(this.#hasher, this.#genesis.params.noteDepth, this.#leaves);
      while (tree.root !== root && tree.size > 0) tree.truncate(tree.size - 1);
      this.#tree = tree;
    }
    while (this.#tree.root !== root && this.#tree.size < this.#leaves.length) {
      this.#tree.append(this.#leaves[this.#tree.size]!);
    }
    ensure(this.#tree.root === root, 'FACT_INVALID', { field: 'notes', fact: 'noteRoot' });
  }

  #read(leaf: NoteLeaf): Note | undefined {
    const note = this.#readMemo(leaf);
    // A sender may seal what it likes; only what opens the commitment is money.
    return note && noteCommitment(this.#hasher, note) === leaf.cm ? note : undefined;
  }

  #readMemo({ asset, memo }: NoteLeaf): Note | undefined {
    if (memo.length === 0) return undefined;
    const { ownerPk, encSecret, encPk } = this.#keys;
    const received = openTransferMemo(encSecret, encPk, memo);
    return received && { asset, ownerPk, ...received };
  }
}

export function sumOf(notes: readonly Pick<Note, 'value'>[]): bigint {
  return notes.reduce((sum, { value }) => sum + value, 0n);
}
