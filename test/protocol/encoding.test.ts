import { type BasicType, ContainerType, ListBasicType, VectorBasicType } from '@chainsafe/ssz';
import { packOrder, unpackOrder } from '@veilgrid/protocol/core/books/cells';
import { bigIntToBytes, R } from '@veilgrid/protocol/core/crypto/field';
import { decodeProof, encodeProof, PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { packReadings } from '@veilgrid/protocol/core/readings';
import { Price, U32 } from '@veilgrid/protocol/core/ssz';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import fc from 'fast-check';

const cell = fc.record({
  side: fc.integer({ min: 0, max: 1 }),
  level: fc.integer({ min: 0, max: 0xffff }),
  qty: fc.integer({ min: 0, max: 0xffffff }),
});

describe('parameters', () => {
  test('word counts of the full profile are the design’s', () => {
    const { orderWords, readingWords, laneWords, clearingWords, clearingParamWords } = paramsOf('full');
    expect([orderWords, readingWords, laneWords, clearingWords, clearingParamWords]).toEqual([
      10, 12, 18, 68, 12,
    ]);
  });

  test('every packed word of the medium profile has a full and a partial neighbour', () => {
    const p = paramsOf('medium');
    expect([p.orderWords, p.readingWords, p.laneWords, p.clearingWords, p.clearingParamWords]).toEqual([
      3, 3, 6, 16, 3,
    ]);
    // Values of the last word: cells, pairs, energy lanes, clearing lanes, parameters.
    expect([p.K % 5, p.K % 4, (2 * p.K) % 6, (7 * p.K) % 5, p.K % 4]).toEqual([1, 3, 4, 2, 3]);
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
});

interface Prices {
  one: number;
  day: number[];
  some: number[];
}

describe('prices', () => {
  const OFFSET = 2 ** 31;
  const record = (type: BasicType<number>) =>
    new ContainerType({ one: type, day: new VectorBasicType(type, 9), some: new ListBasicType(type, 20) });
  const [signed, unsigned] = [record(Price), record(U32)];
  const price = fc.integer({ min: -OFFSET, max: OFFSET - 1 });
  const prices: fc.Arbitrary<Prices> = fc.record({
    one: price,
    day: fc.array(price, { minLength: 9, maxLength: 9 }),
    some: fc.array(price, { maxLength: 20 }),
  });
  const wire = (x: number) => x + OFFSET;
  const wireOf = ({ one, day, some }: Prices) => ({
    one: wire(one),
    day: day.map(wire),
    some: some.map(wire),
  });

  test('travel as uint32 of price + 2^31', () => {
    const check = (x: Prices) => {
      const bytes = unsigned.serialize(wireOf(x));
      expect(signed.serialize(x)).toEqual(bytes);
      expect(signed.deserialize(bytes)).toEqual(x);
      expect(signed.hashTreeRoot(x)).toEqual(unsigned.hashTreeRoot(wireOf(x)));
      expect(signed.fromJson(signed.toJson(x))).toEqual(x);
    };
    fc.assert(fc.property(prices, check));
    expect(Price.serialize(-1)).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    expect(signed.serialize(signed.defaultValue())).toEqual(unsigned.serialize(unsigned.defaultValue()));
  });

  test('are the same in trees', () => {
    const check = (x: number, one: number) => {
      const value = { one: x, day: Array(9).fill(x), some: [x] };
      for (const view of [signed.toView(value), signed.toViewDU(value)]) {
        expect(view.serialize()).toEqual(signed.serialize(value));
        expect([view.one, view.day.get(8), view.some.getAll()]).toEqual([x, x, [x]]);
        view.one = one;
        view.day.set(8, one);
        const changed = { ...value, one, day: value.day.with(8, one) };
        expect(view.serialize()).toEqual(signed.serialize(changed));
        expect(signed.deserializeToView(view.serialize()).toValue()).toEqual(changed);
      }
    };
    fc.assert(fc.property(price, price, check));
  });

  test('that would not fit are refused, not taken modulo 2^32', () => {
    for (const x of [OFFSET, -OFFSET - 1, 2 ** 32, 0.5, -1e-9, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => Price.serialize(x)).toThrow(new ProtocolError('VALUE_OUT_OF_RANGE', { field: 'price' }));
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
