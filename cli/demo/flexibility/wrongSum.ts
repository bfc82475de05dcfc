/** What one of both roles would show, truly proven, and the ledger refuses. */
import { GROUPS, MaskSummer, memorySecrets } from '@veilgrid/services';
import type { Refusals } from '../core/refusals.js';
import { FEW } from '../market/day.js';
import type { FlexTown } from './flexTown.js';

/**
 * A shows both sides of a called word: they would tell who answered.
 * @returns how many proofs it made of that
 */
export async function showCalledWord(town: FlexTown, auctionId: bigint, refusals: Refusals): Promise<number> {
  const { aggregatorA } = town.services;
  const { settlements } = GROUPS;
  if (!settlements) throw new Error('settlements have no rules');
  const crooked: typeof settlements = {
    ...settlements,
    rest(...args) {
      const shown = settlements.rest?.(...args);
      return shown && { ...shown, both: shown.both | shown.net, net: 0 };
    },
  };
  const groups = { ...GROUPS, settlements: crooked };
  // What it signs of this is kept apart, or it would sign nothing else of the day.
  const secrets = memorySecrets(await aggregatorA.secrets.list(''));
  const summer = new MaskSummer({ ...aggregatorA, secrets, groups });
  const before = town.proofs.masksum;
  await refusals.expect("a called word of the zone's day in both sides", 'WORDS_DIFFER', () =>
    summer.sumMasks(auctionId, FEW),
  );
  return town.proofs.masksum - before;
}
