import { ed25519 } from '@noble/curves/ed25519.js';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { bigIntToBytes, R } from '@veilgrid/protocol/core/crypto/field';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { circuitsOf, KINDS, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import type { Params } from '@veilgrid/protocol/params';
import { MAX_TX_BYTES, paramsOf } from '@veilgrid/protocol/params';
import { contextOf, decodeTx, encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { bodyArbitrary } from './support/bodies.js';

const CHAIN = 12345n;

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'accepted';
}

function txOf(kind: Kind, body: unknown): Tx {
  const signers = signersOf({ kind, body } as Tx);
  return {
    kind,
    body,
    proofs: new Uint8Array(256 * circuitsOf({ kind, body } as Tx).length),
    signatures: signers.map((role) => signTx(role, new Uint8Array(32), new Uint8Array(32).fill(7))),
  } as Tx;
}

const params: Params = paramsOf('small');

describe.each(Object.keys(KINDS) as Kind[])('%s', (kind) => {
  test('encodes to one canonical form and back', () => {
    fc.assert(
      fc.property(bodyArbitrary(kind, params), (body) => {
        const tx = txOf(kind, body);
        const bytes = encodeTx('small', tx);
        expect(decodeTx('small', bytes)).toEqual(tx);
      }),
      { numRuns: 25 },
    );
  });

  test('no truncation, extension or other profile decodes', () => {
    const body = fc.sample(bodyArbitrary(kind, params), { numRuns: 1, seed: 1 })[0]!;
    const bytes = encodeTx('small', txOf(kind, body));
    for (const length of [0, 1, 5, bytes.length >> 1, bytes.length - 1]) {
      expect(codeOf(() => decodeTx('small', bytes.slice(0, length)))).not.toBe('accepted');
    }
    expect(codeOf(() => decodeTx('small', Uint8Array.from([...bytes, 0])))).not.toBe('accepted');
  });

  test('random damage is a coded refusal or another transaction, never another throw', () => {
    const body = fc.sample(bodyArbitrary(kind, params), { numRuns: 1, seed: 2 })[0]!;
    const bytes = encodeTx('small', txOf(kind, body));
    const digest = txDigest('small', CHAIN, txOf(kind, body));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at]! ^= flip;
        let tx: Tx | undefined;
        if (
          codeOf(() => {
            tx = decodeTx('small', damaged);
          }) !== 'accepted'
        )
          return;
        const inBody = Buffer.compare(txDigest('small', CHAIN, tx!), digest) !== 0;
        expect(inBody || Buffer.compare(encodeTx('small', tx!), bytes) !== 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the digest binds chain, kind and every byte of the body, but neither proof nor signatures', () => {
    const [a, b] = fc.sample(bodyArbitrary(kind, params), { numRuns: 2, seed: 3 });
    const tx = txOf(kind, a);
    const digest = txDigest('small', CHAIN, tx);
    expect(txDigest('small', CHAIN + 1n, tx)).not.toEqual(digest);
    expect(txDigest('small', CHAIN, txOf(kind, b))).not.toEqual(digest);
    const reproven: Tx = { ...tx, proofs: new Uint8Array(256).fill(1), signatures: [] };
    expect(txDigest('small', CHAIN, reproven)).toEqual(digest);
    expect(contextOf('small', CHAIN, tx)).toBeLessThan(R);
  });
});

test('bounds, kinds, proofs and signatures are coded', () => {
  const body = { sequence: 1n, auctionId: 5n, scalar: 7n, count: 2, fold: 9n };
  const tx = txOf('releaseShare', body);
  const bytes = encodeTx('small', tx);
  expect(codeOf(() => decodeTx('small', new Uint8Array(MAX_TX_BYTES + 1)))).toBe('TOO_LARGE');
  expect(codeOf(() => decodeTx('small', Uint8Array.of(99, ...bytes.slice(1))))).toBe('UNKNOWN_KIND');
  expect(codeOf(() => decodeTx('small', encodeTx('small', { ...tx, signatures: [] })))).toBe(
    'SIGNATURE_MISSING',
  );
  const extra = { ...tx, signatures: [...tx.signatures, ...tx.signatures] };
  expect(codeOf(() => decodeTx('small', encodeTx('small', extra)))).toBe('SIGNATURE_UNEXPECTED');
  const wrongRole = {
    ...tx,
    signatures: [signTx('operator', new Uint8Array(32), new Uint8Array(32).fill(1))],
  };
  expect(codeOf(() => decodeTx('small', encodeTx('small', wrongRole)))).toBe('SIGNATURE_MISSING');
  const proven = { ...tx, proofs: new Uint8Array(256) };
  expect(codeOf(() => decodeTx('small', encodeTx('small', proven)))).toBe('PROOF_UNEXPECTED');
  // SSZ integers are little-endian.
  const at = Buffer.from(bytes).indexOf(Buffer.from(bigIntToBytes(7n, 32)).reverse());
  const high = Uint8Array.from(bytes);
  high.set(bigIntToBytes(R, 32).reverse(), at);
  expect(codeOf(() => decodeTx('small', high))).toBe('FIELD_NOT_CANONICAL');
});

test('signatures hold for one key and one digest', () => {
  const secret = new Uint8Array(32).fill(9);
  const digest = new Uint8Array(32).fill(3);
  const { signature } = signTx('dso', digest, secret);
  const key = ed25519.getPublicKey(secret);
  expect(verifyEd25519(digest, signature, key)).toBe(true);
  expect(verifyEd25519(new Uint8Array(32).fill(4), signature, key)).toBe(false);
  expect(verifyEd25519(digest, signature, ed25519.getPublicKey(digest))).toBe(false);
  expect(verifyEd25519(digest, signature, new Uint8Array(32).fill(0xff))).toBe(false);
  expect(verifyEd25519(digest, new Uint8Array(64), key)).toBe(false);
});
