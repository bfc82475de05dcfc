/** What a need of the tests is opened with: two falling steps; sizes as in every profile. */
import { type NeedTerms, needIdOf } from '@veilgrid/protocol/flexibility/need';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { BodyOf } from '../chain.js';
import { GENESIS, START } from '../genesis.js';
import { hasher } from '../hasher.js';
import { ZONE } from '../party.js';
import { daily, K } from '../profile.js';
import { slotOf } from '../slot.js';
import { share } from '../terms.js';

export const AREA: BodyOf<'publishArea'> = { areaId: 5, places: [70, 71], zones: [ZONE] };
export const PLACE = 71;

/** Bits of a pattern's half hours, again and again. */
export const bitsOf = (...pattern: readonly boolean[]): bigint =>
  daily(...pattern).reduce((bits, yes, k) => (yes ? bits | (1n << BigInt(k)) : bits), 0n);

/** Every fourth half hour is up, one is not asked for, two are down: the second and the fourth. */
export const WINDOW = bitsOf(true, true, false, true);
export const UP = bitsOf(true, false, false, false);
export const MAX_OFFER = 500;

const step = (qty: number, level: number, name: string) => ({
  qty: daily(qty, qty, 0, qty),
  level: daily(level, level, 0, level),
  label: new TextEncoder().encode(name.padEnd(16)),
});

/** Prices of 3,300 at most, where a Wh that is wasted costs 4,000 at least in the same half hours. */
export const NEED_PRICES = {
  window: WINDOW,
  up: UP,
  steps: [step(6_000, 300, 'grid'), step(4_000, 150, 'transmission')],
  auctioned: 0,
  other: daily(200, 200, 0, 200),
  rebound: daily(800),
  comp: daily(100, 100, 0, 100),
  maxQty: MAX_OFFER,
  floor: 100,
  tick: 10,
  percent: 50,
  refs: [],
  tiers: [20_000_000n, 1_000_000_000n],
};

/** When the auction of a day opens, and its need. @param days after the first */
export const openingOf = (days: number): bigint => START + BigInt(days * SECONDS_PER_DAY);

export function needTimes(days: number) {
  const opened = openingOf(days);
  const { settleEnd } = slotOf(days).times;
  return {
    gate: opened + 600n,
    release: opened + 1_200n,
    close: opened + 1_800n,
    deliverFrom: settleEnd,
    deliverEnd: settleEnd + 3_600n,
    publish: settleEnd + 4_200n,
    callLead: 1_800,
  };
}

/** Shares that no other need nor auction has. */
export function needSecrets({ areaId, day }: Pick<NeedTerms, 'areaId' | 'day'>) {
  const apart = 10n ** 15n * BigInt(areaId) + 1_000n * BigInt(day);
  return { operatorSecret: apart + 1n, regulatorSecret: apart + 2n };
}

export type NeedChange = Partial<Omit<BodyOf<'openNeed'>, 'operatorShare' | 'regulatorShare'>>;

/** @param days of the need's day, after the first */
export function needBody(days: number, change: NeedChange = {}): BodyOf<'openNeed'> {
  const terms = {
    areaId: AREA.areaId,
    day: slotOf(days).day,
    ...NEED_PRICES,
    ...needTimes(days),
    ...change,
  };
  const id = needIdOf(hasher, GENESIS.chainId, terms);
  const { operatorSecret, regulatorSecret } = needSecrets(terms);
  return {
    ...terms,
    operatorShare: share('operator', id, operatorSecret),
    regulatorShare: share('regulator', id, regulatorSecret),
  };
}

/** An offered quantity in every half hour of the window, at a level a half hour. */
export function offerOf(qty: number, level: number, window = WINDOW) {
  return Array.from({ length: K }, (_, k) => {
    const inside = ((window >> BigInt(k)) & 1n) === 1n;
    return { level: level + k, qty: inside ? qty : 0 };
  });
}
