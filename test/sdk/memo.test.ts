import { x25519 } from '@noble/curves/ed25519.js';
import { openTransferMemo, sealTransferMemo } from '@veilgrid/client-sdk/core/money/transferMemo';
import { openOrderMemo, sealOrderMemo } from '@veilgrid/client-sdk/market/orderMemo';
import { openSettleMemo, sealSettleMemo } from '@veilgrid/client-sdk/market/settleMemo';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { orderMemoBytes } from '@veilgrid/protocol/market/order';
import { settleMemoBytes } from '@veilgrid/protocol/market/settlement';
import { MAX_LEVEL, MAX_QTY, paramsOf } from '@veilgrid/protocol/params';
import fc from 'fast-check';

const AUCTION = 0x1234n;
const MAX_U64 = 2n ** 64n - 1n;
const u64 = fc.bigInt(0n, MAX_U64);
const element = fc.bigInt(0n, R - 1n);
const cell = fc.record({
  side: fc.integer({ min: 0, max: 1 }),
  level: fc.integer({ min: 0, max: MAX_LEVEL }),
  qty: fc.integer({ min: 0, max: MAX_QTY }),
});
const reading = fc.record({
  imported: fc.integer({ min: 0, max: MAX_QTY }),
  exported: fc.integer({ min: 0, max: MAX_QTY }),
});
const day = <T>(x: fc.Arbitrary<T>) => fc.array(x, { minLength: 48, maxLength: 48 });
const full = paramsOf('full');

/** Every single flipped bit of the memo, a few of them at a time. */
function* flipped(memo: Uint8Array): Generator<Uint8Array> {
  for (let i = 0; i < memo.length; i++) {
    const copy = memo.slice();
    copy[i]! ^= 1 << (i % 8);
    yield copy;
  }
}

describe('memos', () => {
  const key = new Uint8Array(32).fill(7);

  test('orders: round trip, length, tampering, other auction, other key', () => {
    fc.assert(
      fc.property(fc.record({ cells: day(cell), change: u64, changeRho: element }), (memo) => {
        const sealed = sealOrderMemo(key, AUCTION, memo);
        expect(sealed).toHaveLength(orderMemoBytes(full));
        expect(openOrderMemo(key, AUCTION, sealed)).toEqual(memo);
      }),
      { numRuns: 20 },
    );
    const sealed = sealOrderMemo(key, AUCTION, { cells: [], change: 1n, changeRho: 2n });
    for (const wrong of flipped(sealed)) expect(openOrderMemo(key, AUCTION, wrong)).toBeUndefined();
    expect(openOrderMemo(key, AUCTION + 1n, sealed)).toBeUndefined();
    expect(openOrderMemo(new Uint8Array(32), AUCTION, sealed)).toBeUndefined();
    expect(openOrderMemo(key, AUCTION, sealed.subarray(0, 20))).toBeUndefined();
  });

  test('settlements: round trip, length, tampering, other salt', () => {
    fc.assert(
      fc.property(fc.record({ readings: day(reading), refund: u64 }), element, (memo, salt) => {
        const sealed = sealSettleMemo(salt, AUCTION, memo);
        expect(sealed).toHaveLength(settleMemoBytes(full));
        expect(openSettleMemo(salt, AUCTION, sealed)).toEqual(memo);
      }),
      { numRuns: 20 },
    );
    const sealed = sealSettleMemo(5n, AUCTION, { readings: [], refund: 3n });
    for (const wrong of flipped(sealed)) expect(openSettleMemo(5n, AUCTION, wrong)).toBeUndefined();
    expect(openSettleMemo(6n, AUCTION, sealed)).toBeUndefined();
  });

  test('transfers: for their recipient alone', () => {
    const secret = new Uint8Array(32).fill(9);
    const encPk = x25519.getPublicKey(secret);
    const to = { ownerPk: 1n, encPk };
    const memo = { value: MAX_U64, rho: R - 1n };
    const sealed = sealTransferMemo(to, memo);
    expect(sealed).toHaveLength(TRANSFER_MEMO_BYTES);
    expect(openTransferMemo(secret, encPk, sealed)).toEqual(memo);
    for (const wrong of flipped(sealed)) {
      // X25519 ignores one bit of the ephemeral key, the key derivation does not.
      expect(openTransferMemo(secret, encPk, wrong)).toBeUndefined();
    }
    const stranger = new Uint8Array(32).fill(8);
    expect(openTransferMemo(stranger, x25519.getPublicKey(stranger), sealed)).toBeUndefined();
    expect(openTransferMemo(secret, encPk, new Uint8Array(TRANSFER_MEMO_BYTES))).toBeUndefined();
    expect(openTransferMemo(secret, encPk, new Uint8Array())).toBeUndefined();
    expect(openTransferMemo(secret, encPk, sealTransferMemo(to, { value: 1n, rho: R }))).toBeUndefined();
  });
});
