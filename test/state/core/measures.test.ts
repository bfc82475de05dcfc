/** Network assets and measures: the tree, what meters may say of a day, and the rule of ten. */

import { join, putGroup } from '@veilgrid/node/state/core/groups/group';
import { assetsOn, listAssets } from '@veilgrid/node/state/core/measures/assets';
import { ensureHides, ensureOthersHide, putOthers } from '@veilgrid/node/state/core/measures/day';
import { getMeasured } from '@veilgrid/node/state/core/measures/measured';
import { getMeasuredPeak } from '@veilgrid/node/state/core/measures/measuredPeak';
import { GROUPS } from '@veilgrid/node/state/groups';
import { Overlay } from '@veilgrid/node/store/overlay';
import { quarterDays } from '@veilgrid/protocol/core/measures/asset';
import { isPeakStep, peakStep } from '@veilgrid/protocol/core/measures/measured';
import { PARTY_KINDS } from '@veilgrid/protocol/core/parties';
import { type Draft, signersOf } from '@veilgrid/protocol/kinds';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { missingSigners, parseRequest, requestToJson } from '@veilgrid/protocol/request';
import type { Tx } from '@veilgrid/protocol/tx';
import { type BodyOf, refuses, TestChain } from '../support/chain.js';
import { publicKeyOf } from '../support/genesis.js';
import { MaskedGroups, type MemberDay, prosumer, times } from '../support/maskedGroups.js';
import {
  AFTER,
  bareAsset,
  METERED_DAY,
  measuredTx,
  meteredAsset,
  meterSeed,
  TODAY,
  withdrawalTx,
} from '../support/network.js';
import { CAPS, Party } from '../support/party.js';
import { K } from '../support/profile.js';
import { SURVEYS } from '../support/surveyRules.js';

const announce = (chain: TestChain, ...assets: BodyOf<'networkAsset'>[]) => {
  for (const asset of assets) chain.send('networkAsset', asset);
};

