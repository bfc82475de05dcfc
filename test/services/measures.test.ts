/** The DSO before a node that sees what it refuses: nothing is signed that the DSO's own book does not allow. */
import { createApi } from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { draftOf } from '@veilgrid/protocol/request';
import type { Api } from '@veilgrid/protocol/routes';
import type { Tx } from '@veilgrid/protocol/tx';
import {
  Follower,
  Measures,
  measuredSettlementWatch,
  memoryFollowerStore,
  memorySecrets,
} from '@veilgrid/services';
import { ensureHides, ensurePeakHides, type MeasureBook } from '@veilgrid/services/core/measures/ensureHides';
import {
  followAsset,
  followDayMember,
  followDayOpening,
  followDaySet,
  followTotal,
  KEPT_DAYS,
  noMeasures,
} from '@veilgrid/services/core/measures/followedMeasures';
import { followPin, followPoint, noPoints } from '@veilgrid/services/core/sets/followedPoints';
import { markRestored } from '@veilgrid/services/core/sets/setRecords';
import {
  AFTER,
  bareAsset,
  METERED_DAY,
  measuredBody,
  meteredAsset,
  TODAY,
} from '../state/support/network.js';
import { K } from '../state/support/profile.js';
import { startTestChain, type TestChain } from './support/chain.js';
import { blocksFrom, showing } from './support/fork.js';
import { lyingNode, refusal } from './support/lies.js';
import { moveTo } from './support/market.js';

const ZONE = 7;
const unverified = (data: object) => ({ code: 'SET_UNVERIFIED', ...data });
const reveals = (assetId: number) =>
  unverified({ field: 'assetId', assetId, reason: 'would show fewer than ten' });

