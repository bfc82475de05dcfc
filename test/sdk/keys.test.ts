import {
  aggregationKeysOf,
  decodeAddress,
  deriveKeys,
  encodeAddress,
  entropyOf,
  newPhrase,
  phraseOf,
  pointRecord,
  seedOf,
  signPoint,
  type WalletKeys,
} from '@veilgrid/client-sdk';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { isAggregationKey } from '@veilgrid/protocol/core/points';
import { createHasher } from '@veilgrid/wasm-core';

const PHRASE = `${'abandon '.repeat(23)}art`;
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('wallet keys', () => {
  let hasher: Hasher;
  let keys: WalletKeys;
  beforeAll(async () => {
    hasher = await createHasher();
    keys = deriveKeys(hasher, await seedOf(PHRASE));
  });

  test("the seed is BIP-39's known answer", async () => {
    // Trezor's vectors use another passphrase; this is the same phrase with none, as every wallet derives it.
    expect(Buffer.from(await seedOf(PHRASE)).toString('hex')).toBe(
      '408b285c123836004f4b8842c89324c1f01382450c0d439af345ba7fc49acf705489c6fc77dbd4e3dc1dd8cc6bc9f043db8ada1e243c4a0eafb290d399480840',
    );
    expect(phraseOf(entropyOf(PHRASE))).toBe(PHRASE);
    expect(newPhrase().split(' ')).toHaveLength(24);
  });

  test('derivation never changes: a wallet would lose its money', () => {
    expect({ sk: keys.sk, ...keys.aggregationKeys(5, 0) }).toMatchInlineSnapshot(`
{
  "kA": 9131721861600131581409750818103031642936960000297827052001030009724575749614n,
  "kB": 17027777171170398532315180549662929131838907154106091212349510178137452801645n,
  "sk": 17633343324803615112289832149293950861969368180611720683488537156130021334158n,
}
`);
    expect(Buffer.from(keys.signPk).toString('hex')).toMatchInlineSnapshot(
      `"1874a10e1ebd1f26ddbad271b4f997d5f03abc030c41df238f24a1124e670c77"`,
    );
    expect(encodeAddress(keys)).toMatchInlineSnapshot(
      `"vg125ed19b9ca760c91ae099ee32b13c423a87ff4de5050dd06954d378bfdaee238cf6d5363299231d3c1c4099ee6028ab759f16be73b5eb22c85056ac95689790e300a0450"`,
    );
  });

  test('every purpose, position and epoch has a key of its own', () => {
    const secrets = [keys.signSecret, keys.encSecret, keys.memoKey].map((b) =>
      Buffer.from(b).toString('hex'),
    );
    const pairs = [keys.aggregationKeys(0, 0), keys.aggregationKeys(1, 0), keys.aggregationKeys(0, 1)];
    const all = [...secrets, keys.sk, ...pairs.flatMap(({ kA, kB }) => [kA, kB])];
    expect(new Set(all).size).toBe(all.length);
  });

  test('wrong phrases are refused by code', () => {
    for (const phrase of [
      '',
      'abandon',
      `${'abandon '.repeat(23)}abandon`,
      `${'abandon '.repeat(11)}about`,
    ]) {
      expect(() => entropyOf(phrase)).toThrow(code('SEED_INVALID'));
    }
  });

  test('addresses survive text, and a mistyped one is noticed', () => {
    const text = encodeAddress(keys);
    expect(decodeAddress(text)).toEqual({ ownerPk: keys.ownerPk, encPk: keys.encPk });
    for (let i = 0; i < text.length; i++) {
      const wrong = text.slice(0, i) + (text[i] === '7' ? '8' : '7') + text.slice(i + 1);
      expect(() => decodeAddress(wrong)).toThrow(code('ADDRESS_INVALID'));
    }
    expect(() => decodeAddress(text.slice(0, -2))).toThrow(code('ADDRESS_INVALID'));
    expect(() => decodeAddress(text.toUpperCase())).toThrow(code('ADDRESS_INVALID'));
  });

  test('a rotated point: keys found again by their hashes, signed as agreed only', () => {
    const terms = {
      position: 5,
      meterKey: mulBase(3n),
      importCap: 1,
      exportCap: 1,
      dayImportCap: 1,
      dayExportCap: 1,
      zone: 1,
      tariffId: 1,
      dayLimit: 1n,
    };
    const record = pointRecord({ hasher, keys }, terms, 7);
    const pair = keys.aggregationKeys(5, 7);
    expect(aggregationKeysOf({ hasher, keys }, record)).toEqual(pair);
    expect(isAggregationKey(hasher, 'A', record, pair.kA)).toBe(true);
    expect(isAggregationKey(hasher, 'B', record, pair.kA)).toBe(false);
    const ctx = { keys, genesis: { profile: 'small', chainId: 1n } as Genesis };
    const body = { sequence: 3n, ...record };
    expect(signPoint(ctx, record, { kind: 'enrolPoint', body })).toMatchObject({ role: 7 });
    const changed = { kind: 'enrolPoint', body: { ...body, dayLimit: 2n } } as const;
    expect(() => signPoint(ctx, record, changed)).toThrow(code('SIGNATURE_UNEXPECTED'));
    const other = { ...record, keyBHash: record.keyAHash };
    expect(() => aggregationKeysOf({ hasher, keys }, other)).toThrow(code('AGGREGATION_KEY_MISMATCH'));
  });
});