describe('network assets', () => {
  const chain = new TestChain();
  for (const [i, kinds] of [PARTY_KINDS.tso, PARTY_KINDS.planner].entries()) {
    chain.send('registerParty', {
      partyId: 32 + i,
      sigPk: publicKeyOf(240 + i),
      encPk: new Uint8Array(32).fill(9),
      name: new TextEncoder().encode('Grid'),
      kinds,
      until: TODAY + 100,
    });
  }
  announce(
    chain,
    bareAsset({ assetId: 1, kind: 5, customers: 100 }),
    meteredAsset(chain, { assetId: 2, parent: 1, zones: [3, 4] }),
    ...Array.from({ length: 6 }, (_, i) => bareAsset({ assetId: 3 + i, parent: 2 + i })),
    bareAsset({ assetId: 9, parent: 1, fromDay: METERED_DAY + 5, zones: [5] }),
  );
  const next = (fields: Partial<BodyOf<'networkAsset'>>) =>
    chain.tx('networkAsset', bareAsset({ assetId: 10, ...fields }));
  const metered = (fields: Partial<BodyOf<'networkAsset'>>) =>
    chain.tx('networkAsset', meteredAsset(chain, { assetId: 10, ...fields }));

  test('hold from their day on, version by version', () => {
    const own = new TestChain();
    announce(own, bareAsset({ customers: 5 }));
    announce(own, bareAsset({ version: 1, fromDay: METERED_DAY + 3, customers: 7 }));
    const customers = (day: number) => assetsOn(own.store, day)(1)?.customers;
    expect([TODAY, METERED_DAY, METERED_DAY + 2, METERED_DAY + 3].map(customers)).toEqual([
      undefined,
      5,
      5,
      7,
    ]);
    expect(listAssets(own.store, 0, 10).map(({ version }) => version)).toEqual([1]);
  });

  test('begin on sixty-four days to come at most', () => {
    const own = new TestChain();
    for (let version = 0; version < 64; version++) {
      announce(own, bareAsset({ version, fromDay: METERED_DAY + version }));
    }
    const another = (fromDay: number) => own.tx('networkAsset', bareAsset({ assetId: 2, fromDay }));
    const tooMany = own.refusal(own.verified(another(METERED_DAY + 64)));
    expect([tooMany?.code, tooMany?.data.field]).toEqual(['NETWORK_ASSET_INVALID', 'fromDay']);
    expect(own.refusal(own.verified(another(METERED_DAY + 63)))).toBeUndefined();
    own.at(AFTER - 1n);
    expect(own.refusal(own.verified(another(METERED_DAY + 64)))).toBeUndefined();
  });

  test('may be eight deep, and move a meter with them', () => {
    expect(chain.refusal(chain.verified(next({ parent: 7 })))).toBeUndefined();
    const moved = meteredAsset(chain, { assetId: 2, version: 1, fromDay: METERED_DAY + 1, parent: 1 });
    expect(chain.refusal(chain.verified(chain.tx('networkAsset', moved)))).toBeUndefined();
  });

  const wrong = (name: string, fields: Partial<BodyOf<'networkAsset'>>, field: string) =>
    [name, () => next(fields), 'NETWORK_ASSET_INVALID', field] as const;
  refuses(
    () => chain,
    [
      wrong('the number 0', { assetId: 0 }, 'assetId'),
      wrong('a kind that is none', { kind: 6 }, 'kind'),
      wrong('no kind', { kind: 0 }, 'kind'),
      wrong('a rating of 2^40', { ratingImport: 1n << 40n }, 'ratingImport'),
      wrong('a rating of 2^40 the other way', { ratingExport: 1n << 40n }, 'ratingExport'),
      wrong('a power factor above 1', { powerFactor: 1_001 }, 'powerFactor'),
      wrong('no power factor', { powerFactor: 0 }, 'powerFactor'),
      wrong('more than the rating', { usable: 1_001 }, 'usable'),
      wrong('nothing usable', { usable: 0 }, 'usable'),
      wrong('a drop of 2^20', { dropPpmPerKw: 2 ** 20 }, 'dropPpmPerKw'),
      wrong('a limit of 2^20', { dropLimitPpm: 2 ** 20 }, 'dropLimitPpm'),
      wrong('a zone twice in itself', { zones: [7, 7] }, 'zones.1'),
      wrong('zones out of order', { zones: [8, 7] }, 'zones.1'),
      wrong('a zone of another asset', { zones: [4] }, 'zones.0'),
      wrong("a zone that another's later version takes", { zones: [5] }, 'zones.0'),
      wrong('a version that is not the next', { version: 1 }, 'version'),
      wrong('a version there is', { assetId: 1 }, 'version'),
      wrong('today', { fromDay: TODAY }, 'fromDay'),
      wrong('more than ten years ahead', { fromDay: TODAY + 3_661 }, 'fromDay'),
      wrong('a version that begins with the one before', { assetId: 1, version: 1 }, 'fromDay'),
      wrong('a parent that is none', { parent: 77 }, 'parent'),
      wrong('a parent that is not there yet', { parent: 9 }, 'parent'),
      wrong('itself above', { parent: 10 }, 'parent'),
      wrong('the ninth below each other', { parent: 8 }, 'parent'),
      wrong('a cycle', { assetId: 1, version: 1, fromDay: METERED_DAY + 1, parent: 4 }, 'parent'),
      wrong('a class without a meter', { classPpm: 1 }, 'meterKey'),
      wrong('an owner without a meter', { meterOwner: 1 }, 'meterKey'),
      wrong('a possession without a meter', { possession: new Uint8Array(64).fill(1) }, 'meterKey'),
      [
        'a signature of another record',
        () => {
          const asset = meteredAsset(chain, { assetId: 10 });
          return chain.tx('networkAsset', { ...asset, customers: 1 });
        },
        'NETWORK_ASSET_INVALID',
        'possession',
      ],
      ['a meter of nobody', () => metered({ meterOwner: 34 }), 'PARTY_UNKNOWN', 'partyId'],
      ['a meter of no TSO', () => metered({ meterOwner: 33 }), 'PARTY_KIND_WRONG', 'partyId'],
      ['a meter of another role', () => metered({ meterOwner: 1 }), 'PARTY_KIND_WRONG', 'partyId'],
      [
        "another asset's meter",
        () => metered({ meterKey: meteredAsset(chain, { assetId: 2 }).meterKey }),
        'NETWORK_ASSET_INVALID',
        'meterKey',
      ],
    ],
  );
});

