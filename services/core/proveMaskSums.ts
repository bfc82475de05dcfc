/** What an aggregator proves and sends, once it has made sure of the set. docs/protocol/core/groups.md. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import {
  type MaskSumBody,
  maskSumCircuitInputs,
  maskSumSignals,
} from '@veilgrid/protocol/core/groups/maskSum';
import { type SetMember, setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import type { Opening } from '@veilgrid/protocol/core/groups/words';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { type MaskSumBatch, type MaskSumTask, maskSumBatches } from './maskSumBatches.js';
import { submitFrom } from './resume.js';
import type { RoleSigner } from './roleSigner.js';
import type { FollowedRules } from './sets/followedRules.js';

export interface ProvingContext {
  readonly role: Aggregator;
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly signer: RoleSigner;
  readonly prover: Prover;
  /** Salts the running sums: any secret element of this party alone, the same after a restart. */
  readonly saltSecret: bigint;
}

/** Goes on where the ledger stands. @param task with all groups of the set as they are signed */
export async function proveMaskSums(
  ctx: ProvingContext & { readonly progress: (id: bigint) => ReturnType<FollowedRules['progress']> },
  task: Omit<MaskSumTask, 'role' | 'secret'> & { readonly records: readonly SetMember[] },
): Promise<void> {
  const { role, genesis, hasher, saltSecret } = ctx;
  const { groupId } = task.host;
  const maskSums = await ctx.progress(groupId);
  if (maskSums[role].final) return;
  const batches = maskSumBatches(hasher, genesis.params, { ...task, role, secret: saltSecret });
  const own = Math.ceil(task.host.members.length / genesis.params.maskN);
  const alone = task.records.filter((record) => record.groupId === groupId);
  const placed = batches.map((batch, i) => {
    const records = i < own && task.first === undefined ? alone : task.records;
    return { ...batch, set: setDigest(groupId, records, openingIn(batch)) };
  });
  await submitFrom(placed, maskSums[role], (few) => submit(ctx, few));
}

type Placed = MaskSumBatch & { readonly set: Uint8Array };

function submit(
  { role, genesis, prover, signer }: ProvingContext,
  batches: readonly Placed[],
): Promise<void> {
  const actions = batches.map((batch) => ({
    fields: {
      groupId: batch.groupId,
      aggregator: role === 'A' ? 0 : 1,
      batch: batch.index,
      stateOut: batch.stateOut,
      sum: [...batch.sum],
      ...openingIn(batch),
      set: batch.set,
    },
    prove: (body: MaskSumBody, context: bigint) => {
      const inputs = maskSumCircuitInputs(genesis.params, {
        ...batch,
        context,
        role,
        saltOut: batch.after.salt,
      });
      const signals = maskSumSignals(genesis.params, body, role, context, batch);
      return provenBytes(prover, 'masksum', inputs, signals);
    },
  }));
  return signer.submitAll('maskSum', actions);
}

const openingIn = ({ both, net, money, count }: Opening): Opening => ({ both, net, money, count });
