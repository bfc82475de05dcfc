/** Terms of an auction and what a key derives from them: the vector, by the protocol, by hand and in a circuit. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { NO_STATUS_DIGEST, type TermsInput, termsBytes, termsOf } from '@veilgrid/protocol/market/terms';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { COMPILE_TIMEOUT, openTemplate } from '../circuits/support/r1cs.js';

interface Vector {
  readonly terms: Readonly<Record<string, number | readonly number[]>>;
  readonly bytes: number;
  readonly digest: string;
  readonly kA: number;
  readonly tag: string;
  readonly last: string;
  readonly short: string;
  readonly many: string;
  readonly mask: string;
}
type Fields = Vector['terms'];

const vector: Vector = JSON.parse(readFileSync('test/vectors/terms.json', 'utf8'));
const digest = BigInt(`0x${vector.digest}`);
const kA = BigInt(vector.kA);
const hex = (x: bigint) => x.toString(16);

/** The layout by hand: fields of 32 bytes but these, little-endian; prices are lifted by 2^31. */
const SIZES: Fields = {
  ...{ zone: 4, tariffId: 4, day: 4, floor: 4, tick: 2, importPrice: 4, exportPrice: 4, network: 4 },
  ...{ discount: 4, orderCount: 4, void: 1, p: 2, lambdaBuy: 4, lambdaSell: 4, late: 1 },
};
const PRICES = ['floor', 'importPrice', 'exportPrice'];

function bytesByHand(fields: Fields): Buffer {
  const little = (name: string, value: number) => {
    const size = (SIZES[name] as number | undefined) ?? 32;
    const lifted = BigInt(value) + (PRICES.includes(name) ? 1n << 31n : 0n);
    const text = (lifted < 0n ? lifted + R : lifted).toString(16).padStart(2 * size, '0');
    return Buffer.from(text, 'hex').reverse();
  };
  return Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => [
      // The list's digest stands between the result and the group.
      ...(name === 'groupId' ? [Buffer.alloc(32)] : []),
      ...[value].flat().map((x) => little(name, x)),
    ]),
  );
}

function inputOf(fields: Fields): TermsInput {
  const number = (name: string) => fields[name] as number;
  const big = (name: string) => BigInt(number(name));
  const numbers = (name: string) => fields[name] as readonly number[];
  const bigs = (name: string) => numbers(name).map(BigInt);
  return {
    ...{ chainId: big('chainId'), auctionId: big('auctionId'), groupId: big('groupId'), asset: big('asset') },
    ...{ zone: number('zone'), tariffId: number('tariffId'), day: number('day') },
    dsoDataKey: { x: big('dsoX'), y: big('dsoY') },
    market: {
      ...{ floor: big('floor'), tick: big('tick'), fixedPerDay: big('fixedPerDay') },
      ...{ importPrice: bigs('importPrice'), exportPrice: bigs('exportPrice') },
      ...{ network: bigs('network'), discount: bigs('discount'), collateral: 0n, minExport: 0n },
    },
    result: {
      ...{ traded: big('traded'), p: numbers('p'), enough: true, volume: 0n },
      ...{ lambdaBuy: numbers('lambdaBuy'), lambdaSell: numbers('lambdaSell') },
    },
    ...{ orderCount: number('orderCount'), orderRoot: big('orderRoot') },
    ...{ void: number('void') === 1, late: number('late') === 1, statusDigest: NO_STATUS_DIGEST },
  };
}

test('terms are the first 31 bytes of SHA-256 of their tag and fields', () => {
  const bytes = bytesByHand(vector.terms);
  expect(bytes).toHaveLength(vector.bytes);
  expect(Buffer.from(termsBytes('small', inputOf(vector.terms)))).toEqual(bytes);
  const hash = createHash('sha256').update('vg1:TERMS').update(bytes).digest('hex');
  expect(hash.slice(0, 62)).toBe(vector.digest);
  expect(termsOf('small', inputOf(vector.terms))).toBe(digest);
});

test('every field, and every entry of a list, changes terms', () => {
  const seen = new Set([digest]);
  let changes = 0;
  for (const [name, value] of Object.entries(vector.terms)) {
    // Money is the one asset of a settlement.
    if (name === 'asset') continue;
    for (const i of [value].flat().keys()) {
      const changed = typeof value === 'number' ? value + 1 : value.with(i, value[i]! + 1);
      seen.add(termsOf('small', inputOf({ ...vector.terms, [name]: changed })));
      changes++;
    }
  }
  seen.add(termsOf('small', { ...inputOf(vector.terms), statusDigest: new Uint8Array(32).fill(1) }));
  expect(seen.size).toBe(changes + 2);
});

test('tag and masks of a key', async () => {
  const hasher = await createHasher();
  const { masks, short } = masksOf(hasher, paramsOf('full'), 'A', kA, digest);
  expect(hex(tagOf(hasher, 'A', kA, 2n))).toBe(vector.tag);
  expect([masks[0]!, masks[16]!, short, masks[17]!].map(hex)).toEqual([
    ...[vector.mask, vector.last, vector.short, vector.many],
  ]);
});

test(
  'tag and masks of a key in a circuit',
  async () => {
    const circuit = await openTemplate(`
    include "lib/hash.circom";
    include "lib/tags.circom";
    template Main() {
      signal input k;
      signal input groupId;
      signal input terms;
      signal output tag[1] <== Squeeze(3, 1, TAG_TAGA())([k, groupId, 0]);
      signal output last[3] <== Squeeze(3, 3, TAG_LASTA())([k, terms, 0]);
      signal output mask[16] <== Squeeze(2, 16, TAG_MASKA())([k, terms]);
    }
    component main = Main();`);
    const signals = circuit.publicSignals(circuit.witness({ k: kA, groupId: 2n, terms: digest }));
    expect(signals.slice(0, 5).map(hex)).toEqual([
      ...[vector.tag, vector.last, vector.short, vector.many, vector.mask],
    ]);
  },
  COMPILE_TIMEOUT,
);
