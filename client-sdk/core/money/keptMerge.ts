/**
 * A merge: on disk before it is sent, under its first note. What was kept and has no outcome yet is sent again before
 * anything is planned, so that no note is in two of them.
 */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { neverTaken } from '../../wallet/neverTaken.js';
import { keptVersions } from '../../wallet/txStore.js';
import type { Work } from '../work.js';
import type { OwnedNote } from './noteBook.js';
import { buildTransfer } from './transfer.js';

const PREFIX = 'merge-';

/** @throws ProtocolError STORE_REQUIRED, and what `sendMerge` throws */
export async function resendMerges(work: Work): Promise<void> {
  for (const name of await work.store.names(PREFIX)) {
    const bytes = await work.store.find(name);
    if (bytes) await sendMerge(work, name, bytes);
  }
}

/**
 * Makes one note of two; returns when a final block shows it. Of two processes with one store the first one's is sent.
 * @returns false where one of them was spent meanwhile
 * @throws ProtocolError STORE_REQUIRED, FACT_INVALID, EQUIVOCATION, HEAD_STALE, and the node's refusals
 */
export async function merge(work: Work, pair: readonly [OwnedNote, OwnedNote]): Promise<boolean> {
  await work.syncToSpend();
  const { ctx, notes, store } = work;
  const { ownerPk, encPk } = ctx.keys;
  const prefix = `${PREFIX}${hex(pair[0].nf)}-`;
  const kept = (await store.names(prefix))[0];
  if (kept === undefined && !areUnspent(work, pair)) return false;
  const name = kept ?? prefix + (await keptVersions(store, prefix)).length;
  const bytes = await work.keptTx(name, () =>
    buildTransfer(ctx, {
      notes,
      to: { ownerPk, encPk },
      value: pair[0].value + pair[1].value - ctx.genesis.transferFee,
      redeemed: 0n,
      payoutReference: new Uint8Array(32),
      spent: pair,
    }),
  );
  return sendMerge(work, name, bytes);
}

/**
 * @returns false where its notes are spent otherwise
 * @throws ProtocolError the refusal where the node says that they are not, or gives another one
 */
async function sendMerge(work: Work, name: string, bytes: Uint8Array): Promise<boolean> {
  const { nf } = (decodeTx(work.ctx.genesis.profile, bytes) as TxOf<'transfer'>).body;
  try {
    await work.submitKept(bytes);
  } catch (error) {
    if (!neverTaken(error)) throw error;
    await work.store.setAside(name, '');
    await work.sync();
    if (areUnspent(work, [{ nf: nf[0]! }, { nf: nf[1]! }])) throw error;
    return false;
  }
  await work.store.setAside(name, '');
  return true;
}

function areUnspent({ notes }: Work, pair: readonly { readonly nf: bigint }[]): boolean {
  const unspent = new Set(notes.unspent.map(({ nf }) => nf));
  return pair.every(({ nf }) => unspent.has(nf));
}
