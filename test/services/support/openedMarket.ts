import { slotOf } from '../../state/support/slot.js';
import type { TestChain } from './chain.js';
import {
  enrol,
  fundRoles,
  household,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './market.js';

/** So many households whose notes are ready, and their first days open for orders. */
export async function openedMarket(chain: TestChain, count: number, days = 1) {
  const parties = partiesOf(chain);
  const homes = Array.from({ length: count }, (_, i) => household(chain, `home ${i}`));
  await fundRoles(chain);
  for (let later = 0; later < days; later++) await publishTariff(parties, later);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  await untilNotesAreReady(chain);
  const { regulator, operator, supplier } = parties;
  const shares = { share: (id: bigint) => regulator.share(id), coSigner: regulator.coSigner };
  const auctionIds: bigint[] = [];
  for (let later = 0; later < days; later++) {
    const { day, times } = slotOf(later);
    auctionIds.push(await operator.openAuction({ ...TERMS, ...times, day }, shares, supplier));
  }
  return { chain, parties, homes, auctionId: auctionIds[0]!, auctionIds };
}

export type OpenedMarket = Awaited<ReturnType<typeof openedMarket>>;
