/**
 * What an aggregator has signed of each group, on disk before the first proof of it: of one group it never opens two
 * counts, nor its money in two sets. protocol/core.md "Who opens what, once".
 */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { hash } from '@veilgrid/protocol/core/wire';
import { ensure } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import type { SecretStore } from '../secrets.js';

/** Digests in hex. */
const SetRecord = z.strictObject({ count: hash.optional(), words: hash.optional() });
export type SetRecord = z.output<typeof SetRecord>;

const nameOf = (id: bigint) => `sets/${hex(id)}`;

export async function setRecord(secrets: SecretStore, id: bigint): Promise<SetRecord> {
  const kept = await secrets.get(nameOf(id));
  return kept === undefined ? {} : SetRecord.parse(JSON.parse(kept));
}

/**
 * @param ids the groups that the opening is of
 * @throws ProtocolError ALREADY_SIGNED where one of them was signed otherwise
 */
export async function keepSigned(
  secrets: SecretStore,
  ids: readonly bigint[],
  opening: 'count' | 'words',
  digest: string,
): Promise<void> {
  const records = await Promise.all(ids.map((id) => setRecord(secrets, id)));
  records.forEach(({ [opening]: kept }, i) => {
    ensure(kept === undefined || kept === digest, 'ALREADY_SIGNED', { field: `auctions.${i}` });
  });
  for (const [i, record] of records.entries()) {
    if (record[opening] === undefined)
      await secrets.set(nameOf(ids[i]!), JSON.stringify({ ...record, [opening]: digest }));
  }
}

const RESTORED = 'sets/restored';

/** From this time (Unix seconds) back the folder cannot know what it has signed; undefined where it can. */
export async function restoredAt(secrets: SecretStore): Promise<bigint | undefined> {
  const kept = await secrets.get(RESTORED);
  return kept === undefined ? undefined : BigInt(kept);
}

/** Every group that froze until then, and has no record, was perhaps signed: another's word is needed for it. */
export async function markRestored(secrets: SecretStore, time: bigint): Promise<void> {
  const before = await restoredAt(secrets);
  if (before === undefined || before < time) await secrets.set(RESTORED, String(time));
}
