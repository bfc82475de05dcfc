/** What is fixed before a day begins: prices of the tariff, terms of the auction. */
import { makeKeyShare, type ShareRole } from '@veilgrid/protocol/core/books/keyShare';
import type { BodyOf } from './chain.js';
import { GENESIS } from './genesis.js';
import { hasher } from './hasher.js';
import { TARIFF } from './party.js';
import { daily } from './profile.js';
import { FIRST } from './slot.js';

export const PRICES = {
  importPrice: daily(3_000, 3_000, -50, 4_000),
  exportPrice: daily(800, -20, -100, 900),
  network: daily(1_000, 1_000, 900, 1_200),
  discount: daily(600, 600, 0, 1_200),
  fixedPerDay: 50_000n,
};

export const TERMS = {
  floor: -100,
  tick: 1,
  collateral: 65_435,
  tiers: [100_000_000n, 2_000_000_000n],
};

export function tariffBody(day = FIRST.day, prices = PRICES, tariffId = TARIFF): BodyOf<'publishTariff'> {
  return { ...prices, tariffId, day };
}

/** A share with its proof of possession for an auction. */
export const share = (role: ShareRole, id: bigint, secret: bigint, chainId = GENESIS.chainId) =>
  makeKeyShare(hasher, { chainId, auctionId: id, role }, secret);

export function openBody(slot = FIRST, terms = TERMS): BodyOf<'openAuction'> {
  const { chainId, zone, tariffId, day, auctionId, times, operatorSecret, regulatorSecret } = slot;
  return {
    ...terms,
    zone,
    tariffId,
    day,
    ...times,
    operatorShare: share('operator', auctionId, operatorSecret, chainId),
    regulatorShare: share('regulator', auctionId, regulatorSecret, chainId),
  };
}
