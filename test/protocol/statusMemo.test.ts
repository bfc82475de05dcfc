import { ed25519 } from '@noble/curves/ed25519.js';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { readingsStand, STATUS_DSO, signReadings } from '@veilgrid/protocol/core/readings';
import { sealedReadingBytes } from '@veilgrid/protocol/market/statusList';
import { openStatusMemo, sealStatusMemo, statusMemoSecret } from '@veilgrid/protocol/market/statusMemo';
import { paramsOf } from '@veilgrid/protocol/params';
import { hasher } from '../state/support/hasher.js';

const params = paramsOf('small');
const owner = new Uint8Array(32).fill(7);
const ownerPk = ed25519.getPublicKey(owner);
const DSO = 77n;
const where = { chainId: 5n, position: 3, day: 9 };
const readings = Array.from({ length: params.K }, (_, k) => ({ imported: 16_777_215 - k, exported: k }));
const signed = signReadings(hasher, DSO, { ...where, status: STATUS_DSO, readings });
const place = { auctionId: 11n, tag: 13n };
const memo = sealStatusMemo(signed, ownerPk, new Uint8Array(32).fill(9), place);
const secretOf = (key: Uint8Array) => statusMemoSecret(key, memo.ephemeral)!;
const open = (secret = secretOf(owner), at = place, sealed = memo.sealed) =>
  openStatusMemo(params, secret, { ...at, sealed });

test('opens for the owner of the point, to the reading that the DSO signed', () => {
  expect(memo.sealed).toHaveLength(sealedReadingBytes(params));
  expect(open()).toEqual(signed);
  expect(readingsStand(hasher, mulBase(DSO), where, open()!)).toBe(true);
  expect(readingsStand(hasher, mulBase(DSO), { ...where, position: 4 }, open()!)).toBe(false);
});

test.each([
  ['for another owner', () => open(secretOf(new Uint8Array(32).fill(8)))],
  ['in another auction', () => open(secretOf(owner), { ...place, auctionId: 12n })],
  ['under another tag', () => open(secretOf(owner), { ...place, tag: 14n })],
  ['with a bit changed', () => open(secretOf(owner), place, memo.sealed.with(5, memo.sealed[5]! ^ 1))],
])('does not open %s', (_name, opened) => {
  expect(opened()).toBeUndefined();
});

test('an ephemeral key of small order gives nobody a secret', () => {
  expect(statusMemoSecret(owner, new Uint8Array(32))).toBeUndefined();
});