describe('on a chain', () => {
  let chain: TestChain;
  /** Before any total. */
  let bareBlocks: LedgerBlock[];
  beforeAll(async () => {
    chain = await startTestChain();
    const announce = (fields: object) =>
      chain.signers.dso.submit('networkAsset', {
        fields: meteredAsset(chain, { powerFactor: 950, ...fields }),
      });
    await announce({ assetId: 1, customers: 30 });
    await announce({ assetId: 2, parent: 1, customers: 12 });
    await announce({ assetId: 3, parent: 1, customers: 10 });
    await moveTo(chain, AFTER);
    bareBlocks = await blocksFrom(chain.api);
  });
  afterAll(() => chain.close());

  const serviceOf = (api: Api, secrets = memorySecrets()) => {
    const follower = new Follower(
      { ...chain, api, store: memoryFollowerStore() },
      measuredSettlementWatch(chain),
    );
    return new Measures({ genesis: chain.genesis, signer: chain.signers.dso, secrets, follower });
  };
  const post = async (service: Measures, api: Api, fields: ReturnType<typeof measuredBody>) => {
    const draft = await draftOf(api, 'measured', fields);
    const signatures = [await service.coSigner(draft)];
    await submitTx(api, chain.genesis.profile, { ...draft, proofs: new Uint8Array(), signatures } as Tx);
  };

  test('a total that a node kept back was seen, and divides the day', async () => {
    const kept: unknown[] = [];
    const keeping = lyingNode(chain, {
      submit: async (args) => {
        kept.push(args);
        throw Object.assign(new Error('refused'), { code: 'MEASURE_REVEALS' });
      },
    }).api;
    const secrets = memorySecrets();
    const service = serviceOf(chain.api, secrets);
    await post(service, chain.api, measuredBody(chain, 1));
    expect(await refusal(post(service, keeping, measuredBody(chain, 2)))).toMatchObject({
      code: 'MEASURE_REVEALS',
    });
    expect(kept).toHaveLength(1);
    // 30 - 12 - 10 would be left of the first.
    const again = serviceOf(chain.api, secrets);
    expect(await refusal(post(again, keeping, measuredBody(chain, 3)))).toEqual(reveals(1));
    expect(kept).toHaveLength(1);
    // The very total may be sent to another node, and the chain takes it.
    await post(again, chain.api, measuredBody(chain, 2));
    const { measured } = await chain.api.measured({ params: { assetId: 2, day: METERED_DAY } });
    expect(measured).toMatchObject({ withdrawn: false });
    const stranger = serviceOf(chain.api);
    expect(await refusal(post(stranger, keeping, measuredBody(chain, 3)))).toEqual(reveals(1));
  });

  test.each<[string, object, object]>([
    ['another owner', { meterOwner: 5 }, { code: 'VALUE_OUT_OF_RANGE', field: 'meterOwner' }],
    [
      'another signature',
      { signature: new Uint8Array(64) },
      { code: 'SIGNATURE_INVALID', field: 'signature' },
    ],
    [
      'both ways in a half hour',
      { exports: Array(K).fill(1) },
      { code: 'VALUE_OUT_OF_RANGE', field: 'exports' },
    ],
    ['a withdrawal that shows', { act: 1 }, { code: 'VALUE_OUT_OF_RANGE', field: 'imports' }],
    [
      'a day that is not over',
      { day: METERED_DAY + 9 },
      unverified({ field: 'day', reason: 'the day is not over' }),
    ],
    [
      'an asset of another day',
      { day: TODAY },
      unverified({ field: 'assetId', reason: 'not an asset of the day' }),
    ],
  ])('%s is not signed', async (_, change, error) => {
    const draft = await draftOf(chain.api, 'measured', measuredBody(chain, 1, change));
    expect(await refusal(Promise.resolve(serviceOf(chain.api).coSigner(draft)))).toMatchObject(error);
  });

  test('an old copy of the folder signs of no day that it may have signed of', async () => {
    const secrets = memorySecrets();
    await markRestored(secrets, AFTER);
    const draft = await draftOf(chain.api, 'measured', measuredBody(chain, 1));
    const refused = await refusal(Promise.resolve(serviceOf(chain.api, secrets).coSigner(draft)));
    expect(refused).toEqual({ code: 'ALREADY_SIGNED', field: 'restored' });
    const before = memorySecrets();
    await markRestored(before, AFTER - 1n);
    await expect(serviceOf(chain.api, before).coSigner(draft)).resolves.toMatchObject({ role: 0 });
  });

  test('two that are asked for at once are one after the other', async () => {
    const service = serviceOf(showing(chain.api, bareBlocks));
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map((id) => draftOf(chain.api, 'measured', measuredBody(chain, id))),
    );
    const signed = await Promise.allSettled([one!, two!, three!].map((draft) => service.coSigner(draft)));
    expect(signed.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  test('a peak is no step of a rating that a node tells', async () => {
    const fields = { assetId: 1, year: 2020, quarter: 1, importW: 1_234n, exportW: 0n };
    const { asset } = await chain.api.measured({ params: { assetId: 1, day: METERED_DAY } });
    const at = new Date(METERED_DAY * SECONDS_PER_DAY * 1000);
    const when = { year: at.getUTCFullYear(), quarter: Math.floor(at.getUTCMonth() / 3) + 1 };
    const draft = await draftOf(chain.api, 'measuredPeak', { ...fields, ...when });
    const service = serviceOf(createApi(chain.url));
    expect(await refusal(Promise.resolve(service.coSigner(draft)))).toEqual(
      unverified({ field: 'importW', reason: 'not a step' }),
    );
    const step = { ...fields, ...when, importW: asset.ratingImport / 20n };
    // The quarter is not over.
    expect(
      await refusal(Promise.resolve(service.coSigner(await draftOf(chain.api, 'measuredPeak', step)))),
    ).toMatchObject({ code: 'SET_UNVERIFIED', field: 'day' });
  });

  test('an order of another kind is not its to sign', async () => {
    const draft = await draftOf(chain.api, 'revokePoint', { position: 0 });
    expect(await refusal(Promise.resolve(serviceOf(chain.api).coSigner(draft)))).toMatchObject({
      code: 'SIGNATURE_UNEXPECTED',
    });
  });
});

describe('the nested rule on what was followed', () => {
  const SET = 5n;
  const NEXT = 6n;
  const day = METERED_DAY;
  const start = BigInt(day * SECONDS_PER_DAY);

  interface World {
    readonly customers?: number;
    readonly points?: number;
    readonly open?: number;
    readonly settled?: number;
    readonly opened?: readonly bigint[];
    readonly next?: number;
  }

  function bookOf({ customers = 0, points = 0, open = 0, settled = 0, opened = [SET], next = 0 }: World) {
    const book: MeasureBook = { ...noPoints(), ...noMeasures() };
    const meterKey = new Uint8Array(32).fill(2);
    followAsset(book, { ...bareAsset({ assetId: 1, customers, zones: [ZONE], meterKey }), sequence: 0n });
    for (let position = 0; position < points; position++)
      followPoint(book, position, {
        keyAHash: 1n,
        keyBHash: 2n,
        ownerSigPk: new Uint8Array(32),
        zone: ZONE,
        tariffId: position % 2,
        dayImportCap: K,
        dayExportCap: K,
        open: position < open ? 1 : 0,
      });
    followPin(book, SET, { series: BigInt(ZONE), day, until: AFTER * 2n }, start - 10n);
    followDaySet(book, SET, { zone: ZONE, day, freezes: AFTER }, start - 10n);
    // Whoever moves in later is none of the day's.
    followPoint(book, points, { ...newcomer, zone: ZONE });
    followDaySet(book, NEXT, { zone: ZONE + 1, day, freezes: AFTER }, start - 9n);
    for (let i = 0; i < settled; i++) followDayMember(book, SET);
    for (let i = 0; i < next; i++) followDayMember(book, NEXT);
    followDayOpening(book, opened);
    return book;
  }
  const newcomer = {
    keyAHash: 1n,
    keyBHash: 2n,
    ownerSigPk: new Uint8Array(32),
    tariffId: 0,
    dayImportCap: K,
    dayExportCap: K,
    open: 0,
  };
  const ask = (world: World, time = AFTER, shown: readonly number[] = []) =>
    refusal(Promise.resolve().then(() => ensureHides({ book: bookOf(world), time }, 1, day, shown)));
  const allows = (world: World, time = AFTER) => ensureHides({ book: bookOf(world), time }, 1, day, []);

  test.each<[string, World]>([
    ['all of 55 settled', { customers: 55, points: 55, settled: 55 }],
    ['ten did not', { customers: 55, points: 55, settled: 45 }],
    ['nobody did, and nothing opens', { customers: 10, points: 10, opened: [] }],
    ['a set that took in one of nobody', { customers: 20, points: 20, settled: 10, opened: [SET, NEXT] }],
    ['more points than customers', { customers: 3, points: 21, settled: 11 }],
  ])('allows: %s', (_, world) => {
    expect(() => allows(world)).not.toThrow();
  });

  test.each<[string, World]>([
    ['54 of 55 settled', { customers: 55, points: 55, settled: 54 }],
    ['nine customers', { customers: 9 }],
    ['ten customers, one of them a plant', { customers: 10, points: 10, open: 1 }],
    ['customers that are said to be those that settled', { customers: 11, points: 12, settled: 11 }],
    [
      'a set that was opened with others',
      { customers: 40, points: 20, settled: 10, opened: [SET, NEXT], next: 3 },
    ],
    [
      'a set that was opened with one that nobody remembers',
      { customers: 40, settled: 10, opened: [SET, 99n] },
    ],
  ])('refuses: %s', async (_, world) => {
    expect(await ask(world)).toEqual(reveals(1));
  });

  test('refuses what is not known: sets that may still open, days long ago', async () => {
    const whole = { customers: 55, points: 55, settled: 55 };
    const closed = unverified({ field: 'day', zone: ZONE, reason: 'its sets are not open' });
    expect(await ask({ ...whole, opened: [] })).toEqual(closed);
    const early = { book: bookOf(whole), time: AFTER };
    early.book.daySets[String(SET)]!.freezes = AFTER + 1n;
    expect(() => ensureHides(early, 1, day, [])).toThrow('SET_UNVERIFIED');
    const later = AFTER + BigInt(KEPT_DAYS * SECONDS_PER_DAY);
    expect(await ask(whole, later)).toEqual(unverified({ field: 'day', reason: 'too long ago' }));
  });

  test('a book forgets what it does not judge any more', () => {
    const book = bookOf({ customers: 55, points: 55, settled: 55 });
    followTotal(book, { assetId: 1, day, act: 0 } as Bodies['measured']);
    const later = day + KEPT_DAYS + 1;
    const at = BigInt(later * SECONDS_PER_DAY);
    followPin(book, 8n, { series: BigInt(ZONE), day: later + 1, until: at * 2n }, at);
    followDaySet(book, 8n, { zone: ZONE, day: later + 1, freezes: at }, at);
    expect([Object.keys(book.daySets), Object.keys(book.totals), Object.keys(book.dayPoints)]).toEqual([
      ['8'],
      [],
      [String(later + 1)],
    ]);
  });

  test('a withdrawn total stands; a withdrawal alone enters nothing', () => {
    const book = bookOf({});
    followTotal(book, { assetId: 1, day, act: 1 } as Bodies['measured']);
    expect(book.totals).toEqual({});
    followTotal(book, { assetId: 1, day, act: 0 } as Bodies['measured']);
    followTotal(book, { assetId: 1, day, act: 1 } as Bodies['measured']);
    followTotal(book, { assetId: 1, day, act: 2 } as Bodies['measured']);
    expect(book.totals).toEqual({ [day]: [1] });
  });

  test("a quarter's peak is of ten who are below no further meter, and no plants", async () => {
    const peak = (world: World, change: (book: MeasureBook) => void = () => {}) => {
      const book = bookOf(world);
      change(book);
      return () => ensurePeakHides({ book, time: AFTER }, 1, { from: day, to: day + 1 });
    };
    expect(peak({ customers: 10, settled: 0, points: 10 })).not.toThrow();
    expect(peak({ customers: 10, points: 10, open: 1 })).toThrow('SET_UNVERIFIED');
    const grown = (book: MeasureBook) => {
      followAsset(book, {
        ...bareAsset({ version: 1, fromDay: day + 1, customers: 30, meterKey: new Uint8Array(32).fill(1) }),
        sequence: 0n,
      });
      return () => ensurePeakHides({ book, time: AFTER + 86_400n }, 1, { from: day, to: day + 2 });
    };
    expect(grown(bookOf({ customers: 30 }))).not.toThrow();
    expect(grown(bookOf({ customers: 1 }))).toThrow('SET_UNVERIFIED');
    const nested = (book: MeasureBook) =>
      followAsset(book, {
        ...bareAsset({ assetId: 2, parent: 1, customers: 5, meterKey: new Uint8Array(32).fill(1) }),
        sequence: 0n,
      });
    expect(peak({ customers: 14 }, nested)).toThrow('SET_UNVERIFIED');
    expect(peak({ customers: 15 }, nested)).not.toThrow();
  });
});
