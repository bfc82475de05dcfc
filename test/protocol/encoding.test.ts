import { readFileSync } from 'node:fs';
import { bigIntToBytes, R } from '@veilgrid/protocol/core/crypto/field';
import { decodeProof, encodeProof, PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { packReadings } from '@veilgrid/protocol/core/readings';
import { decodePrice, encodePrice } from '@veilgrid/protocol/core/ssz';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { packOrder, unpackOrder } from '@veilgrid/protocol/market/order';
import { MIN_GROUP, type Params, paramsOf } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import fc from 'fast-check';

const cell = fc.record({
  side: fc.integer({ min: 0, max: 1 }),
  level: fc.integer({ min: 0, max: 0xffff }),
  qty: fc.integer({ min: 0, max: 0xffffff }),
});

describe('parameters', () => {
  const file = JSON.parse(readFileSync('circuits/circuits.json', 'utf8')) as {
    profiles: Record<string, Record<string, number>>;
  };
  test.each(['full', 'small'] as const)('circuits.json and params.ts agree: %s', (profile) => {
    const p: Params = paramsOf(profile);
    expect(file.profiles[profile]).toEqual({
      K: p.K,
      N: p.N,
      POINT_DEPTH: p.pointDepth,
      NOTE_DEPTH: p.noteDepth,
      ORDER_DEPTH: p.orderDepth,
      MIN_GROUP,
    });
  });

  test('word counts of the full profile are the design’s', () => {
    const { orderWords, readingWords, laneWords, clearingWords, clearingParamWords } = paramsOf('full');
    expect([orderWords, readingWords, laneWords, clearingWords, clearingParamWords]).toEqual([
      10, 12, 17, 68, 12,
    ]);
  });
});

test('a tag is the big-endian ASCII of vg1:NAME', () => {
  expect(TAGS.NOTE).toBe(BigInt(`0x${Buffer.from('vg1:NOTE', 'ascii').toString('hex')}`));
  expect(new Set(Object.values(TAGS)).size).toBe(Object.keys(TAGS).length);
});

describe('packed words', () => {
  test('orders unpack to what was packed', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 4, maxLength: 48 }), (cells) => {
        expect(unpackOrder(packOrder(cells), cells.length)).toEqual(cells);
      }),
    );
  });

  test('a word with any spare bit set is no order', () => {
    const words = packOrder([{ side: 1, level: 3, qty: 4 }]);
    for (const bit of [17n, 19n, 44n, 49n, 250n]) {
      expect(unpackOrder([words[0]! + (1n << bit)], 1)).toBeUndefined();
    }
    expect(unpackOrder([...words, 0n], 1)).toBeUndefined();
  });

  test('readings stand 60 bits apart, export 30 above import', () => {
    const words = packReadings([
      { imported: 1, exported: 2 },
      { imported: 3, exported: 0xffffff },
      { imported: 0, exported: 0 },
      { imported: 0, exported: 0 },
      { imported: 5, exported: 0 },
    ]);
    expect(words).toEqual([1n + (2n << 30n) + (3n << 60n) + (0xffffffn << 90n), 5n]);
  });

  test('prices travel with an offset', () => {
    for (const price of [-(2 ** 24) + 1, -1, 0, 1, 2 ** 24 - 1]) {
      expect(decodePrice(encodePrice(price))).toBe(price);
      expect(encodePrice(price)).toBeGreaterThan(0);
    }
  });
});

describe('proof bytes', () => {
  const proof = {
    a: [1n, 2n],
    b: [
      [3n, 4n],
      [5n, 6n],
    ],
    c: [7n, 8n],
  } as const;

  test('round trip', () => {
    expect(decodeProof(encodeProof(proof))).toEqual(proof);
  });

  test('a coordinate of q or more, or another length, is refused', () => {
    const q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
    for (let i = 0; i < 8; i++) {
      const bytes = encodeProof(proof);
      bytes.set(bigIntToBytes(q + 1n, 32), 32 * i);
      expect(() => decodeProof(bytes)).toThrow(new ProtocolError('PROOF_MALFORMED', { field: 'proof' }));
    }
    expect(() => decodeProof(new Uint8Array(PROOF_BYTES - 1))).toThrow('PROOF_MALFORMED');
    expect(R < q).toBe(true);
  });
});
