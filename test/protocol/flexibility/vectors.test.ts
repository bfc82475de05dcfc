/** Ids, leaf, nullifiers, wallet rules and terms, against values that were not made with this code. */
import { readFileSync } from 'node:fs';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { Tree8, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import { flexDayOf, needIdOf, needSeries, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import {
  offerCells,
  offerChangeRho,
  offerInner,
  offerNullifier,
  offerSalt,
} from '@veilgrid/protocol/flexibility/offer';
import { paymentRho } from '@veilgrid/protocol/flexibility/payment';
import { chunkPath, chunksMost, readRootOf } from '@veilgrid/protocol/flexibility/readRoot';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { type NeedState, needTermsBytes, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';

const vectors = JSON.parse(readFileSync('test/vectors/flexibility.json', 'utf8'));
const bigs = (values: readonly number[]) => values.map(BigInt);

test('ids, leaf, nullifiers and wallet rules', () => {
  const { ids } = vectors;
  const [chainId, sk, point, payPk, deposit] = bigs([ids.chainId, ids.sk, ids.point, ids.payPk, ids.deposit]);
  const needId = needIdOf(hasher, chainId!, ids);
  const flexDay = flexDayOf(hasher, chainId!, ids.day);
  const salt = offerSalt(hasher, sk!, point!, needId);
  const inner = offerInner(hasher, { point: point!, payPk: payPk!, deposit: deposit!, salt });
  const leaf = {
    ...ids,
    point: point!,
    payPk: payPk!,
    offerPk: BigInt(ids.offerPk),
    blind: BigInt(ids.blind),
  };
  const step = {
    qty: ids.cells.map(({ qty }: { qty: number }) => qty),
    level: ids.cells.map(({ level }: { level: number }) => level),
  };
  const made = {
    needId,
    series: needSeries(hasher, chainId!, ids.areaId),
    flexDay,
    leaf: flexLeaf(hasher, leaf),
    nfOffer: offerNullifier(hasher, sk!, point!, flexDay),
    salt,
    changeRho: offerChangeRho(hasher, sk!, BigInt(ids.nfNote)),
    inner,
    offer: orderCommitment(hasher, needId, packOrder(offerCells(ids.cells)), inner),
    step: stepCommitments(hasher, needId, [step])[0]!,
    paymentRho: paymentRho(hasher, salt, needId),
  };
  for (const [name, value] of Object.entries(made))
    expect([name, hex(value)]).toEqual([name, hex(BigInt(`0x${ids[name]}`))]);
});

describe('terms', () => {
  const { terms: t, termsBytes, termsDigest } = vectors;
  const state: NeedState = {
    chainId: BigInt(t.chainId),
    needId: BigInt(t.needId),
    asset: BigInt(t.asset),
    need: { day: t.day, up: BigInt(t.up), rebound: t.rebound, comp: t.comp },
    offerCount: t.offerCount,
    offerRoot: BigInt(t.offerRoot),
    void: t.void === 1,
    share: BigInt(t.share),
    result: { traded: BigInt(t.traded), p: t.p, lambda: t.lambda, bought: [] },
    arrays: { fixed: bigs(t.fixed), rate: bigs(t.rate), pen: bigs(t.pen) },
    called: BigInt(t.called),
    baseline: {
      factors: { imports: t.refImport, exports: t.refExport },
      days: t.days,
      readRoot: BigInt(t.readRoot),
      readRoots: bigs(t.readRoots),
    },
    late: t.late === 1,
  };

  test('of the vector', () => {
    expect(needTermsBytes('small', state)).toHaveLength(termsBytes);
    expect(hex(needTermsOf('small', state))).toBe(termsDigest.padStart(64, '0'));
  });

  test('are others for whatever a statement takes from the chain', () => {
    const { result, arrays, need, baseline } = state;
    const one = <T>(values: readonly T[], value: T) => [value, ...values.slice(1)];
    const others: NeedState[] = [
      { ...state, chainId: 9n },
      { ...state, needId: 9n },
      { ...state, asset: 9n },
      { ...state, need: { ...need, day: 9 } },
      { ...state, need: { ...need, up: 9n } },
      { ...state, need: { ...need, rebound: one(need.rebound, 9) } },
      { ...state, need: { ...need, comp: one(need.comp, 9) } },
      { ...state, offerCount: 9 },
      { ...state, offerRoot: 9n },
      { ...state, void: true },
      { ...state, share: 9n },
      { ...state, result: { ...result, traded: 9n } },
      { ...state, result: { ...result, p: one(result.p, 9) } },
      { ...state, result: { ...result, lambda: one(result.lambda, 9) } },
      { ...state, arrays: { ...arrays, fixed: one(arrays.fixed, 9n) } },
      { ...state, arrays: { ...arrays, rate: one(arrays.rate, 9n) } },
      { ...state, arrays: { ...arrays, pen: one(arrays.pen, 9n) } },
      { ...state, called: 9n },
      { ...state, baseline: undefined },
      { ...state, baseline: { ...baseline!, days: one(baseline!.days, 9) } },
      { ...state, baseline: { ...baseline!, days: baseline!.days.slice(1) } },
      { ...state, baseline: { ...baseline!, readRoot: 9n } },
      { ...state, baseline: { ...baseline!, readRoots: one(baseline!.readRoots, 9n) } },
      {
        ...state,
        baseline: { ...baseline!, factors: { ...baseline!.factors, imports: one(t.refImport, 9) } },
      },
      {
        ...state,
        baseline: { ...baseline!, factors: { ...baseline!.factors, exports: one(t.refExport, 9) } },
      },
      { ...state, late: true },
    ];
    const digests = [state, ...others].map((each) => needTermsOf('small', each));
    expect(new Set(digests).size).toBe(digests.length);
  });
});

test('a read root is that of the readings, and a leaf opens under it by its chunk', () => {
  const { chunkDepth, orderDepth } = PARAMS;
  const size = 8 ** chunkDepth;
  // The first auction fills a chunk and begins another, the second has one of its own.
  const lists = [
    Array.from({ length: size + 3 }, (_, i) => BigInt(i + 1)),
    Array.from({ length: 2 }, (_, i) => BigInt(100 + i)),
  ];
  const parts = lists.flatMap((leaves) =>
    Array.from({ length: Math.ceil(leaves.length / size) }, (_, i) => leaves.slice(i * size, (i + 1) * size)),
  );
  const trees = parts.map((leaves) => new Tree8(hasher, chunkDepth, leaves));
  const chunks = trees.map(({ root }) => root);
  const whole = parts.flatMap((leaves) => [...leaves, ...Array<bigint>(size - leaves.length).fill(0n)]);
  const root = readRootOf(hasher, PARAMS, chunks);
  expect(root).toBe(new Tree8(hasher, orderDepth, whole).root);
  expect(readRootOf(hasher, PARAMS, [])).toBe(new Tree8(hasher, orderDepth).root);
  expect(chunks.length).toBeLessThanOrEqual(chunksMost(PARAMS));
  parts.forEach((leaves, i) => {
    leaves.forEach((leaf, j) => {
      const path = [...trees[i]!.path(j), ...chunkPath(hasher, PARAMS, chunks, i)];
      expect(path).toHaveLength(orderDepth);
      expect(verifyPath(hasher, root, leaf, path)).toBe(true);
    });
  });
});
