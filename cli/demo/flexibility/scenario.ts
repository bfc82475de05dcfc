/** A Sunday on which the DSO buys: who offers what, and the days that everybody is measured against. */
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import type { Params } from '@veilgrid/protocol/params';
import type { Prices } from '../market/prices.js';
import { drawFrom } from '../town/draw.js';
import { DATE, DAY, type Home, offeringHomes, otherHomes } from './homes.js';
import { buyingOf, MAX_QTY } from './terms.js';

/** What a home does with the need. */
export type Part =
  /** Delivers, its battery giving all that it sold, or half of it. */
  | 'delivers'
  | 'deliversHalf'
  /** Delivers when the time is over. */
  | 'silent'
  /** Has no reading of the day. */
  | 'unproven'
  /** Does not offer. */
  | 'other';

export interface House extends Home {
  readonly part: Part;
  /** What it offers; nothing where it does not. */
  readonly cells: readonly OfferCell[];
}

export interface Scenario {
  readonly date: string;
  /** On which the chain begins: the first market day. */
  readonly day: number;
  /** Days that are listed, ascending. */
  readonly listed: readonly number[];
  readonly prices: Prices;
  /** Lowest price of the auctions. */
  readonly floor: number;
  readonly houses: readonly House[];
  readonly importCap: number;
  readonly exportCap: number;
}

/** Saturdays and Sundays before it of whole weeks: the Saturday before is not settled when the need opens. */
const BACK = [-7, -8, -14, -15];
/** 11.76 p/kWh, the network charge included, and 4.64 p for what is fed in. */
const [ENERGY, NETWORK, EXPORT, DISCOUNT] = [9_760, 2_000, 4_640, 800];
/** 80 A and 20 A at 230 V for half an hour. */
const [IMPORT_CAP, EXPORT_CAP] = [9_200, 4_600];

export function buildScenario(params: Params, offering: number, others: number): Scenario {
  const { K, offDays } = params;
  const listed = BACK.slice(0, offDays)
    .map((back) => DAY + back)
    .sort((a, b) => a - b);
  const parts = (i: number): Part => {
    if (i === offering - 1) return 'unproven';
    if (i === offering - 2) return 'silent';
    return i === 1 ? 'deliversHalf' : 'delivers';
  };
  const sellers = offeringHomes(params, offering, [...listed, DAY]).map((home, i) => {
    return { ...home, part: parts(i), cells: offerOf(K, i) };
  });
  const idle = otherHomes(params, others).map((home) => ({ ...home, part: 'other' as const, cells: [] }));
  const flat = (price: number) => Array<number>(K).fill(price);
  const span = 48 / K;
  return {
    date: DATE,
    day: listed[0]!,
    listed,
    prices: {
      importPrice: flat(ENERGY),
      exportPrice: flat(EXPORT),
      network: flat(NETWORK),
      discount: flat(DISCOUNT),
      fixedPerDay: 20_000_000n,
    },
    floor: 0,
    houses: [...sellers, ...idle],
    importCap: IMPORT_CAP * span,
    exportCap: EXPORT_CAP * span,
  };
}

/** Nearly all that may be accepted of one home, at a price of its own. */
function offerOf(K: number, i: number): OfferCell[] {
  const draw = drawFrom('flexibility');
  const { window } = buyingOf(K);
  return Array.from({ length: K }, (_, k) => {
    const inside = window.includes(k);
    const level = draw(`level/${i}/${k}`, 5, 28);
    return inside ? { level, qty: draw(`qty/${i}/${k}`, MAX_QTY - 40, MAX_QTY) } : { level: 0, qty: 0 };
  });
}
