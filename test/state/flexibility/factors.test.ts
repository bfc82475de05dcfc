/** Reference factors: vectors by hand, and whose silence moves them. */
import { putCounts } from '@veilgrid/node/state/core/groups/counts';
import { GroupHead, putGroup } from '@veilgrid/node/state/core/groups/group';
import { sealSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { dateOpening } from '@veilgrid/node/state/core/groups/openedAt';
import { keys } from '@veilgrid/node/state/core/keys';
import { writeLog } from '@veilgrid/node/state/core/log';
import { write } from '@veilgrid/node/state/core/record';
import type { StateWriter } from '@veilgrid/node/state/core/view';
import { factorsOf } from '@veilgrid/node/state/flexibility/factors';
import { referenceId } from '@veilgrid/node/state/flexibility/references';
import { Overlay } from '@veilgrid/node/store/overlay';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { plainFactors } from '@veilgrid/protocol/flexibility/baseline';
import { sellersFactors } from '@veilgrid/protocol/flexibility/factors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { TestChain } from '../support/chain.js';
import { PARAMS, START, WINDOWS } from '../support/genesis.js';
import { daily, K } from '../support/profile.js';
import { DAY } from '../support/slot.js';
import { WORDS } from '../support/statements.js';

const A_DAY = BigInt(SECONDS_PER_DAY);
const [REF, OTHER] = [
  { zone: 8, tariffId: 9 },
  { zone: 8, tariffId: 10 },
];
const OWN = DAY + 20;
const LIST = [DAY + 13, DAY + 12];
const freezesOf = (day: number) => BigInt(day + 1) * A_DAY + 7_200n;
const FROM = freezesOf(OWN) + 3n * A_DAY;
const UP = 1n;
const SELLERS = sellersFactors(K, UP);
const PLAIN = plainFactors(K);

type Figures = { readonly imports: number[]; readonly exports: number[] } | { readonly nets: number[] };
type Role = 'A' | 'B';

/** Sets of references, as core would have left them. */
class References {
  readonly chain = new TestChain();

  #write(time: bigint, work: (writer: StateWriter, ctx: TestChain['ctx']) => void): this {
    const { store, ctx } = this.chain;
    const overlay = new Overlay(store);
    work(overlay, { ...ctx, time });
    store.commit(overlay.writes());
    return this;
  }

  idOf(day: number, ref = REF): bigint {
    return referenceId(this.chain.ctx, ref, day);
  }

  /** A set that froze. @param unknown members whom nobody knows */
  froze(day: number, { ref = REF, unknown = 10, freezes = freezesOf(day) } = {}): this {
    const members = 10;
    const id = this.idOf(day, ref);
    const series = zoneTariff(ref.zone, ref.tariffId);
    const lanes = Array<bigint>(PARAMS.laneWords).fill(0n);
    return this.#write(START, (writer, ctx) => {
      putGroup(ctx, writer, { id, rules: 'settlements', series, freezes, zone: ref.zone, day });
      const head = { count: members, status0: unknown, open: 0, foldA: 0n, foldB: 0n, lanes };
      write(writer, keys.groupHead(id), GroupHead, head);
    });
  }

  opened(day: number, role: Role, opening: 'first' | 'rest', time: bigint, ref = REF): this {
    const at = role === 'A' ? 0 : 1;
    return this.#write(time, (writer, ctx) => dateOpening(ctx, writer, this.idOf(day, ref), at, opening));
  }

  /** What both counts say. */
  counted(day: number, active = 10): this {
    return this.#write(START, (writer) =>
      putCounts(writer, this.idOf(day), Array<number>(PARAMS.countLanes).fill(active)),
    );
  }

  summed(day: number, figures: Figures, { ref = REF, members = 10, merged = [] as bigint[] } = {}): this {
    const zeros = Array<bigint>(K).fill(0n);
    const group = this.idOf(day, ref);
    const net = 'nets' in figures;
    const words = net
      ? { both: 0, net: WORDS, imports: zeros, exports: zeros, nets: figures.nets.map((x) => mod(BigInt(x))) }
      : {
          both: WORDS,
          net: 0,
          imports: figures.imports.map(BigInt),
          exports: figures.exports.map(BigInt),
          nets: zeros,
        };
    return this.#write(START, (writer, ctx) =>
      writeLog(ctx, writer, CORE_LOG.sum, {
        group,
        auctions: [...merged, group],
        members,
        counts: [],
        words,
      }),
    );
  }

  published(day: number, time: bigint): this {
    return this.#write(time, (writer, ctx) => sealSet(ctx, writer, [this.idOf(day)]));
  }

  /** All that it takes to count. */
  whole(
    day: number,
    figures: Figures,
    at: { ref?: typeof REF; members?: number; merged?: bigint[] } = {},
    last = FROM - 1n,
  ) {
    this.froze(day, at).summed(day, figures, at);
    for (const role of ['A', 'B'] as const) {
      this.opened(day, role, 'first', freezesOf(day), at.ref).opened(day, role, 'rest', last, at.ref);
    }
    return this;
  }

  factors(refs = [REF]) {
    const { ctx, store } = this.chain;
    return factorsOf(ctx, store, { need: { day: OWN, refs, deliverFrom: FROM, up: UP }, days: LIST });
  }
}

const sides = (imports: number[], exports: number[]): Figures => ({
  imports: daily(...imports),
  exports: daily(...exports),
});

