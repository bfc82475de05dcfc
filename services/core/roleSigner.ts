import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type Bodies, type Draft, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import type { AuthorityRole, Role } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { contextOf, signTx, type Tx, type TxSignature, txDigest } from '@veilgrid/protocol/tx';

/** Another party's signature under a draft, or its refusal. */
export type CoSigner = (draft: Draft) => TxSignature | Promise<TxSignature>;
export type CoSigners = Partial<Record<Role, CoSigner>>;

/** Kinds whose body carries the first signer's sequence number. */
export type RoleKind = {
  [K in Kind]: Bodies[K] extends { sequence: bigint } ? K : never;
}[Kind];

export interface RoleAction<K extends RoleKind> {
  readonly fields: Omit<Bodies[K], 'sequence'>;
  readonly coSigners?: CoSigners;
  /** Bytes of its proofs, one after the other, for the complete body; bound to its context. */
  readonly prove?: (body: Bodies[K], context: bigint) => Promise<Uint8Array>;
}

/** Signs for one role and submits its transactions, one after the other, so that sequence numbers never collide. */
export class RoleSigner {
  readonly role: AuthorityRole;
  readonly #secretKey: Uint8Array;
  readonly #genesis: Genesis;
  readonly #api: Api;
  #last: Promise<unknown> = Promise.resolve();

  /** @param secretKey 32-byte Ed25519 seed of the key that stands in genesis */
  constructor(role: AuthorityRole, secretKey: Uint8Array, genesis: Genesis, api: Api) {
    this.role = role;
    this.#secretKey = secretKey;
    this.#genesis = genesis;
    this.#api = api;
  }

  /** Signs drafts of the given kinds for whoever submits them. */
  coSigner(...kinds: Kind[]): CoSigner {
    return (draft) => {
      ensure(kinds.includes(draft.kind), 'SIGNATURE_UNEXPECTED', { role: this.role, kind: draft.kind });
      return this.sign(draft);
    };
  }

  /** @throws ProtocolError SIGNATURE_UNEXPECTED where this role has nothing to sign */
  sign(draft: Draft): TxSignature {
    ensure(signersOf(draft).includes(this.role), 'SIGNATURE_UNEXPECTED', {
      role: this.role,
      kind: draft.kind,
    });
    return signTx(this.role, this.#digest(draft), this.#secretKey);
  }

  /** Returns when the transaction is on disk. @throws ProtocolError the ledger's refusal */
  submit<K extends RoleKind>(kind: K, action: RoleAction<K>): Promise<void> {
    return this.submitAll(kind, [action]);
  }

  /** Several of a kind in order; their proofs are made side by side. */
  submitAll<K extends RoleKind>(kind: K, actions: readonly RoleAction<K>[]): Promise<void> {
    const run = this.#last.then(async () => {
      const { sequence } = await this.#api.sequence({ params: { role: this.role } });
      const txs = await Promise.all(
        actions.map((action, i) => this.#complete(kind, action, sequence + BigInt(i))),
      );
      for (const tx of txs) await submitTx(this.#api, this.#genesis.profile, tx);
    });
    this.#last = run.catch(() => {});
    return run;
  }

  async #complete<K extends RoleKind>(kind: K, action: RoleAction<K>, sequence: bigint): Promise<Tx> {
    const body = { ...action.fields, sequence } as Bodies[K];
    const draft = { kind, body } as Draft;
    const signatures = await Promise.all(
      signersOf(draft).map((role) => this.#signature(role, draft, action)),
    );
    const { profile, chainId } = this.#genesis;
    const proofs = await action.prove?.(body, contextOf(profile, chainId, draft));
    return { ...draft, proofs: proofs ?? new Uint8Array(), signatures } as Tx;
  }

  #signature(role: Role, draft: Draft, { coSigners }: { readonly coSigners?: CoSigners }) {
    if (role === this.role) return this.sign(draft);
    const coSigner = coSigners?.[role];
    if (!coSigner) throw fail('SIGNATURE_MISSING', { role, kind: draft.kind });
    return coSigner(draft);
  }

  #digest(draft: Draft): Uint8Array {
    return txDigest(this.#genesis.profile, this.#genesis.chainId, draft);
  }
}
