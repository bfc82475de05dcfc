/**
 * Wallets that hold notes of several assets, and a direct model of who has what. What it sends carries the witness of
 * each proof: a part that its statement does not accept, or that has other signals than the ledger asks for, is never
 * proven.
 */

import { assertConservation, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { assetSupply } from '@veilgrid/node/state/core/money/assets';
import { listNotes, noteCount, noteRoot } from '@veilgrid/node/state/core/money/notes';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import {
  dummyPath,
  type Note,
  noteCommitment,
  noteNullifier,
  ownerPkOf,
  TRANSFER_MEMO_BYTES,
  transferCircuitInputs,
} from '@veilgrid/protocol/core/money/note';
import { issueCircuitInputs } from '@veilgrid/protocol/core/money/slip';
import type { ProtocolError } from '@veilgrid/protocol/errors';
import { type Circuit, circuitsOf } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Inputs } from '../../circuits/support/witness.js';
import { StatementError } from '../../economy/support/statement.js';
import { signalsOf } from '../../economy/support/statements.js';
import { type BodyOf, TestChain } from './chain.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';

export interface Held extends Note {
  readonly sk: bigint;
}

/** A witness of one proof, once the context is known. */
type Witness = (context: bigint) => Inputs;

export interface PartPlan {
  readonly asset: bigint;
  readonly spends: readonly Held[];
  readonly makes: readonly Held[];
  readonly out: bigint;
}

/** A body's part with its witness, and what it does to the model where it is taken. */
export interface Made<T> {
  readonly value: T;
  readonly witness: Witness;
  readonly spends: readonly Held[];
  readonly makes: readonly Held[];
}

const MEMO = new Uint8Array(TRANSFER_MEMO_BYTES);
const NO_CURVE = () => {
  throw new Error('no statement of money needs the curve');
};
const PRIMITIVES = { hasher, params: PARAMS, mulBase: NO_CURVE, mul: NO_CURVE, verify: NO_CURVE };

export class AssetWorld {
  readonly chain = new TestChain();
  /** Unspent, in the order in which they were made. */
  held: Held[] = [];
  /** Assets that are exchanged now. */
  readonly live = new Set<bigint>();
  #rho = 1n;

  note(asset: bigint, value: bigint, sk: bigint): Held {
    return { asset, value, sk, ownerPk: ownerPkOf(hasher, sk), rho: this.#rho++ };
  }

  of(asset: bigint): Held[] {
    return this.held.filter((note) => note.asset === asset && note.value > 0n);
  }

  sum(asset: bigint): bigint {
    return this.of(asset).reduce((sum, { value }) => sum + value, 0n);
  }

  /** A transfer's part: two inputs, of value 0 where fewer are spent. */
  part({ asset, spends, makes, out }: PartPlan): Made<BodyOf<'exchange'>['assetPart']> {
    const count = noteCount(this.chain.store);
    const leaves = listNotes(this.chain.store, 0, count).map(({ cm }) => cm);
    const tree = new Tree8(hasher, PARAMS.noteDepth, leaves);
    const two = [0, 1].map((i) => spends[i] ?? this.note(asset, 0n, 3n));
    const inputs = two.map((note) => {
      const at = leaves.indexOf(noteCommitment(hasher, note));
      return { ...note, path: at < 0 ? dummyPath(PARAMS) : tree.path(at) };
    });
    const outputs = [makes[0]!, makes[1]!] as const;
    const root = noteRoot(this.chain.store);
    const value = {
      asset,
      noteRoot: root,
      nf: two.map((note) => noteNullifier(hasher, note.sk, noteCommitment(hasher, note))),
      cm: outputs.map((note) => noteCommitment(hasher, note)),
      ...{ memo1: MEMO, memo2: MEMO },
    };
    const witness = (context: bigint) =>
      transferCircuitInputs({
        sk: [two[0]!.sk, two[1]!.sk],
        inputs: [inputs[0]!, inputs[1]!],
        outputs,
        noteRoot: root,
        publicOut: out,
        context,
      });
    return { value, witness: (context) => ({ ...witness(context), asset }), spends, makes };
  }

  money(plan: Omit<PartPlan, 'asset'>): Made<BodyOf<'transfer'>> {
    const made = this.part({ asset: MONEY, ...plan });
    return { ...made, value: { ...made.value, redeemed: 0n, payoutReference: new Uint8Array(32) } };
  }

  slip(note: Held): Made<BodyOf<'mintNote'>['slip']> {
    const { asset, value } = note;
    return {
      value: { asset, value, cm: noteCommitment(hasher, note), memo: MEMO },
      witness: (context) => issueCircuitInputs(note, context),
      spends: [],
      makes: [note],
    };
  }

  /**
   * Sends a transaction of these parts.
   * @returns the ledger's refusal; 'UNPROVEN' where no proof would hold; undefined where it is taken
   */
  send(tx: Tx, ...parts: readonly Omit<Made<unknown>, 'value'>[]): string | undefined {
    const vtx = this.chain.verified(tx);
    const refusal: ProtocolError | undefined = this.chain.refusal(vtx);
    if (refusal) return refusal.code;
    if (
      !circuitsOf(tx).every((circuit, i) => holds(circuit, parts[i]!.witness(vtx.context), vtx.signals[i]!))
    )
      return 'UNPROVEN';
    this.chain.submit(tx);
    const spent = parts.flatMap(({ spends }) => spends);
    this.held = this.held.filter((note) => !spent.includes(note));
    this.held.push(...parts.flatMap(({ makes }) => makes));
    return undefined;
  }

  /** What the model knows of every note is what the ledger knows of all of them. */
  check(assets: readonly bigint[]): void {
    const { store } = this.chain;
    for (const asset of assets) expect([asset, assetSupply(store, asset)]).toEqual([asset, this.sum(asset)]);
    expect(getSupply(store).shielded).toBe(this.sum(MONEY));
    assertConservation(store);
  }
}

function holds(circuit: Circuit, inputs: Inputs, demanded: readonly bigint[]): boolean {
  try {
    const signals = signalsOf(PRIMITIVES, circuit, inputs);
    return signals.length === demanded.length && signals.every((x, i) => x === demanded[i]);
  } catch (error) {
    if (error instanceof StatementError) return false;
    throw error;
  }
}
