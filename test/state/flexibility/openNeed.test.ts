/** What an opening refuses, each for its own reason. */
import { balanceOf } from '@veilgrid/node/state/core/money/accounts';
import { openNeed } from '@veilgrid/node/state/flexibility/openNeed';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { lastCall } from '@veilgrid/protocol/flexibility/calls';
import type { NeedStep } from '@veilgrid/protocol/flexibility/need';
import { offerBounds, openingLock } from '@veilgrid/protocol/flexibility/prices';
import { ROLES } from '@veilgrid/protocol/roles';
import { type BodyOf, type Refusal, refuses } from '../support/chain.js';
import { codeOf } from '../support/codeOf.js';
import { NEED_DAY, readyWorld } from '../support/flexibility/flexWorld.js';
import { AREA, NEED_PRICES, needTimes, openingOf, WINDOW } from '../support/flexibility/terms.js';
import { genesisJson } from '../support/genesis.js';
import { K } from '../support/profile.js';
import { slotOf } from '../support/slot.js';
import { share } from '../support/terms.js';

type Body = BodyOf<'openNeed'>;
const world = readyWorld();
const { chain } = world;
const opened = world.need(NEED_DAY);
const opens =
  (change: Partial<Body> = {}) =>
  () =>
    chain.tx('openNeed', { ...opened.body, ...change });
const refused =
  (code: string) =>
  (name: string, change: Partial<Body>, field: string): Refusal => [name, opens(change), code, field];

test('what is refused below is opened without its fault', () => {
  expect(chain.refusal(chain.verified(opens()()))).toBeUndefined();
});

describe('quantities', () => {
  const [a, b] = NEED_PRICES.steps as [NeedStep, NeedStep];
  const with0 = (at: number, wh: number) => ({
    steps: [{ ...a, qty: a.qty.map((q, k) => (k === at ? wh : q)) }, b],
  });
  const none = { ...a, qty: a.qty.map(() => 0) };
  const invalid = refused('NEED_QUANTITY_INVALID');
  refuses(
    () => chain,
    [
      invalid('offers of nothing', { maxQty: 0 }, 'maxQty'),
      invalid('offers beyond an order’s', { maxQty: 2 ** 24 }, 'maxQty'),
      invalid('no half hour', { window: 0n, up: 0n }, 'window'),
      invalid('a half hour that no day has', { window: WINDOW | (1n << BigInt(K)) }, 'window'),
      invalid('up where nothing is asked for', { up: 4n }, 'up'),
      invalid('no steps', { steps: [] }, 'steps'),
      invalid('a step of nothing', { steps: [a, none] }, 'steps.1'),
      invalid('more than an order holds', with0(1, 2 ** 24), 'steps.0.qty.1'),
      invalid('a quantity outside the window', with0(2, 1), 'steps.0.qty.2'),
      invalid('a half hour that ten could not sell', with0(3, 999), 'window.3'),
    ],
  );
});

describe('prices', () => {
  const invalid = refused('NEED_PRICES_INVALID');
  const { collateral } = offerBounds(opened.body);
  const high = (values: readonly number[]) => values.map((x, k) => (k === 3 ? 2 ** 24 : x));
  const { other, rebound, comp } = NEED_PRICES;
  /** 2^22 a half hour, and each step buys ten times what one offers at most. */
  const dear = (maxQty: number) => ({
    maxQty,
    comp: comp.map((_, k) => (k < 8 ? 2 ** 22 : 0)),
    steps: NEED_PRICES.steps.map((step) => ({
      ...step,
      qty: step.qty.map((q) => (q > 0 ? 10 * maxQty : 0)),
    })),
  });
  refuses(
    () => chain,
    [
      invalid('no tick', { tick: 0 }, 'tick'),
      invalid('levels beyond the bound', { floor: 2 ** 24 - 655_350 }, 'floor'),
      invalid('another price beyond it', { other: high(other) }, 'other.3'),
      invalid('a rebound beyond it', { rebound: high(rebound) }, 'rebound.3'),
      invalid('a compensation beyond it', { comp: high(comp) }, 'comp.3'),
      invalid('a third way of auctioning', { auctioned: 2 }, 'auctioned'),
      invalid('a penalty at which doing nothing pays', { percent: 24 }, 'percent'),
      invalid('a penalty above twice the rate', { percent: 201 }, 'percent'),
      invalid('no tier', { tiers: [] }, 'tiers'),
      invalid('a tier that covers no Wh', { tiers: [collateral - 1n] }, 'tiers.0'),
      invalid('tiers that do not ascend', { tiers: [collateral, collateral] }, 'tiers.1'),
      invalid('a tier beyond its lane', { tiers: [1n << 43n] }, 'tiers.0'),
      invalid('more owed than a lane holds', dear(2 ** 20), 'comp'),
    ],
  );

  test('at their bounds they are taken', () => {
    const change = { percent: 25, floor: 100, tiers: [collateral, (1n << 43n) - 1n] };
    expect(chain.refusal(chain.verified(opens(change)()))).toBeUndefined();
  });
});

