/** Payments of a need whose buyer gives months to settle: A and B still know its day. docs/protocol/flexibility.md. */
import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { GROUPS } from '@veilgrid/services';
import type { Moment } from '@veilgrid/services/core/follower/watch';
import { BlockProofs } from '@veilgrid/services/core/sets/blockProofs';
import { followedGroup } from '@veilgrid/services/core/sets/followedGroups';
import { followPin, followPoint } from '@veilgrid/services/core/sets/followedPoints';
import type { FollowedNeeds } from '@veilgrid/services/flexibility/follow/needs';
import { needWatch } from '@veilgrid/services/flexibility/follow/needWatch';
import { PaymentProofs } from '@veilgrid/services/flexibility/follow/paymentProofs';
import { AREA, needBody } from '../state/support/flexibility/terms.js';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { slotOf } from '../state/support/slot.js';
import { bookOf } from './support/aggregator.js';

const DAYS = 5;
/** Long after bills of its auctions may come, and after others forget the day. */
const MONTHS = 200;
const { day } = slotOf(DAYS);
const [zone] = AREA.zones;
const deliverEnd = BigInt((day + MONTHS) * SECONDS_PER_DAY);
const body = needBody(DAYS, { deliverEnd, publish: deliverEnd });
const needId = needIdOf(hasher, GENESIS.chainId, body);

function watched() {
  const chain = { genesis: GENESIS, hasher };
  const proofs = new BlockProofs(() => Promise.reject(new Error('unused')));
  const told = () => Promise.reject(new Error('unused'));
  const watch = needWatch({
    ...chain,
    groups: GROUPS,
    payments: new PaymentProofs({ ...chain, proofs, told }),
  });
  const book: FollowedNeeds = { ...bookOf([]), ...watch.open() };
  book.groups = {};
  const { keyAHash, keyBHash, ownerSigPk } = book.points['0']![0]!;
  const record = { keyAHash, keyBHash, ownerSigPk, dayImportCap: 1, dayExportCap: 1 };
  followPoint(book, 0, { ...record, zone: zone!, tariffId: 0, open: 1 });
  const at = (time: bigint): Moment => {
    const moment = {
      hasher,
      chainId: GENESIS.chainId,
      time,
      bytes: new Uint8Array(),
      proofs: [],
      context: 0n,
    };
    return moment;
  };
  const { openAuction, publishArea, openNeed, callNeed, close, claim, deliver } = watch.observers;
  const opens = (of: number, time: bigint) => {
    const settleEnd = BigInt((of + 3) * SECONDS_PER_DAY);
    const terms = { zone, tariffId: 0, day: of, settleEnd, publish: settleEnd } as Bodies['openAuction'];
    const id = auctionIdOf(hasher, GENESIS.chainId, terms);
    const until = settleEnd + BigInt(GENESIS.windows.late);
    followPin(book, id, { series: book.points['0']!.at(-1)!.series, day: of, until }, time);
    openAuction!(book, terms, at(time));
    return id;
  };
  const morning = BigInt((day - 1) * SECONDS_PER_DAY);
  publishArea!(book, { sequence: 1n, ...AREA }, at(morning));
  const auctionId = opens(day, morning);
  openNeed!(book, { sequence: 2n, ...body }, at(morning));
  return { book, at, morning, auctionId, opens, observers: { callNeed, close, claim, deliver } };
}

const late = BigInt((day + MONTHS - 1) * SECONDS_PER_DAY);
const payment = {
  needId,
  late: 0,
  payCm: 1n,
  paid: 0n,
  tagA: 2n,
  tagB: 3n,
  lanes: [4n],
  memo: new Uint8Array(),
};

test('a claim is known by those who could have offered, whatever is kept of the day', () => {
  const { book, at, morning, opens, observers } = watched();
  observers.close!(book, { auctionId: needId } as Bodies['close'], at(morning));
  opens(day + MONTHS, late - 10n);
  observers.claim!(book, payment, at(late));
  // The only point that could have offered hides nobody.
  expect(followedGroup(book, needId)).toMatchObject({ tagsA: [2n], unknown: 0 });
});

test('a delivery counts in its auction, whatever is kept of the day', () => {
  const { book, at, morning, auctionId, opens, observers } = watched();
  for (const id of [needId, auctionId])
    observers.close!(book, { auctionId: id } as Bodies['close'], at(morning));
  observers.callNeed!(book, { sequence: 1n, needId, bits: 2n }, at(morning));
  opens(day + MONTHS, late - 10n);
  observers.deliver!(book, { ...payment, auctionId }, at(late));
  expect(book.needs[String(needId)]!.deliveries).toEqual({ [String(auctionId)]: 1 });
});
