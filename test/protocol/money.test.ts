/**
 * Vectors of money and assets for a second implementation. Two notes of keys 11 and 22 (values 700 and 45, rho 1 and
 * 2) go into two others (600 to key 33, the rest to key 11; rho 3 and 4): in money with 10 out, and in the asset of
 * module 17 with the parts 5 and 0. Hashes are taken from circomlibjs, so that the vectors hang on no code of ours.
 */
import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes } from '@veilgrid/protocol/core/crypto/field';
import { splitProofs } from '@veilgrid/protocol/core/crypto/proof';
import { assetIdOf } from '@veilgrid/protocol/core/money/asset';
import { slipReference } from '@veilgrid/protocol/core/money/slip';
import { parseSlip, slipToJson } from '@veilgrid/protocol/core/money/slipFile';
import { fail, type ProtocolError } from '@veilgrid/protocol/errors';
import { circuitsOf, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import { contextOf, decodeTx, encodeTx, type Tx, type TxOf } from '@veilgrid/protocol/tx';
import { genesis } from '../node/support/chain.js';
import { buildCrypto } from '../oracle/crypto.js';
import { hasher } from '../state/support/hasher.js';

interface Wire {
  readonly cm: string | string[];
  readonly nf?: string[];
  readonly context: string;
  readonly wire: string;
}
interface Vector {
  readonly assetOf17: string;
  readonly ownerPks: string[];
  readonly transfer: Wire;
  readonly slip: Wire & { readonly reference: string };
  readonly exchange: Wire;
}

const CHAIN = 123_456_789n;
const vector: Vector = JSON.parse(readFileSync('test/vectors/money.json', 'utf8'));
const { hash } = await buildCrypto();
const hex = (x: bigint) => x.toString(16);
const opened = <K extends Kind>({ wire }: Wire) => decodeTx('full', hexToBytes(wire)) as TxOf<K>;
const [transfer, mint, exchange] = [
  opened<'transfer'>(vector.transfer),
  opened<'mintNote'>(vector.slip),
  opened<'exchange'>(vector.exchange),
];
const asset = hash('ASSET', 17n, 5n, 0n);

function notesOf(of: bigint, change: bigint) {
  const keys = [11n, 22n];
  const [first, second] = keys.map((sk) => hash('KEY', sk)) as [bigint, bigint];
  const spent = [hash('NOTE', of, 700n, first, 1n), hash('NOTE', of, 45n, second, 2n)];
  return {
    nf: spent.map((cm, i) => hex(hash('NF', keys[i]!, cm))),
    cm: [hash('NOTE', of, 600n, hash('KEY', 33n), 3n), hash('NOTE', of, change, first, 4n)].map(hex),
  };
}

test('owners, ids of assets, commitments and nullifiers are those of the text', () => {
  expect(vector.ownerPks).toEqual([hex(hash('KEY', 11n)), hex(hash('KEY', 22n))]);
  expect(vector.assetOf17).toBe(hex(asset));
  expect(assetIdOf(hasher, 17, [5n, 0n])).toBe(asset);
  expect(vector.transfer).toMatchObject(notesOf(1n, 135n));
  expect(vector.exchange).toMatchObject(notesOf(asset, 145n));
  expect(vector.slip.cm).toBe(hex(hash('NOTE', 1n, 5_000_000_000n, hash('KEY', 11n), 9n)));
});

test('on the wire, kind, body, proofs and signatures', () => {
  for (const { wire } of [vector.transfer, vector.slip, vector.exchange]) {
    expect(bytesToHex(encodeTx('full', decodeTx('full', hexToBytes(wire))))).toBe(wire);
  }
  expect(transfer.body.cm.map(hex)).toEqual(vector.transfer.cm);
  expect([transfer.body.asset, exchange.body.assetPart.asset]).toEqual([1n, asset]);
  expect(exchange.body.moneyPart).toEqual(transfer.body);
  expect([hex(mint.body.slip.cm), mint.body.sequence]).toEqual([vector.slip.cm, 3n]);
  expect([transfer, mint, exchange].map((tx) => splitProofs(tx.proofs).length)).toEqual([1, 1, 2]);
  expect([transfer, mint, exchange].map((tx) => circuitsOf(tx as Tx))).toEqual([
    ['transfer'],
    ['issue'],
    ['transfer', 'transfer'],
  ]);
});

test('proofs bind chain, kind and body; those of a minted note the slip alone', () => {
  const contexts = [transfer, mint, exchange].map((tx) => contextOf('full', CHAIN, tx as Tx));
  expect(contexts.map(hex)).toEqual([vector.transfer.context, vector.slip.context, vector.exchange.context]);
  // kind and body of fixed length stand first, then offsets of proofs and signatures.
  const body = hexToBytes(vector.slip.wire).subarray(1, 1 + 8 + 160);
  const digest = sha256(Uint8Array.from([...bigIntToBytes(CHAIN, 31), 1, ...body.subarray(8)]));
  expect(bytesToHex(digest.subarray(0, 31))).toBe(vector.slip.context.padStart(62, '0'));
  const later = { ...mint, body: { ...mint.body, sequence: 4n } } as Tx;
  expect(contextOf('full', CHAIN, later)).toBe(contexts[1]);
  const memo = mint.body.slip.memo.with(0, 1);
  const changed = { ...mint, body: { ...mint.body, slip: { ...mint.body.slip, memo } } } as Tx;
  expect(contextOf('full', CHAIN, changed)).not.toBe(contexts[1]);
  expect(bytesToHex(slipReference(mint.body.slip))).toBe(vector.slip.reference);
  expect(signersOf(mint as Tx)).toEqual(['issuer']);
});

describe('as many proofs as the kind has statements:', () => {
  const code = (bytes: Uint8Array) => {
    try {
      decodeTx('full', bytes);
    } catch (error) {
      return [(error as ProtocolError).code, (error as ProtocolError).data.field];
    }
    throw fail('INTERNAL');
  };
  test.each<[number, string]>([
    [0, 'PROOF_MISSING'],
    [255, 'PROOF_MISSING'],
    [256, 'PROOF_MISSING'],
    [511, 'PROOF_MISSING'],
    [513, 'PROOF_UNEXPECTED'],
    [768, 'PROOF_UNEXPECTED'],
    [8 * 256, 'PROOF_UNEXPECTED'],
  ])('%i bytes for two are refused', (length, expected) => {
    const bytes = encodeTx('full', { ...exchange, proofs: new Uint8Array(length) } as Tx);
    expect(code(bytes)).toEqual([expected, 'proofs']);
  });

  test('more than any transaction has does not even decode', () => {
    const proofs = new Uint8Array(8 * 256 + 1);
    expect(code(encodeTx('full', { ...exchange, proofs } as Tx))[0]).toBe('MALFORMED');
  });
});

describe('a slip as a file', () => {
  const proven = { slip: mint.body.slip, proof: new Uint8Array(256).fill(4) };
  const json = slipToJson(genesis, proven);

  test('comes back whole', () => {
    expect(parseSlip(genesis, JSON.parse(JSON.stringify(json)))).toEqual(proven);
  });

  const R_AS_ASSET = `010000f093f5e1439170b97948e833285d588181b64550b829a031e1724e6430${json.slip.slice(64)}`;
  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'MALFORMED', 'slip'],
    ['another version', { ...json, version: 2 }, 'MALFORMED', 'slip.version'],
    ['a byte less', { ...json, slip: json.slip.slice(2) }, 'MALFORMED', 'slip.slip'],
    ['something beside it', { ...json, more: 1 }, 'MALFORMED', 'slip'],
    [
      'one for another chain',
      { ...json, genesisHash: '0'.repeat(64) },
      'GENESIS_INVALID',
      'slip.genesisHash',
    ],
    ['an asset that is no field element', { ...json, slip: R_AS_ASSET }, 'FIELD_NOT_CANONICAL', 'slip.slip'],
  ])('is refused: %s', (_name, input, expected, field) => {
    expect(() => parseSlip(genesis, input)).toThrow(
      expect.objectContaining({ code: expected, data: expect.objectContaining({ field }) }),
    );
  });
});