describe('times', () => {
  const times = needTimes(NEED_DAY);
  const now = openingOf(NEED_DAY);
  const { settleEnd } = slotOf(NEED_DAY).times;
  const invalid = refused('NEED_TIMES_INVALID');
  const late = lastCall(K, opened.body, 0);
  refuses(
    () => chain,
    [
      invalid('a gate that is now', { gate: now }, 'gate'),
      invalid('no time for the release', { release: times.gate }, 'release'),
      invalid('no time to close', { close: times.release }, 'close'),
      invalid('a book that ends when calls do', { close: late }, 'close'),
      invalid('calls at too short a notice', { callLead: 1_799 }, 'callLead'),
      invalid('deliveries before everybody has settled', { deliverFrom: settleEnd - 1n }, 'deliverFrom'),
      invalid('no time to deliver', { deliverEnd: times.deliverFrom }, 'deliverEnd'),
      invalid('a publication before the last delivery', { publish: times.deliverEnd - 1n }, 'publish'),
    ],
  );

  test('on a production chain a week to deliver', () => {
    const { json } = parseGenesis(genesisJson());
    const genesis = { ...chain.genesis, json: { ...json, production: true } };
    const week = { deliverEnd: times.deliverFrom + 7n * 86_400n, publish: times.deliverFrom + 7n * 86_400n };
    const check = (change: Partial<Body>) => () =>
      openNeed.check({ ...chain.ctx, genesis }, chain.store, { ...opened.body, ...change, sequence: 0n });
    expect(codeOf(check(week))).toBeUndefined();
    expect(codeOf(check({ ...week, deliverEnd: week.deliverEnd - 1n }))).toBe('NEED_TIMES_INVALID');
  });

  test('nobody opens a need further ahead than genesis says', () => {
    const fork = world.fork().chain;
    const ahead = Number(BigInt(opened.body.day) * 86_400n - now);
    const code = (most: number) => {
      fork.windows = { ...fork.windows, ahead: most };
      return fork.refusal(fork.verified(fork.tx('openNeed', opened.body)))?.data;
    };
    expect([code(ahead), code(ahead - 1)]).toEqual([undefined, { field: 'day', most: ahead - 1 }]);
  });
});

describe('a need', () => {
  const id = opened.id;
  refuses(
    () => chain,
    [
      ['of an unknown area', opens({ areaId: 9 }), 'AREA_UNKNOWN', 'areaId'],
      [
        'of a day without an auction',
        opens({ ...needTimes(6), day: slotOf(6).day }),
        'AUCTION_MISSING',
        'areaId',
      ],
      [
        'with a share of both',
        opens({ regulatorShare: share('regulator', id, 77n), operatorShare: share('operator', id, 77n) }),
        'SHARE_INVALID',
        'operatorShare',
      ],
      [
        'with a share that was used',
        opens({ operatorShare: share('operator', id, slotOf(2).operatorSecret) }),
        'SHARE_REUSED',
        'operatorShare',
      ],
      [
        'with a share for another book',
        opens({ operatorShare: share('operator', id + 1n, 77n) }),
        'POSSESSION_INVALID',
        'operatorShare',
      ],
    ],
  );

  test('its day’s auction has not ended', () => {
    const fork = world.fork();
    fork.chain
      .at(slotOf(NEED_DAY).times.release)
      .send('voidAuction', { auctionId: slotOf(NEED_DAY).auctionId });
    const now = slotOf(NEED_DAY).times.release;
    const body = { ...opened.body, gate: now + 1n, release: now + 2n, close: now + 3n };
    const error = fork.chain.refusal(fork.chain.verified(fork.chain.tx('openNeed', body)));
    expect([error?.code, error?.data.zone]).toEqual(['AUCTION_MISSING', AREA.zones[0]]);
  });

  test.each([
    ['dso', openingLock(opened.body) - 1n],
    ['operator', 0n],
    ['regulator', 0n],
  ] as const)('costs what %s must have', (role, left) => {
    const fork = world.fork().chain;
    const value = balanceOf(fork.store, role) - left;
    fork.send('redeem', { account: ROLES[role], value, payoutReference: new Uint8Array(32) });
    const error = fork.refusal(fork.verified(fork.tx('openNeed', opened.body)));
    expect([error?.code, error?.data.account]).toEqual(['BALANCE_TOO_LOW', role]);
  });

  test('is one an area and day, even when it is void', () => {
    const fork = world.fork();
    const need = fork.need(NEED_DAY).open();
    const code = () => fork.chain.refusal(fork.chain.verified(fork.chain.tx('openNeed', opened.body)))?.code;
    expect(code()).toBe('NEED_EXISTS');
    need.void();
    expect(code()).toBe('NEED_EXISTS');
  });
});
