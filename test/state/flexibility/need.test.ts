/** A need from its opening to its calls: pins, list, book, locks, what trades. Money is conserved at every step. */
import { getResult } from '@veilgrid/node/state/core/books/close';
import { entriesOf, entryList } from '@veilgrid/node/state/core/books/entries';
import { calledPeriods } from '@veilgrid/node/state/core/groups/called';
import { requireGroup } from '@veilgrid/node/state/core/groups/group';
import { partsOf } from '@veilgrid/node/state/core/groups/parts';
import { readLog } from '@veilgrid/node/state/core/log';
import { assertConservation, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import { getFlexDay } from '@veilgrid/node/state/flexibility/day';
import { listNeeds, needsOf } from '@veilgrid/node/state/flexibility/need';
import { listOffers, offerNeed } from '@veilgrid/node/state/flexibility/offer';
import { calledOf, effectiveCalled, isVoid } from '@veilgrid/node/state/flexibility/outcome';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { emptyResult, publishedResult } from '@veilgrid/protocol/core/books/result';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { fold } from '@veilgrid/protocol/core/lists';
import { Fr, U32 } from '@veilgrid/protocol/core/ssz';
import { lastCall } from '@veilgrid/protocol/flexibility/calls';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { flexDayOf, needSeries, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import { closedLock, emptyNeedResult } from '@veilgrid/protocol/flexibility/outcome';
import { availabilityLock, offerBounds, openingLock } from '@veilgrid/protocol/flexibility/prices';
import { TERMS_DAYS } from '@veilgrid/protocol/flexibility/terms';
import { refuses, type TestChain } from '../support/chain.js';
import type { FlexNeed } from '../support/flexibility/flexNeed.js';
import { LISTED, NEED_DAY, readyWorld } from '../support/flexibility/flexWorld.js';
import { AREA, bitsOf, offerOf, UP, WINDOW } from '../support/flexibility/terms.js';
import { GENESIS, PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { ZONE } from '../support/party.js';
import { K } from '../support/profile.js';
import { slotOf } from '../support/slot.js';

const { auctionId, day } = slotOf(NEED_DAY);

function moneyOf({ store }: TestChain) {
  assertConservation(store);
  const { accounts, bonds, roleBonds, deposits } = getSupply(store);
  return { ...accounts, bonds, roleBonds, deposits };
}

describe('a need', () => {
  const world = readyWorld();
  const { chain, households } = world;
  const need = world.need(NEED_DAY);
  const { body, id } = need;
  const lock = openingLock(body);
  const silence = availabilityLock(body);

  test('locks the buyer’s worst case, and what silence could bring it', () => {
    const before = moneyOf(chain);
    need.open();
    expect(silence).toBeGreaterThan(GENESIS.roleBond);
    expect(moneyOf(chain)).toEqual({
      ...before,
      dso: before.dso - lock,
      bonds: before.bonds + lock,
      operator: before.operator - silence,
      regulator: before.regulator - silence,
      roleBonds: before.roleBonds + 2n * silence,
    });
    expect(need.standing).toEqual({ lock, deposits: 0n, lateCount: 0, latePaid: 0n, held: 0n });
  });

  test('keeps its auctions and the days of its baseline, which stand in the log', () => {
    const listed = [...LISTED].reverse().map((days) => slotOf(days).day);
    const { auctions, days, need: terms, book } = need.record;
    expect([auctions, days]).toEqual([[auctionId], listed]);
    expect(terms).toMatchObject({ areaId: AREA.areaId, day, window: WINDOW, up: UP, refs: [] });
    expect(book).toMatchObject({ minGroup: 10 + body.steps.length, hides: 1, outcome: 'open' });
    expect([needsOf(chain.store, day), listNeeds(chain.store, 0, 9)]).toEqual([[id], [id]]);
    expect(readLog(chain.store, FLEXIBILITY_LOG.baseline, Fr.serialize(id))).toEqual({
      needId: id,
      n: listed.length,
      days: Array.from({ length: TERMS_DAYS }, (_, i) => listed[i] ?? 0),
      auctions: [auctionId],
    });
    const pinned = readLog(chain.store, FLEXIBILITY_LOG.dayFlex, U32.serialize(day));
    expect(pinned).toEqual({ day, ...getFlexDay(chain.store, day) });
  });

  test('has a group of its area’s series, which freezes when deliveries end', () => {
    expect(requireGroup(chain.store, id)).toEqual({
      id,
      rules: 'deliveries',
      series: needSeries(hasher, GENESIS.chainId, AREA.areaId),
      freezes: body.deliverEnd,
      zone: 0,
      day: 0,
    });
    expect(partsOf(chain.store, auctionId)).toEqual([]);
  });

  test('takes offers behind its steps, their deposits and their change', () => {
    const before = moneyOf(chain);
    const notes = listNotes(chain.store, 0, 999).length;
    need.offers(households);
    const deposits = body.tiers.at(-1)! * BigInt(households.length);
    expect(moneyOf(chain)).toEqual({ ...before, deposits: before.deposits + deposits });
    expect(need.standing).toMatchObject({ lock, deposits });
    const offers = households.map((household) => household.offers.get(id)!.c);
    expect(listOffers(chain.store, need.record, 0, 99).map(({ c }) => c)).toEqual(offers);
    const all = [...stepCommitments(hasher, id, body.steps), ...offers];
    const root = new Tree8(hasher, PARAMS.orderDepth, all).root;
    expect(entriesOf(chain.store, id)).toEqual({ count: all.length, root });
    expect(entryList(chain.ctx, chain.store, id).current).toBe(all.reduce((f, c) => fold(hasher, f, c), id));
    expect(listNotes(chain.store, notes, 999).map(({ origin }) => origin)).toEqual(
      offers.map(() => 'change'),
    );
  });

  test('proves offers against the pinned register and its own bounds', () => {
    const { flexRoot, ...statement } = offerNeed(chain.ctx, chain.store, need.record);
    expect(statement).toEqual({
      needId: id,
      flexDay: flexDayOf(hasher, GENESIS.chainId, day),
      window: WINDOW,
      up: UP,
      places: AREA.places,
      maxQty: body.maxQty,
      key: need.book.key,
      ...offerBounds(body),
    });
    const tx = chain.tx('offer', households[0]!.offer(chain, need, offerOf(1, 0)));
    const [signals] = publicSignals(chain.ctx, chain.store, tx, 77n);
    expect(signals).toContain(flexRoot);
    expect(signals!.slice(-2)).toEqual([need.book.key.x, need.book.key.y]);
  });

  describe('before its book ends', () => {
    const call = (bits: bigint) => () => chain.tx('callNeed', { needId: id, bits });
    refuses(
      () => chain,
      [
        ['a call', call(2n), 'PHASE_WRONG', 'needId'],
        [
          'a call of nothing known',
          () => chain.tx('callNeed', { needId: 5n, bits: 2n }),
          'NEED_UNKNOWN',
          'needId',
        ],
      ],
    );
  });

  test('is cleared like an auction, and its lock falls to what was bought', () => {
    const before = moneyOf(chain);
    need.finish();
    const { traded, bought, p } = need.result;
    // All that is asked for trades: each of twelve offers more than four hundred Wh.
    expect(traded).toBe(WINDOW);
    expect(bought.filter((wh) => wh > 0n).length).toBe(p.filter((level) => level > 0).length);
    const left = closedLock(body, need.result);
    expect([left > 0n, left < lock]).toEqual([true, true]);
    expect(need.standing.lock).toBe(left);
    expect(moneyOf(chain)).toEqual({
      ...before,
      dso: before.dso + lock - left,
      bonds: before.bonds - lock + left,
      operator: before.operator + silence,
      regulator: before.regulator + silence,
      roleBonds: before.roleBonds - 2n * silence,
    });
    expect(isVoid(chain.store, need.record)).toBe(false);
  });

  describe('is called', () => {
    const [down, idle] = [bitsOf(false, true, false, false), bitsOf(false, false, true, false)];
    const call = (bits: bigint) => () => chain.tx('callNeed', { needId: id, bits });
    const end = (k: number) => lastCall(K, body, k);

    refuses(
      () => chain,
      [
        ['what does not trade', call(down | idle), 'NOT_TRADED', 'bits'],
        ['what no day has', call(1n << BigInt(K)), 'NOT_TRADED', 'bits'],
        ['nothing', call(0n), 'VALUE_OUT_OF_RANGE', 'bits'],
        ['a half hour at its lead', call(1n), 'CALL_LATE', 'bits', end(0)],
        ['one of two whose time is over', call(1n | down), 'CALL_LATE', 'bits', end(0)],
      ],
    );

    test('before its lead, and marks the zone', () => {
      chain.at(end(0));
      expect(chain.refusal(chain.verified(call(2n)()))).toBeUndefined();
      need.call(2n);
      expect([calledOf(chain.store, id), calledPeriods(chain.store, ZONE, day)]).toEqual([2n, 2n]);
      expect(partsOf(chain.store, auctionId)).toEqual([id]);
    });

    refuses(() => chain, [['what was called', call(2n), 'VALUE_OUT_OF_RANGE', 'bits']]);

    test('once more: bits are only set, and those of before need no time', () => {
      chain.at(end(1));
      need.call(2n | (1n << 3n));
      expect([calledOf(chain.store, id), calledPeriods(chain.store, ZONE, day)]).toEqual([10n, 10n]);
      expect(partsOf(chain.store, auctionId)).toEqual([id]);
      expect(effectiveCalled(chain.ctx, chain.store, need.record)).toBe(10n);
      assertConservation(chain.store);
    });
  });

  test('of a dead market nothing counts as called', () => {
    const { settleEnd } = slotOf(NEED_DAY).times;
    const counts = (c: TestChain) => effectiveCalled(c.ctx, c.store, need.record);
    const voided = chain.fork().at(settleEnd - 1n);
    voided.send('voidAuction', { auctionId });
    expect([counts(voided), counts(voided.at(settleEnd))]).toEqual([10n, 10n]);
    const late = chain.fork().at(settleEnd);
    expect(counts(late)).toBe(0n);
    late.send('voidAuction', { auctionId });
    expect(counts(late)).toBe(0n);
  });
});

describe('a need of which nothing is bought', () => {
  const ready = readyWorld();
  const before = moneyOf(ready.chain);
  ready.need(NEED_DAY).open();
  const begun = (offers: number, outage = 0) => {
    const world = ready.fork();
    world.chain.windows = { ...GENESIS.windows, outage };
    const need = world.need(NEED_DAY).offers(world.households.slice(0, offers));
    const { lock } = need.book;
    return { need, lock, deposits: before.deposits + BigInt(offers) * need.body.tiers.at(-1)! };
  };
  const ended = ({ chain, record, standing, result }: FlexNeed) => {
    expect([isVoid(chain.store, record), standing.lock, result]).toEqual([true, 0n, emptyNeedResult(K)]);
    return moneyOf(chain);
  };
  const uncallable = (need: () => FlexNeed) =>
    refuses(
      () => need().chain,
      [['a call', () => need().chain.tx('callNeed', { needId: need().id, bits: 2n }), 'NEED_VOID', 'needId']],
    );

  test('as the regulator was silent costs it alone: its bond joins what the offers put in', () => {
    const { need, lock, deposits } = begun(11);
    need.void();
    expect(ended(need)).toEqual({ ...before, regulator: before.regulator - lock, deposits: deposits + lock });
    expect(need.book.forfeit).toBe(lock);
  });

  test('as the operator was silent costs it alone', () => {
    const { need, lock, deposits } = begun(11);
    need.release().void(need.body.close);
    expect(ended(need)).toEqual({ ...before, operator: before.operator - lock, deposits: deposits + lock });
  });

  test('as an outage kept the operator silent costs nobody anything', () => {
    const { need, deposits } = begun(2, 300);
    need.release().void(need.body.close);
    expect(ended(need)).toEqual({ ...before, deposits });
  });

  describe('as nine offered', () => {
    const { need, deposits } = begun(9);

    test('shows nothing of its book, and every lock comes back', () => {
      const { p, lambdaBuy } = publishedResult(need.release().opened().periods, 20, {
        minGroup: 1,
        hides: 0,
      });
      expect([p, lambdaBuy].every((shown) => shown.some((x) => x > 0))).toBe(true);
      need.clear().close();
      expect(getResult(need.chain.store, need.id)).toEqual(emptyResult(PARAMS));
      expect(ended(need)).toEqual({ ...before, deposits });
    });

    uncallable(() => need);
  });
});