/** A substation over two feeders with a zone each, and one without. */
function network(customers: readonly [number, number, number]): MaskedGroups {
  const world = new MaskedGroups();
  const { chain } = world;
  announce(
    chain,
    meteredAsset(chain, { assetId: 1, kind: 3, customers: customers[0] }),
    meteredAsset(chain, { assetId: 2, parent: 1, customers: customers[1], zones: [3] }),
    meteredAsset(chain, { assetId: 3, parent: 1, customers: customers[2], zones: [4] }),
  );
  chain.at(AFTER);
  return world;
}

/** A group of a zone's metered day, or another's, before it froze. */
function put(
  world: MaskedGroups,
  id: bigint,
  zone: number,
  members: readonly MemberDay[],
  { freezes = AFTER, day = METERED_DAY } = {},
): MaskedGroups {
  const { time } = world.chain;
  world.chain.at(freezes - 1n);
  world.put(id, freezes, members, { zone, day });
  world.chain.at(time);
  return world;
}

/** So many settle in a zone, and their set is opened. */
const settled = (world: MaskedGroups, id: bigint, zone: number, count: number): MaskedGroups =>
  put(world, id, zone, times(count, prosumer)).counts(id).words(id);

describe("a TSO's meter", () => {
  test('is announced and read with its signature', () => {
    const chain = new TestChain();
    const body = { ...meteredAsset(chain, { meterOwner: 32 }), sequence: 0n };
    expect(signersOf({ kind: 'networkAsset', body })).toEqual(['dso', 'party']);
    expect(signersOf({ kind: 'networkAsset', body: { ...body, meterOwner: 0 } })).toEqual(['dso']);
    const total = (act: number, meterOwner: number) => {
      const tx = measuredTx(chain, 1, { act, meterOwner }) as Tx & { readonly kind: 'measured' };
      return signersOf(tx);
    };
    expect([0, 1, 2].map((act) => total(act, 32))).toEqual([
      ['dso', 'party'],
      ['dso', 'party', 'regulator'],
      ['dso', 'party', 'regulator'],
    ]);
    expect([0, 1].map((act) => total(act, 0))).toEqual([['dso'], ['dso', 'regulator']]);
  });
});

