import { setMember, termsOf } from '@veilgrid/node/state/core/groups/group';
import { addMasks, initialMaskSum, maskSumCommitment } from '@veilgrid/protocol/core/groups/maskSum';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { NOTHING, type Opening, shownOf } from '@veilgrid/protocol/core/groups/words';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { BodyOf } from '../chain.js';
import { PARAMS } from '../genesis.js';
import { hasher } from '../hasher.js';
import { inBatches } from '../inBatches.js';
import type { PaidNeed } from './paidNeed.js';

const MONEY_AND_OWED: Opening = { ...NOTHING, money: 1, count: 1 };
/** The words of the second half hour. */
export const HALF_HOURS: Opening = { ...NOTHING, both: 1 };

/**
 * One role's batches over a set of needs, host last.
 * @param opens what the last of them shows; half hours come a second time
 */
export function sumBodies(
  role: Aggregator,
  set: readonly PaidNeed[],
  opens: Opening = MONEY_AND_OWED,
): BodyOf<'maskSum'>[] {
  const { ctx, store } = set[0]!.chain;
  const host = set.at(-1)!;
  let before = initialMaskSum(PARAMS);
  const all = [host, ...set.slice(0, -1)].flatMap(({ id, members }) =>
    inBatches(
      members.map((h) => h.key(role)),
      PARAMS.maskN,
    ).map((keys, batch) => {
      const terms = termsOf(store, id)!;
      before = addMasks(hasher, PARAMS, { terms, role, keys, before, saltOut: 300n + BigInt(batch) });
      return { id, batch, after: before };
    }),
  );
  const records = set.map(({ id }) => setMember(ctx, store, id));
  const last = all.length - 1;
  return all.slice(opens.money === 1 ? 0 : last).map(({ id, batch, after }, i, few) => {
    const shows = i === few.length - 1 ? opens : NOTHING;
    return {
      groupId: id,
      aggregator: role === 'A' ? 0 : 1,
      batch,
      stateOut: maskSumCommitment(hasher, after),
      sum: shownOf(PARAMS, after.sums, shows),
      ...shows,
      set: setDigest(host.id, records, shows),
    };
  });
}

/** Both roles' batches, on the chain. */
export function openSums(set: readonly PaidNeed[], opens: Opening = MONEY_AND_OWED): void {
  for (const role of ['A', 'B'] as const) {
    for (const body of sumBodies(role, set, opens)) set[0]!.chain.send('maskSum', body);
  }
}
