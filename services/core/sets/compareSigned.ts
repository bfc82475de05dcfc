import type { Aggregator } from '@veilgrid/protocol/roles';
import type { SecretStore } from '../secrets.js';
import type { FollowedGroups, Signed } from './followedGroups.js';
import { keepSigned, markRestored, setRecord } from './setRecords.js';

/**
 * Takes over a role's own signatures on the chain that its folder knows nothing of, of published groups too: every one
 * was written down before it was sent, so this folder is an old copy. What is compared of published groups leaves the
 * book.
 * @param time by which this role may have signed, Unix seconds
 */
export async function compareSigned(
  secrets: SecretStore,
  role: Aggregator,
  book: FollowedGroups,
  time: bigint,
): Promise<void> {
  for (const [text, { opened }] of Object.entries(book.groups)) await compare(BigInt(text), opened[role]);
  for (const [text, signed] of Object.entries(book.published)) {
    await compare(BigInt(text), signed[role]);
    delete book.published[text];
  }

  async function compare(id: bigint, signed: Signed): Promise<void> {
    const record = await setRecord(secrets, id);
    for (const opening of ['count', 'words'] as const) {
      const digest = signed[opening];
      if (digest === undefined || record[opening] !== undefined) continue;
      await markRestored(secrets, time);
      await keepSigned(secrets, [id], opening, digest);
    }
  }
}
