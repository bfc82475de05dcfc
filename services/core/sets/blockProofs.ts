/**
 * Proofs of members and of counts, checked block by block before anything opens that follows on them: what nobody proved
 * would decide what is shown of the others. docs/protocol/core/groups.md.
 */
import type { ProtocolError } from '@veilgrid/protocol/errors';
import type { Circuit } from '@veilgrid/protocol/kinds';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { followUnproven } from './countProofs.js';
import type { FollowedGroups } from './followedGroups.js';

/** A proof, and what it must prove. */
export interface ProofClaim {
  readonly circuit: Circuit;
  readonly proof: Uint8Array;
  readonly signals: readonly bigint[];
}

type Refusals = readonly (ProtocolError | undefined)[];

/** Checks many proofs at once: of each, undefined or why it is refused. */
export type VerifyMany = (claims: readonly ProofClaim[]) => Refusals | Promise<Refusals>;

interface Due {
  /** Of the group. */
  readonly id: bigint;
  /** Whose count it is of; a member's else. */
  readonly summer?: Aggregator | undefined;
  readonly claim: ProofClaim;
}

/**
 * Of the block that is gone through, by book: one that is refused half way leaves its book behind, and with it what it
 * said of others.
 */
export class BlockProofs {
  readonly #verify: VerifyMany;
  readonly #due = new WeakMap<FollowedGroups, Due[]>();

  constructor(verify: VerifyMany) {
    this.#verify = verify;
  }

  add(book: FollowedGroups, due: Due): void {
    const all = this.#due.get(book) ?? [];
    this.#due.set(book, all);
    all.push(due);
  }

  async check(book: FollowedGroups): Promise<void> {
    const due = this.#due.get(book)?.splice(0) ?? [];
    if (due.length === 0) return;
    const refusals = await this.#verify(due.map(({ claim }) => claim));
    refusals.forEach((refusal, i) => {
      const { id, summer } = due[i]!;
      const group = book.groups[String(id)];
      if (refusal && group) followUnproven(group, summer);
    });
  }
}
