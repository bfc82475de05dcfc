/** An area whose homes are in the register, two settled days behind it, and a need that is open, with its auction. */
import { nullCells } from '@veilgrid/client-sdk';
import type { Reading } from '@veilgrid/protocol/core/readings';
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import {
  aggregatorWatch,
  Buyer,
  dsoWatch,
  extended,
  FlexRegister,
  Follower,
  GROUPS,
  MaskSummer,
  memoryFollowerStore,
  memorySecrets,
  mintAccount,
  NeedOperator,
  NeedRegulator,
  needBookWatch,
  ORDER_WATCH,
  regulatorWatch,
  voidAuction,
  type Watch,
} from '@veilgrid/services';
import { jsMatcher } from '@veilgrid/wasm-core';
import { AREA, NEED_PRICES, needTimes, openingOf, PLACE } from '../../state/support/flexibility/terms.js';
import { ROLE_FUNDS } from '../../state/support/foundation.js';
import { K, PROFILE } from '../../state/support/profile.js';
import { slotOf } from '../../state/support/slot.js';
import type { TestChain } from './chain.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './market.js';

/** Eleven sell at most eleven times what one may: of a half hour that trades ten have sold. */
export const HOMES = 11;
export const LISTED = [2, 3] as const;
export const NEED_DAY = 5;

/** Everybody of the market, with followers that know of needs too. */
export function flexPartiesOf(chain: TestChain) {
  const { genesis, hasher, api, prover, signers } = chain;
  const parties = partiesOf(chain);
  const common = { genesis, hasher, api, prover };
  const following = <B>(watch: Watch<B>) => new Follower({ ...common, store: memoryFollowerStore() }, watch);
  const watched = { ...common, verifyMany: chain.verifyMany };
  const aContext = { ...parties.aContext, groups: GROUPS, follower: following(dsoWatch(watched)) };
  const bContext = { ...parties.bContext, groups: GROUPS, follower: following(aggregatorWatch(watched)) };
  const operatorContext = {
    ...common,
    signer: signers.operator,
    matcher: jsMatcher,
    secrets: memorySecrets(),
    follower: following(extended(ORDER_WATCH, needBookWatch(common))),
  };
  const regulatorContext = {
    ...common,
    signer: signers.regulator,
    secrets: memorySecrets(),
    follower: following(extended(regulatorWatch(common), needBookWatch(common))),
  };
  const registerSecrets = memorySecrets();
  return {
    ...parties,
    aContext,
    a: new MaskSummer(aContext),
    bContext,
    b: new MaskSummer(bContext),
    operatorContext,
    needOperator: new NeedOperator(operatorContext),
    regulatorContext,
    needRegulator: new NeedRegulator(regulatorContext),
    buyer: new Buyer({ ...common, signer: signers.dso, follower: aContext.follower }),
    registerSecrets,
    register: new FlexRegister({ ...common, signer: signers.dso, secrets: registerSecrets }),
  };
}

export type FlexParties = ReturnType<typeof flexPartiesOf>;

export const needTerms = (days = NEED_DAY): NeedTerms => ({
  areaId: AREA.areaId,
  day: slotOf(days).day,
  ...NEED_PRICES,
  ...needTimes(days),
});

/** A day of usual use. */
export const usual = (i: number): Reading[] =>
  Array.from({ length: K }, (_, k) => ({ imported: 1_000 + 20 * i + 3 * k, exported: 0 }));

export async function enterRegister(
  { register }: FlexParties,
  { wallet }: Household,
  place = PLACE,
): Promise<void> {
  const { request, opening } = await wallet.flexibility.register({
    place: PLACE,
    capDown: 1_000,
    capUp: 1_000,
  });
  await register.enrol(opening, place, () => request.signatures[0]!);
}

/** An auction of a day, which everybody orders nothing in. @param days after the first */
async function orderedDay(chain: TestChain, parties: FlexParties, homes: readonly Household[], days: number) {
  const { day, times } = slotOf(days);
  if ((await chain.api.status({})).time < openingOf(days)) await moveTo(chain, openingOf(days));
  await publishTariff(parties, days);
  const { operator, regulator, supplier } = parties;
  const shares = { share: (id: bigint) => regulator.share(id), coSigner: regulator.coSigner };
  const auctionId = await operator.openAuction({ ...TERMS, ...times, day }, shares, supplier);
  for (const { wallet } of homes) await wallet.market.order(auctionId, nullCells(K));
  return auctionId;
}

/** Voids a day, and settles it. @param readings of each home */
export async function settleDay(
  chain: TestChain,
  homes: readonly Household[],
  { days, auctionId }: { readonly days: number; readonly auctionId: bigint },
  readings: (i: number) => Reading[],
): Promise<void> {
  const { day, times } = slotOf(days);
  if ((await chain.api.status({})).time < times.release) await moveTo(chain, times.release);
  await voidAuction(chain.api, PROFILE, auctionId);
  await moveTo(chain, times.settleFrom);
  for (const [i, { meter, wallet }] of homes.entries()) {
    await wallet.market.settle(auctionId, meter.signDay(chain.genesis.chainId, i, day, readings(i)));
  }
  await moveTo(chain, times.settleEnd);
}

/** Roles with money, an area, and homes with notes that are ready; as many of them in the register. */
export async function flexMarket(chain: TestChain, count = HOMES) {
  const parties = flexPartiesOf(chain);
  const homes = Array.from({ length: count }, (_, i) => household(chain, `home ${i}`));
  await fundRoles(chain);
  await mintAccount(chain.signers.issuer, 'dso', ROLE_FUNDS);
  await parties.buyer.publishArea(AREA);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i);
  for (const home of homes) await enterRegister(parties, home);
  await untilNotesAreReady(chain);
  return { parties, homes };
}

/** The days that a baseline lists, settled by all homes or void without anybody. */
export async function listedDays(
  chain: TestChain,
  parties: FlexParties,
  homes: readonly Household[],
): Promise<void> {
  const opened: { days: number; auctionId: bigint }[] = [];
  // Who settles a day has ordered for the next one already.
  for (const days of LISTED) opened.push({ days, auctionId: await orderedDay(chain, parties, homes, days) });
  for (const of of opened) await settleDay(chain, homes, of, usual);
}

/** A need that takes offers, beside the auction of its day. */
export async function openedNeed(chain: TestChain, parties: FlexParties, homes: readonly Household[]) {
  const auctionId = await orderedDay(chain, parties, homes, NEED_DAY);
  const { buyer, needOperator, needRegulator } = parties;
  const needId = await buyer.openNeed(needTerms(), needOperator, needRegulator);
  return { auctionId, needId };
}