describe('of what others used', () => {
  // 30 a member against 20 and 10; nobody; a thousand against one; nothing against something.
  const own = sides([300, 0, 10_000, 0], [10, 0, 0, 7]);
  const before = [sides([200, 0, 10, 40], [20, 0, 5, 0]), sides([100, 0, 10, 40], [20, 0, 5, 7])];
  const world = () => new References().whole(LIST[0]!, before[0]!).whole(LIST[1]!, before[1]!);

  test('by half hour and side, within a quarter and four times', () => {
    expect(world().whole(OWN, own).factors()).toEqual({
      imports: daily(2_048, 1_024, 4_096, 256),
      exports: daily(512, 1_024, 256, 2_048),
    });
  });

  test('over all references, by member', () => {
    const refs = world().whole(OWN, own);
    refs.whole(LIST[0]!, sides([0, 0, 0, 0], [0, 0, 0, 0]), { ref: OTHER, members: 20 });
    refs.whole(LIST[1]!, sides([0, 0, 0, 0], [0, 0, 0, 0]), { ref: OTHER, members: 20 });
    refs.whole(OWN, sides([300, 0, 0, 0], [0, 0, 0, 0]), { ref: OTHER, members: 10 });
    // 600 of 20 members, against 200 and 100 of 30: 30 to 20/3 and 10/3, each rounded down in its unit.
    expect(refs.factors([REF, OTHER]).imports[0]).toBe(4_096);
    // 10 of 20 members against 20 and 20 of 30.
    expect(refs.factors([REF, OTHER]).exports[0]).toBe(768);
    expect(refs.factors().exports[0]).toBe(512);
  });

  test('by nets where one of them shows no sides on one of the days, and exports as they were', () => {
    const net = (own: number[], ...list: number[][]) => {
      const refs = new References().whole(OWN, { nets: daily(...own) });
      list.forEach((nets, i) => {
        refs.whole(LIST[i]!, i === 0 ? { nets: daily(...nets) } : sides(nets, daily(0)));
      });
      return refs.factors();
    };
    expect(net([30, 30, -30, 30], [20, 20, 20, 20], [10, 0, 10, 10])).toEqual({
      imports: daily(2_048, 1_024, 1_024, 2_048),
      exports: daily(1_024),
    });
  });

  test.each([
    ['without references', () => new References().factors([])],
    [
      'where a set took others in',
      () =>
        world()
          .whole(OWN, own, { merged: [7n] })
          .factors(),
    ],
    ['where one had no ten', () => world().froze(OWN, { unknown: 9 }).factors()],
  ])('as it was %s', (_, factors) => {
    expect(factors()).toEqual(PLAIN);
  });
});

describe('where a reference did not open in time', () => {
  const [W, EARLIER] = [FROM - A_DAY, OWN - 1];
  const list = () => LIST.reduce((refs, day) => refs.whole(day, sides([1], [1])), new References());
  const own = () => list().froze(OWN);
  const counts = (refs: References, a: bigint, b = a) =>
    refs.opened(OWN, 'A', 'first', a).opened(OWN, 'B', 'first', b).counted(OWN);

  test.each([
    ['A never opened its count', () => own().opened(OWN, 'B', 'first', W)],
    ['nobody opened a count', own],
    ['A opened its count when deliveries began', () => counts(own(), FROM, W)],
    ['A opened its count less than a day before, and no more', () => counts(own(), W + 1n, W)],
    [
      'A kept the count of the day before until then',
      () => counts(own().froze(EARLIER), W).opened(EARLIER, 'A', 'first', W + 1n),
    ],
    ['A waited a day with the rest', () => counts(own(), W).opened(OWN, 'B', 'rest', W)],
    ['A opened the rest when deliveries began', () => counts(own(), W).opened(OWN, 'A', 'rest', FROM)],
    ['A kept the count of the day before', () => counts(own().froze(EARLIER), W)],
    [
      'A kept it, and published at once when deliveries had begun',
      () => counts(own().froze(EARLIER), W).opened(EARLIER, 'A', 'first', FROM).published(EARLIER, FROM),
    ],
  ])('%s: factors of those who sell', (_, refs) => {
    expect(refs().factors()).toEqual(SELLERS);
  });

  test.each([
    ['B never opened its count', () => own().opened(OWN, 'A', 'first', W)],
    ['B opened its count less than a day before', () => counts(own(), W, W + 1n)],
    ['B never opened the rest', () => counts(own(), W).opened(OWN, 'A', 'rest', W)],
    ['both counts show few', () => counts(own(), W).counted(OWN, 9)],
    [
      'B kept the count of the day before',
      () => counts(own().froze(EARLIER), W).opened(EARLIER, 'A', 'first', W),
    ],
    ['it froze less than a day before', () => list().froze(OWN, { freezes: W + 1n })],
    [
      'a day before was too small',
      () => counts(own().froze(EARLIER, { unknown: 9 }), W).opened(OWN, 'A', 'rest', W),
    ],
    [
      'a set before was small for ever',
      () => counts(own().froze(DAY, { freezes: W - BigInt(WINDOWS.late) }), W).opened(OWN, 'A', 'rest', W),
    ],
    [
      'one before was published by then',
      () =>
        counts(
          own()
            .froze(EARLIER)
            .published(EARLIER, FROM - 1n),
          W,
        ).opened(OWN, 'A', 'rest', W),
    ],
  ])('%s: as it was', (_, refs) => {
    expect(refs().factors()).toEqual(PLAIN);
  });
});
