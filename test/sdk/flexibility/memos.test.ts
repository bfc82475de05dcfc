/** Memos of offers and payments: their bytes, and whom they open for. docs/protocol/flexibility.md "Memos". */
import { readFileSync } from 'node:fs';
import { x25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { openOfferMemo, sealOfferMemo } from '@veilgrid/client-sdk/flexibility/offerMemo';
import { openPaymentMemo, sealPaymentMemo } from '@veilgrid/client-sdk/flexibility/paymentMemo';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { offerMemoBytes } from '@veilgrid/protocol/flexibility/offer';
import { PAYMENT_MEMO_BYTES } from '@veilgrid/protocol/flexibility/payment';
import { MAX_LEVEL, MAX_QTY, paramsOf } from '@veilgrid/protocol/params';
import fc from 'fast-check';

const vectors = JSON.parse(readFileSync('test/vectors/flexibility.json', 'utf8'));
const big = (text: string) => BigInt(`0x${text}`);
const keysOf = (encSecret: Uint8Array) => ({ encSecret, encPk: x25519.getPublicKey(encSecret) });
const HOME = keysOf(new Uint8Array(32).fill(9));
const STRANGER = keysOf(new Uint8Array(32).fill(8));
const NEED = 0x1234n;
const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const element = fc.bigInt(0n, R - 1n);

/** One bit of each byte. */
function* flipped(memo: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < memo.length; i++) {
    const copy = memo.slice();
    copy[i]! ^= 1 << (i % 8);
    yield copy;
  }
}

describe('an offer', () => {
  test('opens from the bytes of the vector', () => {
    const { needId, encSecret, encPk, salt, cells, deposit, change, memo } = vectors.offerMemo;
    const keys = keysOf(hexToBytes(encSecret));
    expect(bytesToHex(keys.encPk)).toBe(encPk);
    const opened = openOfferMemo(keys, big(needId), hexToBytes(memo));
    expect(opened).toEqual({ salt: big(salt), cells, deposit: BigInt(deposit), change: BigInt(change) });
  });

  test('of any content is sealed to one household, in a length of its own', () => {
    const cell = fc.record({
      level: fc.integer({ min: 0, max: MAX_LEVEL }),
      qty: fc.integer({ min: 0, max: MAX_QTY }),
    });
    const cells = fc.array(cell, { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(fc.record({ salt: element, cells, deposit: u64, change: u64 }), (plain) => {
        const sealed = sealOfferMemo(HOME.encPk, NEED, plain);
        expect(sealed).toHaveLength(offerMemoBytes(paramsOf('full')));
        expect(openOfferMemo(HOME, NEED, sealed)).toEqual(plain);
        expect(openOfferMemo(STRANGER, NEED, sealed)).toBeUndefined();
        expect(openOfferMemo(HOME, NEED + 1n, sealed)).toBeUndefined();
      }),
      { numRuns: 10 },
    );
  });

  test('that was changed, or holds no salt, opens for nobody', () => {
    const plain = { salt: 5n, cells: [], deposit: 1n, change: 2n };
    const sealed = (change = {}) => sealOfferMemo(HOME.encPk, NEED, { ...plain, ...change });
    for (const wrong of flipped(sealed())) expect(openOfferMemo(HOME, NEED, wrong)).toBeUndefined();
    expect(openOfferMemo(HOME, NEED, sealed({ salt: R }))).toBeUndefined();
    expect(openOfferMemo(HOME, NEED, new Uint8Array())).toBeUndefined();
  });
});

describe('a payment', () => {
  test('opens from the bytes of the vector', () => {
    const { needId, salt, value, memo } = vectors.paymentMemo;
    expect(openPaymentMemo(big(salt), big(needId), hexToBytes(memo))).toBe(BigInt(value));
  });

  test('of any value opens by its offer alone', () => {
    fc.assert(
      fc.property(element, u64, (salt, value) => {
        const sealed = sealPaymentMemo(salt, NEED, value);
        expect(sealed).toHaveLength(PAYMENT_MEMO_BYTES);
        expect(openPaymentMemo(salt, NEED, sealed)).toBe(value);
        expect(openPaymentMemo((salt + 1n) % R, NEED, sealed)).toBeUndefined();
        expect(openPaymentMemo(salt, NEED + 1n, sealed)).toBeUndefined();
      }),
      { numRuns: 20 },
    );
    for (const wrong of flipped(sealPaymentMemo(5n, NEED, 7n))) {
      expect(openPaymentMemo(5n, NEED, wrong)).toBeUndefined();
    }
  });
});
