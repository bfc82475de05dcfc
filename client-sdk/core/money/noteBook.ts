import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import {
  dummyPath,
  MintMemo,
  type Note,
  noteCommitment,
  noteNullifier,
  type SpendableNote,
} from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../../client/submit.js';
import type { WalletKeys } from '../../wallet/keys.js';
import { randomElement } from '../../wallet/random.js';
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

/** The note tree as a wallet follows it, and the notes that are its own. Money in units of 1e-8 currency. */
export class NoteBook {
  readonly #hasher: Hasher;
  readonly #genesis: Genesis;
  readonly #keys: WalletKeys;
  #tree: Tree8;
  readonly #indexes = new Map<bigint, number>();
  /** Known from own orders and settlements, not seen in the tree yet. */
  readonly #expected = new Map<bigint, Note>();
  readonly #unspent = new Map<bigint, OwnedNote>();

  constructor(hasher: Hasher, genesis: Genesis, keys: WalletKeys) {
    this.#hasher = hasher;
    this.#genesis = genesis;
    this.#keys = keys;
    this.#tree = new Tree8(hasher, genesis.params.noteDepth);
  }

  /** Root of the tree as last followed: always one at the end of a block, which the ledger accepts for ever. */
  get root(): bigint {
    return this.#tree.root;
  }

  /** Largest first. */
  get unspent(): OwnedNote[] {
    return [...this.#unspent.values()].sort((a, b) => (a.value < b.value ? 1 : a.value > b.value ? -1 : 0));
  }

  /** Sum of the unspent notes. */
  get balance(): bigint {
    return this.unspent.reduce((sum, note) => sum + note.value, 0n);
  }

  /**
   * Follows the tree to the last block, finds minted and received notes, drops spent ones.
   * @throws ProtocolError RESPONSE_INVALID, and those of `createApi`
   */
  async sync(api: Api): Promise<void> {
    const leaves = await allItems((query) => api.notes({ query }), this.#tree.size);
    this.#append(leaves.map((leaf) => leaf.cm));
    for (const leaf of leaves) {
      const note = this.#expected.get(leaf.cm) ?? this.#read(leaf);
      if (note) this.expect(note);
    }
    for (const { nf } of this.unspent) {
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
    if (note.value > 0n) this.#unspent.set(nf, { ...note, cm, nf, index });
  }

  /** The note with its path under `root`, as circuits take it. */
  spendable(note: OwnedNote): Input {
    return { ...note, path: this.#tree.path(note.index) };
  }

  /** A second input that brings nothing in. */
  zeroNote(): Input {
    const note = { asset: MONEY, value: 0n, ownerPk: this.#keys.ownerPk, rho: randomElement() };
    const nf = noteNullifier(this.#hasher, this.#keys.sk, noteCommitment(this.#hasher, note));
    return { ...note, nf, path: dummyPath(this.#genesis.params) };
  }

  #append(cms: readonly bigint[]): void {
    cms.forEach((cm, i) => {
      ensure(!this.#indexes.has(cm), 'RESPONSE_INVALID', { field: 'notes', reason: 'a commitment twice' });
      this.#indexes.set(cm, this.#tree.size + i);
    });
    // Building at once costs a seventh of a hash per leaf and level of what appending does.
    if (this.#tree.size === 0) this.#tree = new Tree8(this.#hasher, this.#genesis.params.noteDepth, cms);
    else for (const cm of cms) this.#tree.append(cm);
  }

  #read(leaf: NoteLeaf): Note | undefined {
    const note = this.#readMemo(leaf);
    // A sender may seal what it likes; only what opens the commitment is money.
    return note && noteCommitment(this.#hasher, note) === leaf.cm ? note : undefined;
  }

  #readMemo({ origin, memo }: NoteLeaf): Note | undefined {
    const { ownerPk, encSecret, encPk } = this.#keys;
    if (origin === 'mint') {
      const minted = MintMemo.deserialize(memo);
      return minted.ownerPk === ownerPk ? { asset: MONEY, ...minted } : undefined;
    }
    if (origin !== 'transfer') return undefined;
    const received = openTransferMemo(encSecret, encPk, memo);
    return received && { asset: MONEY, ownerPk, ...received };
  }
}
