import type { Household } from '../household.js';
import type { LaterDay } from '../laterDay.js';
import { maskBatches } from '../maskBatches.js';

/** Both openings of both roles, of an auction's set alone, at once. */
export function openDay(auction: LaterDay, homes: readonly Household[]): void {
  const { chain, id } = auction;
  for (const phase of ['count', 'words'] as const) {
    for (const role of ['A', 'B'] as const) {
      const set = auction.settledOf(homes, id, role);
      for (const { body } of maskBatches(chain, role, [set], phase)) chain.send('maskSum', body);
    }
  }
}
