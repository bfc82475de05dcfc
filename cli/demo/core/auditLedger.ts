/** The auditor's second implementation over the whole ledger, and what it went through: statements by name, slips. */
import { audit } from '@veilgrid/client-sdk/auditor/index';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';
import { Block } from '@veilgrid/protocol/core/block';
import { Slip } from '@veilgrid/protocol/core/money/slip';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import { type Circuit, circuitsOf } from '@veilgrid/protocol/kinds';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { Replayed } from '../town/replayProcess.js';
import type { Access } from '../town/services.js';

export interface Audited {
  readonly blocks: number;
  readonly transactions: number;
  readonly proofs: number;
  /** How many proofs of each statement stood in the blocks. */
  readonly statements: Partial<Record<Circuit, number>>;
  /** Slips of money paid in, as all the world has them. */
  readonly slips: readonly Uint8Array[];
}

/** What was made in a run: proofs by statement, and how many of them were in transactions that were refused. */
interface Made {
  readonly proofs: Readonly<Record<Circuit, number>>;
  readonly refusedProofs: Partial<Record<Circuit, number>>;
}

/** Every proof that was made was checked twice, by the replay and by the auditor, but those of what was refused. */
export function proofsStand({ proofs, refusedProofs }: Made, audited: Audited, replayed: Replayed): boolean {
  const stands = Object.entries(proofs).every(
    ([name, made]) =>
      (audited.statements[name as Circuit] ?? 0) === made - (refusedProofs[name as Circuit] ?? 0),
  );
  return replayed.verified && replayed.proofsVerified === audited.proofs && stands;
}

/** @throws ProtocolError where a rule was broken or a proof is false */
export async function auditLedger(
  { api, genesis }: Pick<Access, 'api' | 'genesis'>,
  onBlock: () => void,
): Promise<Audited> {
  const { height } = await api.status({});
  const statements: Partial<Record<Circuit, number>> = {};
  const slips: Uint8Array[] = [];
  async function* read() {
    for await (const sealed of blocksOf(api, 1, Number(height))) {
      for (const bytes of decodeExact(Block, sealed.block, 'block').transactions) {
        const tx = decodeTx(genesis.profile, bytes);
        for (const name of circuitsOf(tx)) statements[name] = (statements[name] ?? 0) + 1;
        if (tx.kind === 'mintNote') slips.push(Slip.serialize(tx.body.slip));
      }
      yield sealed;
    }
  }
  const { books: _, ...counts } = await audit({ genesis, blocks: read(), onProgress: onBlock });
  return { ...counts, statements, slips };
}
