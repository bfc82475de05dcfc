import type { MaskSummer } from './maskSummer.js';

/**
 * What A and B do of a set, where one place has both: each opens its count, then what both counts allow.
 * @returns whether all is open; else an earlier set's count is still to come
 * @throws ProtocolError GROUP_TOO_SMALL where the counts say that the set waits
 */
export async function openSums(
  summers: readonly Pick<MaskSummer, 'sumMasks'>[],
  ...[auctionId, choice]: Parameters<MaskSummer['sumMasks']>
): Promise<boolean> {
  const sum = () => Promise.all(summers.map((summer) => summer.sumMasks(auctionId, choice)));
  await sum();
  return (await sum()).every((state) => state === 'opened');
}
