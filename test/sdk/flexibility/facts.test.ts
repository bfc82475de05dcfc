/** Lies about a need, each by a node alone: refused by facts, and without them worth nothing. docs/protocol/flexibility.md "What a wallet does". */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { NeedEntry } from '@veilgrid/client-sdk';
import { leafTree } from '@veilgrid/client-sdk/core/leaves';
import { fetchDayRegister } from '@veilgrid/client-sdk/flexibility/dayRegister';
import { factorsOf } from '@veilgrid/client-sdk/flexibility/factors';
import { ensureFairOpening } from '@veilgrid/client-sdk/flexibility/fairOpening';
import { fetchNeed } from '@veilgrid/client-sdk/flexibility/need';
import { fetchNeedBook } from '@veilgrid/client-sdk/flexibility/needBook';
import { fetchReadDay } from '@veilgrid/client-sdk/flexibility/readDay';
import { settledNeedOf } from '@veilgrid/client-sdk/flexibility/settledNeed';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { plainFactors } from '@veilgrid/protocol/flexibility/baseline';
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import { sellersFactors } from '@veilgrid/protocol/flexibility/factors';
import { deliverLanes } from '@veilgrid/protocol/flexibility/lanes';
import { maskedPayment } from '@veilgrid/protocol/flexibility/maskedPayment';
import { needArrays } from '@veilgrid/protocol/flexibility/outcome';
import { type NeedState, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { Api } from '@veilgrid/protocol/routes';
import { GENESIS, PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { daily, K, PROFILE } from '../../state/support/profile.js';
import {
  CALLED,
  factOf,
  LIST,
  logFactOf,
  nodeOf,
  OPENED,
  REGISTER,
  type Shown,
  shownNeed,
} from './support/shownNeed.js';

const TRUTH = shownNeed();
const refused = (fact: string, field: string) => ({
  code: 'FACT_INVALID',
  data: expect.objectContaining({ fact, field }),
});
const first = <T>(values: readonly T[], value: T): T[] => [value, ...values.slice(1)];
const told = (change: Partial<NeedEntry>) => nodeOf({ ...TRUTH, entry: { ...TRUTH.entry, ...change } });

describe('a need', () => {
  test('that is told as it is, is trusted with what facts know of it', async () => {
    const { entry, opening, outcome, released } = await fetchNeed(nodeOf(TRUTH), TRUTH.needId);
    expect(entry).toEqual(TRUTH.entry);
    expect([opening.need, opening.area.places, opening.openedAt]).toEqual([TRUTH.body, [70, 71], OPENED]);
    expect(outcome).toMatchObject({ void: false, result: TRUTH.entry.result });
    expect(released?.count).toBe(TRUTH.commitments.length);
  });

  test.each<[string, Partial<Shown['body']>, string, string]>([
    ['no time to release', { release: TRUTH.body.gate }, 'NEED_TIMES_INVALID', 'release'],
    ['no time to deliver', { deliverEnd: TRUTH.body.deliverFrom }, 'NEED_TIMES_INVALID', 'deliverEnd'],
    ['a penalty that nobody fears', { percent: 24 }, 'NEED_PRICES_INVALID', 'percent'],
    ['steps for fewer than ten', { maxQty: 2 ** 20 }, 'NEED_QUANTITY_INVALID', 'window.0'],
  ])('that leaves %s is not fair, whoever signed it', (_name, change, code, field) => {
    const auctions = [{ settleEnd: TRUTH.body.deliverFrom }];
    const opening = (need: Shown['body']) => () =>
      ensureFairOpening(GENESIS, { need, openedAt: OPENED }, auctions);
    expect(opening(TRUTH.body)).not.toThrow();
    const refused = expect.objectContaining({ code, data: expect.objectContaining({ field }) });
    expect(opening({ ...TRUTH.body, ...change })).toThrow(refused);
  });

  const { entry } = TRUTH;
  const result = entry.result!;
  test.each<[string, Partial<NeedEntry>, string, string]>([
    ['a price', { floor: entry.floor + 1 }, 'openNeed', 'floor'],
    ['the other price', { other: first(entry.other, 1) }, 'openNeed', 'other'],
    ['a compensation', { comp: first(entry.comp, 1) }, 'openNeed', 'comp'],
    ['a rebound', { rebound: first(entry.rebound, 1) }, 'openNeed', 'rebound'],
    ['a penalty', { percent: 25 }, 'openNeed', 'percent'],
    ['a step', { steps: first(entry.steps, { ...entry.steps[0]!, qty: daily(1) }) }, 'openNeed', 'steps'],
    ['a key', { operatorShare: entry.regulatorShare }, 'openNeed', 'operatorShare'],
    ['a tier', { tiers: [1n, ...entry.tiers] }, 'openNeed', 'tiers'],
    ['the most an offer holds', { maxQty: 1 }, 'openNeed', 'maxQty'],
    ['a time', { gate: entry.gate + 1n }, 'openNeed', 'gate'],
    ['a reference', { refs: [{ zone: 1, tariffId: 1 }] }, 'openNeed', 'refs'],
    ['the list', { days: [LIST[0]!, LIST[1]! - 1] }, 'baseline', 'days'],
    ['a shorter list', { days: LIST.slice(1) }, 'baseline', 'days'],
    ['its auctions', { auctions: [5n] }, 'baseline', 'auctions'],
    ['what it came to', { result: { ...result, p: first(result.p, 99) } }, 'close', 'p'],
    ['what trades', { result: { ...result, traded: 1n } }, 'close', 'traded'],
    ['the number of offers', { offers: 1_000_000 }, 'close', 'traded'],
    ['a call', { called: CALLED | 1n }, 'callNeed', 'called'],
  ])('is not told with another value of %s', async (_name, change, fact, field) => {
    await expect(fetchNeed(told(change), TRUTH.needId)).rejects.toMatchObject(refused(fact, field));
  });

  const withFacts = (change: Partial<Shown['facts']>) =>
    nodeOf({ ...TRUTH, facts: { ...TRUTH.facts, ...change } });
  const other = shownNeed({ day: TRUTH.body.day + 1 });
  test.each<[string, Partial<Shown['facts']>, string, string]>([
    ["another day's", { openNeed: other.facts.openNeed }, 'openNeed', 'needId'],
    [
      'another area',
      { publishArea: factOf('publishArea', { sequence: 1n, areaId: 6, places: [1], zones: [1] }, OPENED) },
      'publishArea',
      'areaId',
    ],
    ['a close of its own', { close: factOf('close', TRUTH.closed, OPENED, 'dso') }, 'close', 'signatures.0'],
    ["another need's close", { close: other.facts.close }, 'close', 'auctionId'],
    ["another need's call", { calls: other.facts.calls }, 'callNeed', 'needId'],
    ["another need's release", { releaseShare: other.facts.releaseShare }, 'releaseShare', 'auctionId'],
    [
      'a call of somebody else',
      { calls: [factOf('callNeed', { sequence: 1n, needId: TRUTH.needId, bits: 2n }, OPENED, 'supplier')] },
      'callNeed',
      'signatures.0',
    ],
  ])('is not shown by facts with %s', async (_name, change, fact, field) => {
    await expect(fetchNeed(withFacts(change), TRUTH.needId)).rejects.toMatchObject(refused(fact, field));
  });

  test('has the book that was released, with the steps first', async () => {
    const trusted = await fetchNeed(nodeOf(TRUTH), TRUTH.needId);
    const { commitments } = TRUTH;
    const bookOf = (list: readonly bigint[]) =>
      fetchNeedBook(nodeOf({ ...TRUTH, commitments: [...list] }), trusted);
    expect((await bookOf(commitments)).commitments).toEqual(commitments);
    await expect(bookOf(commitments.slice(1))).rejects.toMatchObject(refused('openNeed', 'steps.0'));
    await expect(bookOf(commitments.with(1, 5n))).rejects.toMatchObject(refused('openNeed', 'steps.1'));
    await expect(bookOf(commitments.with(-1, 5n))).rejects.toMatchObject(refused('releaseShare', 'fold'));
    await expect(bookOf(commitments.slice(0, -1))).rejects.toMatchObject(refused('releaseShare', 'fold'));
    const { releaseShare: _, ...kept } = TRUTH.facts;
    const unreleased = await fetchNeed(nodeOf({ ...TRUTH, facts: kept as Shown['facts'] }), TRUTH.needId);
    await expect(fetchNeedBook(nodeOf(TRUTH), unreleased)).rejects.toMatchObject(
      refused('releaseShare', 'tx'),
    );
  });
});

describe("the register of a need's day", () => {
  const registerOf = async (change: Partial<NeedEntry>, changes = REGISTER) => {
    const node = told(change);
    const flexChanges = async () => ({ total: changes.length, items: changes });
    const { api, ...rest } = node;
    const { entry } = await fetchNeed(node, TRUTH.needId);
    return fetchDayRegister({ ...rest, api: { ...api, flexChanges } as unknown as Api }, entry);
  };

  test('is the one that was pinned, with all homes in it', async () => {
    const { tree } = await registerOf({}, [...REGISTER, { position: 2, leaf: 0n }]);
    expect(REGISTER.map(({ position }) => tree.leaf(position))).toEqual(REGISTER.map(({ leaf }) => leaf));
  });

  test('is none that a node made up without one of them, which alone would be told from the others', async () => {
    const without = REGISTER.map((each) => (each.position === 2 ? { ...each, leaf: 9n } : each));
    const { root } = leafTree(hasher, PARAMS.pointDepth, without);
    await expect(registerOf({ flexRoot: root }, without)).rejects.toMatchObject(
      refused('dayFlex', 'flexRoot'),
    );
    await expect(registerOf({ flexChanges: 2 })).rejects.toMatchObject(refused('dayFlex', 'flexChanges'));
    await expect(registerOf({}, without)).rejects.toMatchObject({ code: 'ROOT_MISMATCH' });
  });
});

test('a listed day that leaves out the auction of an own reading opens it nowhere', async () => {
  const node = nodeOf(TRUTH);
  const api = { ...node.api, readingChunks: async () => ({ items: [] }) } as unknown as Api;
  const day = await fetchReadDay({ ...node, api }, { areaId: 5, zones: [1] }, LIST[0]!);
  expect(() => day.path(5n, { index: 0, path: [] })).toThrow(
    expect.objectContaining(refused('readings', 'auctions')),
  );
});

describe('factors', () => {
  const REFS = [{ zone: 9, tariffId: 2 }];
  const shown = shownNeed({ refs: REFS });
  const { deliverFrom, up, day } = shown.body;
  /** K half hours of the same imports, and of the same exports in the first. */
  const sumOf = (of: number, imported: bigint, time: bigint, auctions = 1) => {
    const group = auctionIdOf(hasher, GENESIS.chainId, { ...REFS[0]!, day: of });
    const zeros = Array<bigint>(K).fill(0n);
    const body = CORE_LOG.sum.body.serialize({
      group,
      auctions: [...Array<bigint>(auctions - 1).fill(1n), group],
      members: 10,
      counts: [],
      words: {
        both: 2 ** PARAMS.sideWords - 1,
        net: 0,
        imports: zeros.map(() => imported),
        exports: zeros,
        nets: zeros,
      },
    });
    return [`sum ${bytesToHex(Fr.serialize(group))}`, logFactOf('sum', body, time)] as const;
  };
  const early = deliverFrom - 1n;
  const listed = LIST.map((of) => sumOf(of, 1_000n, early));
  const factorsWith = async (own: readonly ReturnType<typeof sumOf>[], factors?: NeedEntry['factors']) => {
    const entries = new Map([...shown.entries, ...listed, ...own]);
    const entry = { ...shown.entry, ...(factors && { factors }) };
    const node = nodeOf({ ...shown, entry, entries });
    return factorsOf(node, await fetchNeed(node, shown.needId));
  };
  /** Half as much again as on the listed days. */
  const HIGHER = { imports: daily(1_536), exports: daily(1_024) };
  const higher = sumOf(day, 1_500n, early);

  test('follow from the sums, whatever the node says', async () => {
    expect(await factorsWith([higher])).toEqual(HIGHER);
    expect(await factorsWith([higher], HIGHER)).toEqual(HIGHER);
    for (const lie of [plainFactors(K), { imports: daily(1_537), exports: HIGHER.exports }]) {
      const said = { imports: [...lie.imports], exports: [...lie.exports] };
      await expect(factorsWith([higher], said)).rejects.toMatchObject(refused('sum', 'factors'));
    }
  });

  test.each([
    ['opened too late', [sumOf(day, 1_500n, deliverFrom)]],
    ['opened with another', [sumOf(day, 1_500n, early, 2)]],
    ['not opened', []],
  ])('of a set that was %s are 1 or the sellers', async (_name, own) => {
    const plain = plainFactors(K);
    const sellers = sellersFactors(K, up);
    for (const each of [plain, sellers]) {
      const said = { imports: [...each.imports], exports: [...each.exports] };
      expect(await factorsWith(own, said)).toEqual(each);
    }
    await expect(factorsWith(own, HIGHER)).rejects.toMatchObject(refused('sum', 'factors'));
    await expect(factorsWith(own)).rejects.toMatchObject(refused('sum', 'factors'));
  });
});

describe('terms', () => {
  const uncalled = {
    ...TRUTH,
    facts: { ...TRUTH.facts, calls: [] },
    entry: { ...TRUTH.entry, called: 0n, counted: 0n },
  };
  const over = callsEnd(K, TRUTH.body);
  const settledAt = async (time: bigint, change: Partial<NeedEntry> = {}) => {
    const node = nodeOf({ ...uncalled, entry: { ...uncalled.entry, ...change } });
    return (await settledNeedOf(node, await fetchNeed(node, TRUTH.needId), time)).settled;
  };

  test('are the wallet computes them, in time and late', async () => {
    const { deliverEnd } = TRUTH.body;
    const own = await settledAt(over);
    const late = await settledAt(deliverEnd);
    expect([own.late, late.late]).toEqual([false, true]);
    expect(own.terms).not.toBe(late.terms);
    expect(await settledAt(over, { terms: own.terms, lateTerms: late.terms })).toEqual(own);
    for (const [time, lie] of [
      [over, { terms: late.terms }],
      [deliverEnd, { lateTerms: own.terms }],
    ] as const) {
      await expect(settledAt(time, lie)).rejects.toMatchObject(refused('openNeed', 'terms'));
    }
  });

  test('are none before calls are over, and none when late days are', async () => {
    await expect(settledAt(over - 1n)).rejects.toMatchObject({ code: 'PHASE_WRONG' });
    const end = TRUTH.body.deliverEnd + BigInt(GENESIS.windows.late);
    await expect(settledAt(end)).rejects.toMatchObject({ code: 'LATE_BILL_CLOSED' });
  });

  test('of a lie, unchecked, have masks that say nothing of the true ones', () => {
    const { body, entry } = TRUTH;
    const result = { ...entry.result!, lambda: entry.result!.lambda };
    const stateOf = (change: Partial<NeedState> = {}, called = CALLED): NeedState => ({
      ...{ chainId: GENESIS.chainId, needId: TRUTH.needId, asset: 1n, need: body, offerCount: entry.offers },
      ...{ offerRoot: entry.offerRoot, void: false, share: 0n, result, late: false, called },
      arrays: needArrays(body, result, called),
      baseline: { factors: plainFactors(K), days: LIST, readRoots: LIST.map(() => 1n), readRoot: 2n },
      ...change,
    });
    const truth = stateOf();
    const lies = [
      stateOf({ arrays: { ...truth.arrays, rate: first(truth.arrays.rate, 7n) } }),
      stateOf({ need: { ...body, comp: first(body.comp, 7) } }),
      stateOf({}, 8n),
      stateOf({ baseline: { ...truth.baseline!, factors: sellersFactors(K, body.up) } }),
      stateOf({ baseline: { ...truth.baseline!, days: LIST.map((day) => day - 1) } }),
    ];
    const payment = {
      deposit: 5n,
      pay: 6n,
      charges: 0n,
      unproven: 0n,
      owed: 1n,
      delivered: daily(9).map(BigInt),
    };
    const lanes = deliverLanes(PARAMS, payment);
    const masked = [truth, ...lies].map((state) =>
      maskedPayment(
        hasher,
        PARAMS,
        { kA: 123n, kB: 456n },
        { groupId: TRUTH.needId, terms: needTermsOf(PROFILE, state) },
        lanes,
      ),
    );
    // The same words: what differs is masks, and no two of all are the same.
    const masks = masked.flatMap((each) => each.lanes.map((lane, i) => mod(lane - lanes[i]!)));
    expect(new Set(masks).size).toBe(masks.length);
    expect(new Set(masked.map(({ tagA }) => tagA)).size).toBe(1);
  });
});