describe('a day of ten and more', () => {
  test('is shown where all have settled, and where ten have not', () => {
    const world = settled(settled(network([44, 12, 22]), 11n, 3, 12), 12n, 4, 12);
    const { chain } = world;
    for (const id of [1, 2, 3]) chain.submit(measuredTx(chain, id));
    expect(getMeasured(chain.ctx, chain.store, 2, METERED_DAY)).toEqual({
      imports: Array(K).fill(50_000),
      exports: Array(K).fill(0),
      withdrawn: false,
    });
  });

  test('is withdrawn by DSO and regulator, and posted once more', () => {
    const world = settled(network([12, 12, 0]), 11n, 3, 12);
    const { chain } = world;
    chain.submit(measuredTx(chain, 2));
    chain.submit(withdrawalTx(chain, 2));
    expect(getMeasured(chain.ctx, chain.store, 2, METERED_DAY)?.withdrawn).toBe(true);
    const again = { act: 2, imports: Array<number>(K).fill(1) };
    chain.submit(measuredTx(chain, 2, again));
    expect(getMeasured(chain.ctx, chain.store, 2, METERED_DAY)).toEqual({
      imports: Array(K).fill(1),
      exports: Array(K).fill(0),
      withdrawn: false,
    });
    chain.submit(withdrawalTx(chain, 2));
    expect(chain.refusal(chain.verified(measuredTx(chain, 2, again)))?.code).toBe('MEASURE_EXISTS');
  });

  const world = settled(settled(network([44, 12, 22]), 11n, 3, 12), 12n, 4, 12);
  const { chain } = world;
  chain.submit(measuredTx(chain, 3));
  const zeros = Array<number>(K).fill(0);
  refuses(
    () => chain,
    [
      ['an asset there is not', () => measuredTx(chain, 9), 'NETWORK_ASSET_UNKNOWN', 'assetId'],
      [
        'a day before the asset',
        () => measuredTx(chain, 2, { day: TODAY }),
        'NETWORK_ASSET_UNKNOWN',
        'assetId',
      ],
      ['the same day again', () => measuredTx(chain, 3), 'MEASURE_EXISTS', 'day'],
      ['once more what was not withdrawn', () => measuredTx(chain, 3, { act: 2 }), 'MEASURE_EXISTS', 'day'],
      ['a withdrawal of nothing', () => withdrawalTx(chain, 2), 'VALUE_OUT_OF_RANGE', 'act'],
      ['an act that is none', () => measuredTx(chain, 2, { act: 3 }), 'VALUE_OUT_OF_RANGE', 'act'],
      [
        'a withdrawal with values',
        () => measuredTx(chain, 3, { act: 1, exports: zeros }),
        'VALUE_OUT_OF_RANGE',
        'imports',
      ],
      [
        'an owner that is none',
        () => measuredTx(chain, 2, { meterOwner: 3 }),
        'VALUE_OUT_OF_RANGE',
        'meterOwner',
      ],
      [
        'both ways at once',
        () => measuredTx(chain, 2, { exports: zeros.with(-1, 1) }),
        'VALUE_OUT_OF_RANGE',
        'exports',
      ],
      [
        'a reason for nothing',
        () => measuredTx(chain, 2, { reasonHash: new Uint8Array(32).fill(1) }),
        'VALUE_OUT_OF_RANGE',
        'reasonHash',
      ],
      [
        "another meter's signature",
        () => measuredTx(chain, 2, {}, meterSeed(3)),
        'SIGNATURE_INVALID',
        'signature',
      ],
      ['a day that is not over', () => measuredTx(chain, 2), 'DAY_OPEN', 'day', AFTER - 1n],
    ],
  );
});

