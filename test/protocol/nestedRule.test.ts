/** docs/protocol/core/parts.md "Measured totals": each row just kept, the next just not. */
import {
  type Asset,
  type MeasuredDay,
  measureReveals,
  type OthersTotal,
  othersReveal,
  type ZoneDay,
} from '@veilgrid/protocol/core/measures/nestedRule';

/** Substation 1, feeders 2 and 3 below it, transformer 4 below 2; zone n hangs in asset n. */
const TREE = { 1: 0, 2: 1, 3: 1, 4: 2 } as const;
type Id = keyof typeof TREE;
const IDS = [1, 2, 3, 4] as const;

interface Given {
  readonly customers: Readonly<Record<Id, number>>;
  readonly settled?: Partial<Record<Id, number>>;
  readonly points?: Partial<Record<Id, number>>;
  readonly open?: Partial<Record<Id, number>>;
  readonly merged?: Id;
  readonly measured?: readonly Id[];
  readonly others?: readonly (readonly [Id, number])[];
}

const totalOf = (asset: number, customers: number, active = customers): OthersTotal => ({
  asset,
  customers,
  active,
});

function dayOf({ customers, settled, points, open, merged, measured = [], others = [] }: Given): MeasuredDay {
  const assets = new Map(
    IDS.map((id): [number, Asset] => [
      id,
      {
        parent: TREE[id],
        children: IDS.filter((child) => TREE[child] === id),
        customers: customers[id],
        zones: [id],
      },
    ]),
  );
  const zones = new Map(
    IDS.map((id): [number, ZoneDay] => [
      id,
      {
        settled: settled?.[id] ?? 0,
        points: points?.[id] ?? settled?.[id] ?? 0,
        open: open?.[id] ?? 0,
        alone: merged !== id,
      },
    ]),
  );
  return { assets, zones, measured: new Set(measured), others: others.map((of) => totalOf(...of)) };
}

/** Of 55 homes below each feeder, and none elsewhere. */
const FEEDER = { 1: 110, 2: 55, 3: 55, 4: 0 } as const;

describe("a meter's day", () => {
  test.each<[string, Given, Id, Id | undefined]>([
    ['with nobody settled', { customers: FEEDER }, 2, undefined],
    ['with all settled', { customers: FEEDER, settled: { 2: 55 } }, 2, undefined],
    ['with 45 of 55: ten are left', { customers: FEEDER, settled: { 2: 45 } }, 2, undefined],
    ['with 54 of 55: the one who did not settle', { customers: FEEDER, settled: { 2: 54 } }, 2, 2],
    ['of ten customers', { customers: { ...FEEDER, 2: 10 } }, 2, undefined],
    ['of nine customers', { customers: { ...FEEDER, 2: 9 } }, 2, 2],
    [
      'of nine, all settled in a set of their own',
      { customers: { ...FEEDER, 2: 9 }, settled: { 2: 9 } },
      2,
      undefined,
    ],
    ['of ten, one of them a plant', { customers: { ...FEEDER, 2: 10 }, open: { 2: 1 } }, 2, 2],
    ['leaving ten, one of them a plant', { customers: FEEDER, settled: { 2: 45 }, open: { 2: 1 } }, 2, 2],
    [
      'with all settled, plants among them',
      { customers: FEEDER, settled: { 2: 55 }, open: { 2: 3 } },
      2,
      undefined,
    ],
    [
      'with more points than customers',
      { customers: { ...FEEDER, 2: 40 }, settled: { 2: 40 }, points: { 2: 41 } },
      2,
      2,
    ],
    ['of a day that opened with others', { customers: FEEDER, settled: { 2: 45 }, merged: 2 }, 2, 2],
    [
      'above a measured feeder, three customers apart',
      { customers: { ...FEEDER, 1: 58 }, measured: [2] },
      1,
      1,
    ],
    ['above a measured feeder, ten apart', { customers: { ...FEEDER, 1: 65 }, measured: [2] }, 1, undefined],
    [
      'above a measured feeder, with its customers',
      { customers: { ...FEEDER, 1: 55 }, measured: [2] },
      1,
      undefined,
    ],
    [
      'below a measured station that it leaves three',
      { customers: { ...FEEDER, 1: 58 }, measured: [1] },
      2,
      1,
    ],
    // Customers less members of the whole asset would be 16.
    [
      'of twelve own, eleven settled, above fifteen that did not',
      { customers: { 1: 27, 2: 15, 3: 0, 4: 0 }, settled: { 1: 11 }, measured: [2] },
      1,
      1,
    ],
    [
      'between two: the outer part is of three',
      { customers: { 1: 58, 2: 55, 3: 0, 4: 30 }, measured: [1, 4] },
      2,
      1,
    ],
    [
      'between two: the inner part is of three',
      { customers: { 1: 58, 2: 33, 3: 0, 4: 30 }, measured: [1, 4] },
      2,
      2,
    ],
    [
      'between two, each part of ten',
      { customers: { 1: 60, 2: 45, 3: 0, 4: 30 }, measured: [1, 4] },
      2,
      undefined,
    ],
    [
      'that a total of others is wholly below',
      { customers: FEEDER, others: [[4, 45]], settled: { 2: 10 } },
      2,
      undefined,
    ],
    [
      'with a total of others that leaves nine',
      { customers: FEEDER, others: [[4, 36]], settled: { 2: 10 } },
      2,
      2,
    ],
    ['that divides a total of others', { customers: FEEDER, others: [[1, 60]] }, 2, 1],
    [
      'that divides a total of others further up',
      { customers: { ...FEEDER, 4: 20 }, others: [[1, 60]] },
      4,
      1,
    ],
    ['of the asset whose others are totalled', { customers: FEEDER, others: [[2, 45]] }, 2, undefined],
    [
      'beside a total that leaves a measured part out',
      { customers: { ...FEEDER, 4: 20 }, measured: [2], others: [[1, 55]] },
      4,
      undefined,
    ],
  ])('%s', (_, given, asset, expected) => {
    expect(measureReveals(dayOf(given), asset)).toBe(expected);
  });
});

describe('a total of others', () => {
  const half = { customers: FEEDER, settled: { 2: 30 } };
  test.each<[string, Given, OthersTotal, Id | undefined]>([
    ['of all the others', half, totalOf(2, 25), undefined],
    ['that leaves ten', half, totalOf(2, 15), undefined],
    ['that leaves nine', half, totalOf(2, 16), 2],
    ['of ten who are active', half, totalOf(2, 25, 10), undefined],
    ['of nine who are active', half, totalOf(2, 25, 9), 2],
    ['of ten who are active, one of them perhaps open', { ...half, open: { 2: 1 } }, totalOf(2, 25, 10), 2],
    ['twice', { ...half, others: [[2, 10]] }, totalOf(2, 15), 2],
    ['below one before', { ...half, others: [[1, 60]] }, totalOf(2, 25), 1],
    ['above one before', { ...half, others: [[2, 25]] }, totalOf(1, 55), undefined],
    [
      'that leaves a measured station three',
      { ...half, measured: [1], settled: { 2: 30, 3: 52 } },
      totalOf(2, 25),
      1,
    ],
  ])('%s', (_, given, total, expected) => {
    expect(othersReveal(dayOf(given), total)).toBe(expected);
  });
});
