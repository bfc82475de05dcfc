/** What the page refuses, as blocks of a validator that takes it: the auditor refuses each by the same code as the node. */

import type { ErrorCode } from '@veilgrid/protocol/errors';
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import type { Kind } from '@veilgrid/protocol/kinds';
import type { BodyOf, TestChain } from '../state/support/chain.js';
import { boughtWorld, CALLED } from '../state/support/flexibility/calledWorld.js';
import { FlexNeed, usualOffer } from '../state/support/flexibility/flexNeed.js';
import { FlexWorld, LISTED, NEED_DAY, readyWorld } from '../state/support/flexibility/flexWorld.js';
import { openSums } from '../state/support/flexibility/needSums.js';
import { PaidNeed, UNPROVEN } from '../state/support/flexibility/paidNeed.js';
import { AREA, needBody } from '../state/support/flexibility/terms.js';
import { GENESIS, PARAMS, WINDOWS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { HERE } from '../state/support/party.js';
import { K } from '../state/support/profile.js';
import { slotOf } from '../state/support/slot.js';
import { share } from '../state/support/terms.js';
import { Pair } from './support/play.js';
import { continued, replay } from './support/replay.js';

const LATE = BigInt(WINDOWS.late);
const NO_PAYMENT = {
  ...{ needId: 5n, late: 0, payCm: 77n, paid: 0n, tagA: 1n, tagB: 2n, lanes: [1n, 2n] },
  memo: new Uint8Array(48),
};

/** Of one transaction: kind, body, and the time of its block where it is not the chain's. */
type Forged<K extends Kind = Kind> = readonly [kind: K, body: BodyOf<K>, time?: bigint | undefined];
type Case = readonly [name: string, code: ErrorCode, forged: () => Forged];

function refusals(chain: TestChain, pair: Pair, cases: readonly Case[]): void {
  test.each(cases)('%s: %s', (_, code, make) => {
    const [kind, body, time = chain.time] = make();
    const refused = new Pair(pair).play({ time, txs: [{ tx: chain.tx(kind, body as never) }] });
    expect(refused).toEqual({ node: { code, transaction: 0 }, auditor: { code, transaction: 0 } });
  });
}

const ready = readyWorld();
const afterReady = continued(ready.chain);
const need = (change: object = {}, days = NEED_DAY): Forged => [
  'openNeed',
  { ...needBody(days, change), ...change },
];
const { steps, tiers } = needBody(NEED_DAY);
const stepsWith = (change: object) => steps.map((step) => ({ ...step, ...change }));
const times = needBody(NEED_DAY);
const aThousandTimes = (step: (typeof steps)[number]) => ({ ...step, qty: step.qty.map((wh) => 1_000 * wh) });
const auctionSecret = slotOf(NEED_DAY).operatorSecret;
const shareOf = (secret: bigint) => share('operator', needIdOf(hasher, GENESIS.chainId, times), secret);

describe('before a need', () => {
  const { chain } = ready;
  const enrolment = ready.households[0]!.enrolment();
  const today = Number(chain.time / 86_400n);
  refusals(chain, afterReady.pair, [
    ['a leaf beyond the tree', 'POSITION_OUT_OF_RANGE', () => ['flexEnrol', { ...enrolment, position: 512 }]],
    ['one of no point', 'POSITION_EMPTY', () => ['flexEnrol', { ...enrolment, position: 500 }]],
    [
      'one by another owner',
      'VALUE_OUT_OF_RANGE',
      () => ['flexEnrol', { ...enrolment, ownerSigPk: ready.households[1]!.point.ownerSigPk }],
    ],
    [
      'one taken out where none is',
      'POSITION_EMPTY',
      () => ['flexEnrol', { position: 500, leaf: 0n, ownerSigPk: new Uint8Array(32) }],
    ],
    ['one taken out by its owner', 'VALUE_OUT_OF_RANGE', () => ['flexEnrol', { ...enrolment, leaf: 0n }]],
    ['an area twice', 'AREA_EXISTS', () => ['publishArea', AREA]],
    ['one of no place', 'AREA_INVALID', () => ['publishArea', { ...AREA, areaId: 6, places: [] }]],
    ['one of three places', 'AREA_INVALID', () => ['publishArea', { ...AREA, areaId: 6, places: [1, 2, 3] }]],
    ['one of zones that fall', 'AREA_INVALID', () => ['publishArea', { ...AREA, areaId: 6, zones: [4, 3] }]],
    ['no day off', 'CALENDAR_INVALID', () => ['publishCalendar', { days: [] }]],
    ['one that is near', 'CALENDAR_INVALID', () => ['publishCalendar', { days: [today + 59] }]],
    ['one twice', 'CALENDAR_INVALID', () => ['publishCalendar', { days: [today + 90, today + 90] }]],
    ['a need of no area', 'AREA_UNKNOWN', () => need({ areaId: 6 })],
    ['one without an auction', 'AUCTION_MISSING', () => need({}, NEED_DAY + 1)],
    ['a late gate', 'NEED_TIMES_INVALID', () => need({ gate: chain.time })],
    ['a late release', 'NEED_TIMES_INVALID', () => need({ release: times.gate })],
    ['a late close', 'NEED_TIMES_INVALID', () => need({ close: times.release })],
    ['a close after the first call', 'NEED_TIMES_INVALID', () => need({ close: callsEnd(K, times) })],
    ['a short lead', 'NEED_TIMES_INVALID', () => need({ callLead: 1_799 })],
    [
      'deliveries before settlements end',
      'NEED_TIMES_INVALID',
      () => need({ deliverFrom: times.deliverFrom - 1n }),
    ],
    ['deliveries of no time', 'NEED_TIMES_INVALID', () => need({ deliverEnd: times.deliverFrom })],
    ['an early publication', 'NEED_TIMES_INVALID', () => need({ publish: times.deliverEnd - 1n })],
    ['no tick', 'NEED_PRICES_INVALID', () => need({ tick: 0 })],
    ['a dear level', 'NEED_PRICES_INVALID', () => need({ tick: 257 })],
    ['a dear other', 'NEED_PRICES_INVALID', () => need({ rebound: Array(K).fill(2 ** 24) })],
    ['a small penalty', 'NEED_PRICES_INVALID', () => need({ percent: 24 })],
    ['a large one', 'NEED_PRICES_INVALID', () => need({ percent: 201 })],
    ['a third kind of auction', 'NEED_PRICES_INVALID', () => need({ auctioned: 2 })],
    ['no tier', 'NEED_PRICES_INVALID', () => need({ tiers: [] })],
    ['tiers that fall', 'NEED_PRICES_INVALID', () => need({ tiers: tiers.toReversed() })],
    ['a tier below the collateral', 'NEED_PRICES_INVALID', () => need({ tiers: [1n] })],
    ['a tier beyond a lane', 'NEED_PRICES_INVALID', () => need({ tiers: [2n ** 43n] })],
    ['no quantity', 'NEED_QUANTITY_INVALID', () => need({ maxQty: 0 })],
    ['less than ten can sell', 'NEED_QUANTITY_INVALID', () => need({ maxQty: 1_001 })],
    ['no window', 'NEED_QUANTITY_INVALID', () => need({ window: 0n })],
    [
      'a window beyond the day',
      'NEED_QUANTITY_INVALID',
      () => need({ window: times.window | (1n << BigInt(K)) }),
    ],
    ['up outside the window', 'NEED_QUANTITY_INVALID', () => need({ up: 4n })],
    ['no step', 'NEED_QUANTITY_INVALID', () => need({ steps: [] })],
    [
      'a step that asks for nothing',
      'NEED_QUANTITY_INVALID',
      () => need({ steps: [steps[0], { ...steps[1]!, qty: Array(K).fill(0) }] }),
    ],
    [
      'a step outside the window',
      'NEED_QUANTITY_INVALID',
      () => need({ steps: stepsWith({ qty: Array(K).fill(6_000) }) }),
    ],
    [
      'a reference in the area',
      'REFERENCE_INVALID',
      () => need({ refs: [{ zone: AREA.zones[0]!, tariffId: 9 }] }),
    ],
    [
      'a reference without an auction',
      'REFERENCE_INVALID',
      () => need({ refs: [{ zone: 77, tariffId: 9 }] }),
    ],
    ['what pays inflation', 'INFLATION_PAYS', () => need({ other: Array(K).fill(12_000) })],
    [
      'what the buyer cannot lock',
      'BALANCE_TOO_LOW',
      () => need({ comp: Array(K).fill(2 ** 24 - 1), steps: steps.map(aThousandTimes) }),
    ],
    ['a share of an auction', 'SHARE_REUSED', () => need({ operatorShare: shareOf(auctionSecret) })],
    [
      'a share without possession',
      'POSSESSION_INVALID',
      () => need({ operatorShare: { ...shareOf(99n), s: 1n } }),
    ],
    ['a call of no need', 'NEED_UNKNOWN', () => ['callNeed', { needId: 5n, bits: 1n }]],
  ]);
});

describe('an area of more homes than fit under one root', () => {
  const world = new FlexWorld(12).prepare();
  world.neighbours(30, 8 ** (PARAMS.orderDepth - PARAMS.chunkDepth + 1) - 11, HERE);
  world.pass(...LISTED).opens(NEED_DAY);
  refusals(world.chain, replay(world.chain), [['buys nothing', 'AREA_TOO_LARGE', () => need()]]);
});

describe('while offers come', () => {
  const world = ready.fork();
  const { chain, households } = world;
  const open = new FlexNeed(chain, NEED_DAY).open().offers(households.slice(0, 2));
  const pair = replay(chain, afterReady);
  const [one, other] = [households[2]!, households[0]!];
  const offer = (change: object = {}, time?: bigint): Forged => [
    'offer',
    { ...one.offer(chain, open, usualOffer(one)), ...change },
    time,
  ];
  refusals(chain, pair, [
    ['a need twice', 'NEED_EXISTS', () => need()],
    ['an offer to no need', 'NEED_UNKNOWN', () => offer({ needId: 5n })],
    ['an offer at the gate', 'GATE_CLOSED', () => offer({}, open.body.gate)],
    ['a deposit that is none', 'DEPOSIT_NOT_A_TIER', () => offer({ deposit: 5n })],
    [
      'a second offer of a point',
      'OFFER_EXISTS',
      () => offer({ nfOffer: other.offer(chain, open, usualOffer(other)).nfOffer }),
    ],
    ['an offer of nothing', 'VALUE_OUT_OF_RANGE', () => offer({ c: 0n })],
    ['a key that is none', 'EPHEMERAL_INVALID', () => offer({ ephemeralX: 1n })],
    ['another root', 'NOTE_ROOT_UNKNOWN', () => offer({ noteRoot: 1n })],
    ['another asset', 'ASSET_UNKNOWN', () => offer({ asset: 2n })],
    ['a call while the book is open', 'PHASE_WRONG', () => ['callNeed', { needId: open.id, bits: 2n }]],
    ['a claim while it is open', 'PHASE_WRONG', () => ['claim', { ...NO_PAYMENT, needId: open.id }]],
    ['a publication', 'PHASE_WRONG', () => ['publishNeed', { needId: open.id }]],
    ['deposits', 'HELD_LOCKED', () => ['releaseDeposits', { needId: open.id }]],
    [
      'deposits of a book that nobody ended',
      'HELD_LOCKED',
      () => ['releaseDeposits', { needId: open.id }, open.body.deliverEnd + LATE],
    ],
  ]);
});

describe('a need that was void', () => {
  const world = ready.fork();
  const open = new PaidNeed(world.chain, NEED_DAY).open().offers(world.households.slice(0, 4)).void();
  refusals(world.chain, replay(world.chain, afterReady), [
    ['is not called', 'NEED_VOID', () => ['callNeed', { needId: open.id, bits: 2n }]],
    [
      'of nobody opens nothing',
      'GROUP_TOO_SMALL',
      () => ['publishNeed', { needId: open.id }, open.body.publish],
    ],
    [
      'takes no late claim in time',
      'LATE_BILL_CLOSED',
      () => ['claim', { ...open.claimBody(world.households[0]!), late: 1 }],
    ],
  ]);
});

describe('once the book is closed', () => {
  const whole = boughtWorld();
  const { need: bought, offering } = whole;
  const { chain } = bought;
  const before = continued(chain);
  const call = (bits: bigint, time?: bigint): Forged => ['callNeed', { needId: bought.id, bits }, time];
  const claim = (change: object = {}, time?: bigint): Forged => [
    'claim',
    { ...bought.claimBody(offering[0]!), ...change },
    time,
  ];
  const end = callsEnd(K, bought.body);
  const anyDelivery = (change: object, time: bigint): Forged => [
    'deliver',
    {
      ...{ ...NO_PAYMENT, needId: bought.id, auctionId: bought.record.auctions[0]! },
      ...{ lanes: Array(Math.ceil(K / 6) + 2).fill(1n), ...change },
    },
    time,
  ];
  const { deliverFrom, deliverEnd } = bought.body;
  refusals(chain, before.pair, [
    ['a call of what does not trade', 'NOT_TRADED', () => call(4n)],
    ['a call beyond the day', 'NOT_TRADED', () => call(1n << BigInt(K))],
    ['a call of nothing', 'VALUE_OUT_OF_RANGE', () => call(0n)],
    ['a call too late', 'CALL_LATE', () => call(2n, end)],
    ['a claim while it may be called', 'PHASE_WRONG', () => claim({}, end - 1n)],
    ['a claim when deliveries have ended', 'PHASE_WRONG', () => claim({}, deliverEnd)],
    ['a third form', 'VALUE_OUT_OF_RANGE', () => claim({ late: 2 }, end)],
    ['an amount in time', 'VALUE_OUT_OF_RANGE', () => claim({ paid: 1n }, end)],
    ['a delivery of what was not called', 'NOT_CALLED', () => anyDelivery({}, deliverFrom)],
    ['a note that is none', 'VALUE_OUT_OF_RANGE', () => claim({ payCm: 0n }, end)],
  ]);

  describe('and called', () => {
    const world = whole.fork();
    const { need: called } = world;
    called.call(CALLED);
    world.settle();
    called.deliver(world.offering.slice(0, 11));
    called.chain.at(called.body.publish);
    const pair = replay(called.chain, before);
    const [first, last] = [world.offering[0]!, world.offering[11]!];
    const late = (change: object = {}, time?: bigint): Forged => [
      'deliver',
      { ...called.deliverBody(last, UNPROVEN, { late: true }), ...change },
      time,
    ];
    refusals(called.chain, pair, [
      ['a claim', 'CALLED', () => ['claim', { ...called.claimBody(last, { late: true }) }]],
      ['nothing new', 'VALUE_OUT_OF_RANGE', () => ['callNeed', { needId: called.id, bits: CALLED }]],
      ['another auction', 'AUCTION_UNKNOWN', () => late({ auctionId: slotOf(2).auctionId })],
      ['somebody twice', 'TAG_USED', () => late({ tagA: called.deliverBody(first, UNPROVEN).tagA })],
      ['too late', 'LATE_BILL_CLOSED', () => late({}, deliverEnd + LATE)],
      ['a publication before it opened', 'MASK_SUM_MISSING', () => ['publishNeed', { needId: called.id }]],
      [
        'deposits of what opens',
        'HELD_LOCKED',
        () => ['releaseDeposits', { needId: called.id }, deliverEnd + LATE],
      ],
    ]);

    describe('and published', () => {
      const fork = called.fork();
      openSums([fork]);
      fork.publish();
      const published = replay(fork.chain, before);
      refusals(fork.chain, published, [
        ['twice', 'ALREADY_PUBLISHED', () => ['publishNeed', { needId: fork.id }]],
        ['more than is held', 'HELD_EXHAUSTED', () => late({ paid: 2n ** 60n })],
        [
          'deposits while late ones come',
          'HELD_LOCKED',
          () => ['releaseDeposits', { needId: fork.id }, deliverEnd + LATE - 1n],
        ],
      ]);
    });
  });
});