describe('the rule of ten', () => {
  const refusal = ({ chain }: MaskedGroups, assetId: number) =>
    chain.refusal(chain.verified(measuredTx(chain, assetId)));
  const reveals = (world: MaskedGroups, assetId: number) => refusal(world, assetId)?.data.assetId;

  test('54 of 55 have settled: the meter would show the last one', () => {
    expect(reveals(settled(network([55, 55, 0]), 11n, 3, 54), 2)).toBe(2);
    expect(refusal(settled(network([55, 55, 0]), 11n, 3, 45), 2)).toBeUndefined();
  });

  test('a meter between two would divide the part of the one above', () => {
    const world = settled(settled(network([33, 18, 15]), 11n, 3, 18), 12n, 4, 12);
    // 15 of which 12 settled, below 33 of which 30 did.
    expect(reveals(world, 3)).toBe(3);
    const wide = settled(settled(network([40, 18, 12]), 11n, 3, 18), 12n, 4, 12);
    wide.chain.submit(measuredTx(wide.chain, 1));
    expect(refusal(wide, 2)).toBeUndefined();
    const close = settled(settled(network([37, 25, 12]), 11n, 3, 15), 12n, 4, 12);
    close.chain.submit(measuredTx(close.chain, 1));
    // Ten of the feeder's are left, and none of the rest: of the whole ten were left.
    expect(refusal(close, 2)).toBeUndefined();
    const thin = settled(settled(network([41, 25, 12]), 11n, 3, 15), 12n, 4, 12);
    thin.chain.submit(measuredTx(thin.chain, 1));
    expect(reveals(thin, 2)).toBe(1);
  });

  test('what was withdrawn was seen', () => {
    const world = settled(settled(network([41, 25, 12]), 11n, 3, 15), 12n, 4, 12);
    world.chain.submit(measuredTx(world.chain, 1));
    world.chain.submit(withdrawalTx(world.chain, 1));
    expect(reveals(world, 2)).toBe(1);
  });

  test('customers are at least the live points', () => {
    const world = network([0, 0, 0]);
    world.chain.at(AFTER);
    for (let i = 0; i < 13; i++) world.chain.send('enrolPoint', new Party(i, CAPS).point);
    settled(world, 11n, 3, 12);
    expect(reveals(world, 2)).toBe(2);
  });

  test('open points hide nobody', () => {
    const world = network([22, 22, 0]);
    for (let i = 0; i < 12; i++) {
      world.chain.send('enrolPoint', new Party(i, { ...CAPS, open: i === 0 ? 1 : 0 }).point);
    }
    settled(world, 11n, 3, 12);
    expect(reveals(world, 2)).toBe(2);
    world.chain.send('revokePoint', { position: new Party(0).point.position });
    expect(refusal(world, 2)).toBeUndefined();
  });

  test('a zone that is not open yet, or merged, or frozen later', () => {
    const open = put(network([22, 12, 10]), 11n, 3, times(12, prosumer));
    expect(refusal(open, 2)?.code).toBe('DAY_OPEN');
    expect(refusal(open, 3)).toBeUndefined();
    expect(refusal(open, 1)?.code).toBe('DAY_OPEN');
    open.counts(11n);
    expect(refusal(open, 2)?.code).toBe('DAY_OPEN');
    const later = put(network([12, 12, 0]), 11n, 3, [], { freezes: AFTER + 1n });
    expect(refusal(later, 2)?.code).toBe('DAY_OPEN');
    later.chain.at(AFTER + 1n);
    expect(refusal(later, 2)).toBeUndefined();
    const merged = put(network([15, 15, 0]), 11n, 3, times(3, prosumer), { freezes: AFTER - 1n });
    put(merged, 12n, 3, times(12, prosumer), { day: METERED_DAY + 1 });
    merged.counts(12n).words(11n, 12n);
    expect(reveals(merged, 2)).toBe(2);
  });

  test('totals of others are known, of ten, once, and in the way of a meter between', () => {
    const world = settled(network([60, 40, 20]), 11n, 3, 15);
    const { ctx, store } = world.chain;
    const allows =
      (assetId: number, customers: number, active = customers) =>
      () =>
        ensureOthersHide(ctx, store, assetId, METERED_DAY, { customers, active });
    expect(allows(2, 25)).not.toThrow();
    expect(allows(2, 16)).toThrow('MEASURE_REVEALS');
    expect(allows(2, 15, 9)).toThrow('MEASURE_REVEALS');
    expect(allows(2, 15)).not.toThrow();
    const overlay = new Overlay(store);
    putOthers(overlay, 2, METERED_DAY, { customers: 15, active: 15 });
    store.commit(overlay.writes());
    expect(allows(2, 10)).toThrow('MEASURE_EXISTS');
    expect(allows(1, 20)).not.toThrow();
    expect(refusal(world, 2)).toBeUndefined();
    const above = new Overlay(store);
    putOthers(above, 1, METERED_DAY, { customers: 20, active: 20 });
    store.commit(above.writes());
    expect(reveals(world, 3)).toBe(1);
  });
});

test('a withdrawal goes round those who sign it', () => {
  const { chain } = network([55, 25, 21]);
  const { kind, body } = withdrawalTx(chain, 2);
  const request = { draft: { kind, body } as Draft, signatures: [] };
  const read = parseRequest(chain.genesis, requestToJson(chain.genesis, request));
  expect(missingSigners(read)).toEqual(['dso', 'regulator']);
});

