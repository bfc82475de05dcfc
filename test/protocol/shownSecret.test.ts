/** A secret that a household shows is the one of its key and the memo's, or it shows nothing. */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { isEphemeralKey, readMemoSecret, showMemoSecret } from '@veilgrid/protocol/market/shownSecret';
import { statusMemoSecret } from '@veilgrid/protocol/market/statusMemo';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ephemeralOf = (fill: number) => x25519.getPublicKey(key(fill));
const owner = key(7);
const ownerPk = ed25519.getPublicKey(owner);
const ephemeral = ephemeralOf(9);
const shown = showMemoSecret(owner, ephemeral)!;
const flipped = (bytes: Uint8Array, at: number, bit = 1) => bytes.with(at, bytes[at]! ^ bit);

test('the secret that opens the memo, whichever sign its points have', () => {
  for (let i = 0; i < 8; i++) {
    const [a, e] = [key(20 + i), ephemeralOf(40 + i)];
    const secret = readMemoSecret(showMemoSecret(a, e)!, ed25519.getPublicKey(a), e);
    expect(secret).toEqual(statusMemoSecret(a, e));
  }
  expect(shown).toHaveLength(96);
  expect(showMemoSecret(owner, ephemeral)).toEqual(shown);
});

test('no other: of another owner, of another memo, with any part changed', () => {
  const other = key(8);
  const read = (bytes: Uint8Array, pk = ownerPk, of = ephemeral) => readMemoSecret(bytes, pk, of);
  expect(read(shown)).toBeDefined();
  expect(read(showMemoSecret(other, ephemeral)!)).toBeUndefined();
  expect(read(shown, ed25519.getPublicKey(other))).toBeUndefined();
  expect(read(shown, ownerPk, ephemeralOf(10))).toBeUndefined();
  for (const at of [0, 31, 32, 63, 64, 95]) expect(read(flipped(shown, at))).toBeUndefined();
  // The other sign has the same secret: it is no point of this proof.
  expect(read(flipped(shown, 31, 0x80))).toBeUndefined();
  // A secret of one's own making beside a proof of the true one.
  const forged = shown.slice();
  forged.set(showMemoSecret(owner, ephemeralOf(10))!.subarray(0, 32));
  expect(read(forged)).toBeUndefined();
  for (const bytes of [shown.subarray(0, 95), new Uint8Array([...shown, 0]), new Uint8Array(96)]) {
    expect(read(bytes)).toBeUndefined();
  }
});

test('numbers beyond the group order are no second form', () => {
  const beyond = shown.slice();
  let carry = 0n;
  const order = ed25519.Point.Fn.ORDER;
  for (let i = 0; i < 32; i++) {
    const sum = BigInt(shown[64 + i]!) + ((order >> BigInt(8 * i)) & 0xffn) + carry;
    beyond[64 + i] = Number(sum & 0xffn);
    carry = sum >> 8n;
  }
  expect(readMemoSecret(beyond, ownerPk, ephemeral)).toBeUndefined();
});

test('a secret of small order, or with such a part, is none', () => {
  const small = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  expect(small.isSmallOrder()).toBe(true);
  const mixed = ed25519.Point.fromBytes(shown.subarray(0, 32)).add(small);
  for (const point of [ed25519.Point.ZERO, small, mixed]) {
    const bytes = shown.slice();
    bytes.set(point.toBytes());
    expect(readMemoSecret(bytes, ownerPk, ephemeral)).toBeUndefined();
  }
});

test.each<[string, Uint8Array]>([
  ['zero', new Uint8Array(32)],
  ['of the twist', key(0).with(0, 2)],
  ['−1', Uint8Array.from([0xec, ...Array(30).fill(0xff), 0x7f])],
  ['one of order four', key(0).with(0, 1)],
  ['with a bit beyond the field', flipped(ephemeral, 31, 0x80)],
])('an ephemeral key that is none needs no showing: %s', (_, none) => {
  expect([isEphemeralKey(none), isEphemeralKey(ephemeral)]).toEqual([false, true]);
  expect(showMemoSecret(owner, none)).toBeUndefined();
  expect(readMemoSecret(shown, ownerPk, none)).toBeUndefined();
});
