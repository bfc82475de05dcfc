import { requireGroup } from '@veilgrid/node/state/core/groups/group';
import { balanceOf, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { getTariff } from '@veilgrid/node/state/core/tariffs';
import { getAuction, listAuctions, marketOf } from '@veilgrid/node/state/market/auction';
import { add, mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import { auctionIdOf, marketData } from '@veilgrid/protocol/market/auction';
import { MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { BodyOf } from '../support/chain.js';
import { refuses, TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { GENESIS, genesisJson, START } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { Household } from '../support/household.js';
import { TARIFF, ZONE } from '../support/party.js';
import { daily, K, PROFILE } from '../support/profile.js';
import { AUCTION_ID, DAY, OPERATOR_SECRET, REGULATOR_SECRET, slotOf, TIMES } from '../support/slot.js';
import { openBody, PRICES, share, tariffBody } from '../support/terms.js';

type Open = BodyOf<'openAuction'>;

describe('an opened auction', () => {
  const day = new TestDay().prepare().open();
  const { chain } = day;
  const pinned = pointRoot(chain.ctx, chain.store);
  chain.submit(chain.tx('enrolPoint', new Household(20).point));
  chain.submit(chain.tx('publishTariff', { ...tariffBody(), day: DAY + 1 }));
  const nextId = auctionIdOf(hasher, GENESIS.chainId, { zone: ZONE, tariffId: TARIFF, day: DAY + 1 });
  const nextDay = (operator: bigint, regulator: bigint) =>
    chain.tx('openAuction', {
      ...openBody(),
      day: DAY + 1,
      settleFrom: TIMES.settleFrom + 86_400n,
      settleEnd: TIMES.settleEnd + 86_400n,
      publish: TIMES.publish + 86_400n,
      operatorShare: share('operator', nextId, operator),
      regulatorShare: share('regulator', nextId, regulator),
    });

  test('puts the group of its settlements, of the series of its zone and tariff', () => {
    const series = BigInt(ZONE) + 2n ** 32n * BigInt(TARIFF);
    const group = { id: AUCTION_ID, series, freezes: TIMES.settleEnd, zone: ZONE, day: DAY };
    expect(requireGroup(chain.store, AUCTION_ID)).toEqual({ ...group, rules: 'settlements' });
  });

  test('is kept with its key and the points of its opening', () => {
    const { operatorShare, regulatorShare, ...rest } = openBody();
    expect(listAuctions(chain.store, 0, 5)).toEqual([getAuction(chain.store, AUCTION_ID)]);
    expect(day.auction).toMatchObject({
      ...rest,
      auctionId: AUCTION_ID,
      key: add(operatorShare, regulatorShare),
      operatorX: operatorShare.x,
      regulatorY: regulatorShare.y,
      pointRoot: pinned,
      outcome: 'open',
      releasedScalar: undefined,
    });
    expect(pointRoot(chain.ctx, chain.store)).not.toBe(pinned);
    const tariff = getTariff(PROFILE, chain.store, TARIFF, DAY)!;
    expect(marketOf(chain.ctx, chain.store, day.auction)).toEqual(marketData(openBody(), tariff));
    expect(getAuction(chain.store, 5n)).toBeUndefined();
  });

  const spreads = PRICES.importPrice.map((p, k) => p - PRICES.exportPrice[k]!);

  test('locks the bond of the formula and both role bonds', () => {
    // 12 points of 5,000 Wh a period each way; rounding: |cap| and the larger residual price of each period.
    const wh = 12n * 5_000n * BigInt(K);
    const rounding = daily(3_000n, 3_000n, 100n, 4_000n).reduce((sum, price) => sum + 65_435n + price, 0n);
    const bond = 900n * wh + 50n * wh + 12n * rounding;
    expect(day.auction.bond).toBe(bond);
    // The largest spread on all that can be exchanged, and the same rounding.
    const lock = BigInt(Math.max(...spreads)) * wh + 12n * rounding;
    expect(day.auction.lock).toBe(lock);
    expect(getSupply(chain.store)).toMatchObject({ bonds: bond, roleBonds: 2n * lock });
    const left = 1_000_000_000_000n;
    expect(balanceOf(chain.store, 'supplier')).toBe(left - bond);
    expect(balanceOf(chain.store, 'operator')).toBe(left - lock);
    expect(balanceOf(chain.store, 'regulator')).toBe(left - lock);
  });

  test('leaves fresh shares for the next day', () => {
    expect(chain.refusal(chain.verified(nextDay(5n, 6n)))).toBeUndefined();
  });

  refuses(
    () => chain,
    [
      ['the same zone, tariff and day', () => chain.tx('openAuction', openBody()), 'AUCTION_EXISTS', 'day'],
      ['an old share', () => nextDay(OPERATOR_SECRET, 6n), 'SHARE_REUSED', 'operatorShare'],
      [
        'an old share of the other role',
        () => nextDay(5n, OPERATOR_SECRET),
        'SHARE_REUSED',
        'regulatorShare',
      ],
      [
        'an old share, negated',
        () => nextDay(5n, SUBGROUP_ORDER - REGULATOR_SECRET),
        'SHARE_REUSED',
        'regulatorShare',
      ],
    ],
  );
});

describe('opening', () => {
  const { chain } = new TestDay().prepare();
  const open = (difference: Partial<Open>) => chain.tx('openAuction', { ...openBody(), ...difference });
  const { operatorShare, regulatorShare } = openBody();
  const bound = 2 ** 24;

  test('takes what just holds', () => {
    const allowed = [
      open({ gate: START + 1n, release: START + 2n, close: START + 3n }),
      open({ settleFrom: BigInt((DAY + 1) * 86_400) }),
      // The cap is 535: the dearest hour with its discount decides.
      open({ floor: -65_000, collateral: 5_200 }),
      open({ tick: 255, floor: -bound + 1, collateral: bound - 1 }),
      open({ tiers: [90_000_000n] }),
      open({ tiers: [1n, 2n, 3n, 90_000_000n] }),
    ];
    for (const tx of allowed) expect(chain.refusal(chain.verified(tx))).toBeUndefined();
  });

  refuses(
    () => chain,
    [
      ['a gate that has passed', () => open({ gate: START }), 'AUCTION_TIMES_INVALID', 'gate'],
      ['a tariff nobody published', () => open({ tariffId: TARIFF + 1 }), 'TARIFF_UNKNOWN', 'tariffId'],
      ['a zone without points', () => open({ zone: ZONE + 1 }), 'NO_POINTS', 'zone'],
      ['no tick', () => open({ tick: 0 }), 'AUCTION_PRICES_INVALID', 'tick'],
      ['a floor too low', () => open({ floor: -bound }), 'AUCTION_PRICES_INVALID', 'floor'],
      ['a floor too high', () => open({ floor: bound }), 'AUCTION_PRICES_INVALID', 'floor'],
      ['a cap too high', () => open({ tick: 257 }), 'AUCTION_PRICES_INVALID', 'tick'],
      [
        'a collateral below the cap',
        () => open({ collateral: 65_434 }),
        'AUCTION_PRICES_INVALID',
        'collateral',
      ],
      [
        'a collateral below import price and discount',
        () => open({ floor: -65_000, collateral: 5_199 }),
        'AUCTION_PRICES_INVALID',
        'collateral',
      ],
      ['a collateral too high', () => open({ collateral: bound }), 'AUCTION_PRICES_INVALID', 'collateral'],
      ['no tier', () => open({ tiers: [] }), 'AUCTION_TIERS_INVALID', 'tiers'],
      ['a tier of nothing', () => open({ tiers: [0n, 90_000_000n] }), 'AUCTION_TIERS_INVALID', 'tiers.0'],
      [
        'the same tier twice',
        () => open({ tiers: [90_000_000n, 90_000_000n] }),
        'AUCTION_TIERS_INVALID',
        'tiers.1',
      ],
      [
        'a household above the top tier',
        () => open({ tiers: [89_999_999n] }),
        'AUCTION_TIERS_INVALID',
        'tiers',
      ],
      [
        'a tier whose double and the worst bill are beyond the lane',
        () => open({ tiers: [MONEY_LANE_BOUND / 2n] }),
        'AUCTION_LANES_OVERFLOW',
      ],
      ['a tier beyond its lane', () => open({ tiers: [2n ** 45n] }), 'AUCTION_LANES_OVERFLOW'],
      ['one share twice', () => open({ regulatorShare: operatorShare }), 'SHARE_INVALID', 'operatorShare'],
      [
        'opposite shares',
        () => open({ regulatorShare: share('regulator', AUCTION_ID, SUBGROUP_ORDER - OPERATOR_SECRET) }),
        'SHARE_INVALID',
        'operatorShare',
      ],
      [
        'the identity as a share',
        () => open({ operatorShare: { ...operatorShare, x: 0n, y: 1n } }),
        'SHARE_INVALID',
        'operatorShare',
      ],
      [
        'a share outside the subgroup',
        () =>
          open({ regulatorShare: { ...regulatorShare, x: R - regulatorShare.x, y: R - regulatorShare.y } }),
        'SHARE_INVALID',
        'operatorShare',
      ],
      [
        'possession proven for the other role',
        () => open({ operatorShare: share('regulator', AUCTION_ID, OPERATOR_SECRET) }),
        'POSSESSION_INVALID',
        'operatorShare',
      ],
      [
        'possession proven for another auction',
        () => open({ regulatorShare: share('regulator', 5n, REGULATOR_SECRET) }),
        'POSSESSION_INVALID',
        'regulatorShare',
      ],
      [
        "possession of another's key",
        () => open({ operatorShare: { ...operatorShare, ...mulBase(9n) } }),
        'POSSESSION_INVALID',
        'operatorShare',
      ],
    ],
  );
});

describe('the windows of genesis', () => {
  // Time is moved by hand here, which is no outage.
  const genesis = parseGenesis(genesisJson({ windows: { ...PRODUCTION_WINDOWS, outage: 0 } }));
  const day = new TestDay(12, new TestChain(genesis)).prepare();
  const { chain } = day;
  const [hour, midnight] = [3_600n, BigInt(DAY * 86_400)];
  /** The shortest that there are, with the latest end of the evening. */
  const shortest = {
    gate: midnight - hour,
    release: midnight - hour / 2n,
    close: midnight,
    settleFrom: midnight + 25n * hour,
    settleEnd: midnight + 49n * hour,
    publish: midnight + 50n * hour,
  };
  const slot = slotOf(0, genesis.chainId);
  const open = (change: Partial<Open>) =>
    chain.tx('openAuction', { ...openBody(slot), ...shortest, ...change });
  const late = midnight - 2n * hour;
  const early = midnight - 72n * hour;

  test('may be used up to the last second', () => {
    for (const time of [late, midnight - 72n * hour]) {
      expect(chain.at(time).refusal(chain.verified(open({})))).toBeUndefined();
    }
  });

  refuses(
    () => chain.at(late),
    [
      ['an hour less a second to order', () => open({}), 'AUCTION_TIMES_INVALID', 'gate', late + 1n],
      ['an opening a second too early', () => open({}), 'AUCTION_TIMES_INVALID', 'day', early - 1n],
      [
        'half an hour less a second to release',
        () => open({ release: shortest.release - 1n }),
        'AUCTION_TIMES_INVALID',
        'release',
      ],
      [
        'half an hour less a second to close',
        () => open({ release: shortest.release + 1n }),
        'AUCTION_TIMES_INVALID',
        'close',
      ],
      ['an end within the day', () => open({ close: midnight + 1n }), 'AUCTION_TIMES_INVALID', 'close'],
      [
        'an hour less a second until settlement',
        () => open({ settleFrom: shortest.settleFrom - 1n }),
        'AUCTION_TIMES_INVALID',
        'settleFrom',
      ],
      [
        'a day less a second to settle',
        () => open({ settleEnd: shortest.settleEnd - 1n }),
        'AUCTION_TIMES_INVALID',
        'settleEnd',
      ],
      [
        'one second to settle',
        () => open({ settleEnd: shortest.settleFrom + 1n }),
        'AUCTION_TIMES_INVALID',
        'settleEnd',
      ],
      [
        'an hour less a second until publication',
        () => open({ publish: shortest.publish - 1n }),
        'AUCTION_TIMES_INVALID',
        'publish',
      ],
      [
        'a time far away from the others',
        () => open({ settleFrom: 2n ** 63n }),
        'AUCTION_TIMES_INVALID',
        'settleEnd',
      ],
    ],
  );
});

describe('opening among unequal points', () => {
  const day = new TestDay(13);
  day.households.slice(0, 3).forEach((h) => {
    Object.assign(h.point, { dayLimit: 95_000_000n });
  });
  Object.assign(day.households[3]!.point, { importCap: 0xff_ffff });
  const { chain } = day.prepare();
  const open = (difference: Partial<Open>) => chain.tx('openAuction', { ...openBody(), ...difference });

  test('takes a tier of ten and none of less', () => {
    const limits = [94_999_999n, 95_000_000n];
    const error = chain.refusal(chain.verified(open({ tiers: limits })));
    expect(error?.toBody()).toMatchObject({ code: 'AUCTION_TIERS_INVALID', field: 'tiers.1', members: 3 });
    expect(chain.refusal(chain.verified(open({ tiers: [95_000_000n, 96_000_000n] })))).toBeUndefined();
  });

  test('refuses prices at which the largest point could overflow a lane', () => {
    const dear = open({ tick: 200, collateral: 200 * 65_535 });
    expect(chain.refusal(chain.verified(dear))?.toBody()).toMatchObject({
      code: 'AUCTION_LANES_OVERFLOW',
      position: day.households[3]!.point.position,
    });
  });
});

describe('opening without money', () => {
  const chain = new TestChain();
  for (let i = 0; i < 10; i++) chain.submit(chain.tx('enrolPoint', new Household(i).point));
  chain.submit(chain.tx('publishTariff', tariffBody()));

  test.each(['supplier', 'operator', 'regulator'] as const)('the %s has to hold its bond', (role) => {
    const tx = chain.tx('openAuction', openBody());
    const error = chain.refusal(chain.verified(tx));
    expect(error?.toBody()).toMatchObject({ code: 'BALANCE_TOO_LOW', account: role });
    const value = BigInt(error?.data.needed as string);
    chain.submit(chain.tx('mintAccount', { account: ROLES[role], value: value - 1n }));
    expect(chain.refusal(chain.verified(tx))?.data.account).toBe(role);
    chain.submit(chain.tx('mintAccount', { account: ROLES[role], value: 1n }));
    expect(chain.refusal(chain.verified(tx))?.data.account).not.toBe(role);
  });
});