test('a part of a set holds nobody besides, and need not open', () => {
  const { chain } = settled(network([60, 40, 20]), 11n, 3, 15);
  const ctx = { ...chain.ctx, groups: { ...GROUPS, panel: SURVEYS.panel } };
  const overlay = new Overlay(chain.store);
  const group = { id: 99n, rules: 'panel', series: 0n, freezes: AFTER, zone: 3, day: METERED_DAY };
  putGroup(ctx, overlay, group);
  const lanes = Array<bigint>(chain.genesis.params.laneWords).fill(0n);
  for (let i = 1n; i <= 9n; i++) {
    const member = { tagA: i, tagB: i, lanes, counts: true, open: 0 };
    join({ ...ctx, time: AFTER - 1n }, overlay, 99n, member);
  }
  expect(() => ensureHides(ctx, overlay, 2, METERED_DAY)).not.toThrow();
});

describe('the peak of refused days', () => {
  const { from, to } = quarterDays(2027, 1);
  const over = BigInt(to * SECONDS_PER_DAY);
  const { chain } = network([55, 25, 21]);
  announceLater();
  function announceLater(): void {
    announce(chain, bareAsset({ assetId: 4, parent: 3, fromDay: METERED_DAY + 2, customers: 12 }));
    chain.at(over);
  }

  test('customers that come at its end hide no day before', () => {
    const { chain: grown } = network([55, 25, 9]);
    announce(
      grown,
      meteredAsset(grown, { assetId: 3, version: 1, parent: 1, fromDay: to - 1, customers: 30 }),
    );
    grown.at(over);
    const tx = grown.tx('measuredPeak', { assetId: 3, year: 2027, quarter: 1, importW: 0n, exportW: 0n });
    expect(grown.refusal(grown.verified(tx))?.code).toBe('MEASURE_REVEALS');
  });

  const peak = (change: Partial<BodyOf<'measuredPeak'>> = {}) =>
    chain.tx('measuredPeak', {
      assetId: 2,
      year: 2027,
      quarter: 1,
      importW: 80_000n,
      exportW: 0n,
      ...change,
    });

  test('is one step of the rating, a quarter and direction', () => {
    expect([from, to]).toEqual([20_819, 20_909]);
    expect([0n, 1n, 40_000n, 40_001n].map((w) => peakStep(w, 800_000n))).toEqual([
      0n,
      40_000n,
      40_000n,
      80_000n,
    ]);
    for (let w = 0n; w < 300n; w++) {
      for (const rating of [0n, 1n, 19n, 20n, 33n, 800n]) {
        expect(isPeakStep(peakStep(w, rating), rating)).toBe(true);
        if (rating > 0n) expect(peakStep(w, rating)).toBeGreaterThanOrEqual(w);
      }
    }
    expect(isPeakStep(41_000n, 800_000n)).toBe(false);
    const own = network([55, 25, 21]).chain.at(over);
    own.send('measuredPeak', { assetId: 3, year: 2027, quarter: 1, importW: 40_000n, exportW: 20_000n });
    expect(getMeasuredPeak(own.store, 3, 2027, 1)).toEqual({ importW: 40_000n, exportW: 20_000n });
    const twice = { assetId: 3, year: 2027, quarter: 1, importW: 0n, exportW: 0n };
    expect(own.refusal(own.verified(own.tx('measuredPeak', twice)))?.code).toBe('MEASURE_EXISTS');
  });

  refuses(
    () => chain,
    [
      ['a quarter that is none', () => peak({ quarter: 5 }), 'NETWORK_ASSET_INVALID', 'quarter'],
      ['an asset there is not', () => peak({ assetId: 9 }), 'NETWORK_ASSET_UNKNOWN', 'assetId'],
      ['an asset without a meter', () => peak({ assetId: 4 }), 'NETWORK_ASSET_INVALID', 'assetId'],
      ['no step', () => peak({ importW: 81_000n }), 'NETWORK_ASSET_INVALID', 'importW'],
      ['no step the other way', () => peak({ exportW: 1n }), 'NETWORK_ASSET_INVALID', 'exportW'],
      ['a quarter that is not over', () => peak(), 'DAY_OPEN', 'quarter', over - 1n],
      ['nine customers of its own', () => peak({ assetId: 1 }), 'MEASURE_REVEALS', 'assetId'],
    ],
  );
});
