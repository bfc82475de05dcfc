import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import {
  ChangePartyBody,
  EndPartyBody,
  MAX_PARTY_DAYS,
  possessionDigest,
  RegisterPartyBody,
} from '@veilgrid/protocol/core/parties';
import { txDigest } from '@veilgrid/protocol/tx';

const VECTORS = JSON.parse(readFileSync('test/vectors/parties.json', 'utf8'));

/** By Node.js alone: PKCS #8 of a raw secret. */
function keyOf(kind: 'ed25519' | 'x25519', byte: number) {
  const oid = kind === 'ed25519' ? 0x70 : 0x6e;
  const head = Buffer.from(`302e020100300506032b65${oid.toString(16)}04220420`, 'hex');
  const key = createPrivateKey({
    key: Buffer.concat([head, Buffer.alloc(32, byte)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { key, publicKey: new Uint8Array(publicKey) };
}
const number = (x: bigint | number, bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => Number((BigInt(x) >> BigInt(8 * i)) & 255n));
const digest = (kind: number, body: Uint8Array) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(30), Buffer.of(1, kind), body]))
    .digest('hex');

const name = new TextEncoder().encode('Ärger & Söhne');
const record = (byte: number) => ({
  sigPk: keyOf('ed25519', byte).publicKey,
  encPk: keyOf('x25519', byte + 1).publicKey,
  name,
  kinds: 3,
  until: 20_900,
});

test('bodies, digests and possession are those of the vectors, and of the text', () => {
  const register = { sequence: 0n, partyId: 32, ...record(1) };
  const registerSsz = RegisterPartyBody.serialize(register);
  const { sigPk, encPk } = register;
  const ids = concatBytes(number(0, 8), number(32, 4), sigPk, encPk);
  expect(registerSsz).toEqual(concatBytes(ids, number(86, 4), number(3, 2), number(20_900, 4), name));
  expect({ ssz: bytesToHex(registerSsz), digest: digest(100, registerSsz) }).toEqual(VECTORS.register);
  expect(bytesToHex(txDigest('small', 1n, { kind: 'registerParty', body: register }))).toBe(
    VECTORS.register.digest,
  );

  const fields = { sequence: 1n, partyId: 32, ...record(3), kinds: 128, lost: 0 };
  const before = concatBytes(number(1, 8), number(32, 4), fields.sigPk, fields.encPk);
  const after = concatBytes(number(128, 2), number(20_900, 4), number(0, 1));
  const possessed = digest(101, concatBytes(before, number(87, 4), after, name));
  expect([bytesToHex(possessionDigest(1n, fields)), possessed]).toEqual(
    Array(2).fill(VECTORS.change.possessionDigest),
  );
  const possession = new Uint8Array(sign(null, Buffer.from(possessed, 'hex'), keyOf('ed25519', 3).key));
  const changeSsz = ChangePartyBody.serialize({ ...fields, possession });
  expect(changeSsz).toEqual(concatBytes(before, number(151, 4), after, possession, name));
  expect({
    possessionDigest: possessed,
    possession: bytesToHex(possession),
    ssz: bytesToHex(changeSsz),
    digest: digest(101, changeSsz),
  }).toEqual(VECTORS.change);

  const endSsz = EndPartyBody.serialize({ sequence: 2n, partyId: 32 });
  expect({ ssz: bytesToHex(endSsz), digest: digest(102, endSsz) }).toEqual(VECTORS.end);
  expect(MAX_PARTY_DAYS).toBe(3_660);
});
