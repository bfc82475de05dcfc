/** What meters sign, against vectors and by hand. docs/protocol/core/measures.md. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { NetworkAsset, possessionDigest } from '@veilgrid/protocol/core/measures/asset';
import { measuredDigest } from '@veilgrid/protocol/core/measures/measured';

const VECTORS = JSON.parse(readFileSync('test/vectors/measures.json', 'utf8'));

const little = (x: bigint | number, bytes: number) =>
  Buffer.from(Array.from({ length: bytes }, (_, i) => Number((BigInt(x) >> BigInt(8 * i)) & 255n)));
const sha256 = (...parts: readonly Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');
const CHAIN = little(1, 32);

const { record, total } = VECTORS;
const asset: NetworkAsset = {
  ...record,
  ratingImport: BigInt(record.ratingImport),
  ratingExport: BigInt(record.ratingExport),
  meterKey: hexToBytes(record.meterKey),
  serialHash: hexToBytes(record.serialHash),
};

test('the record of an asset and what its meter signs of it', () => {
  const { assetId, version, fromDay, kind, parent, powerFactor, usable, customers, zones } = asset;
  const fixed = [
    ...[little(assetId, 4), little(version, 2), little(fromDay, 4), little(kind, 1), little(parent, 4)],
    ...[
      little(asset.ratingImport, 8),
      little(asset.ratingExport, 8),
      little(powerFactor, 2),
      little(usable, 2),
    ],
    ...[little(customers, 4), little(0, 4), little(asset.dropPpmPerKw, 4), little(asset.dropLimitPpm, 4)],
    ...[little(asset.projectId, 4), Buffer.from(asset.meterKey), little(asset.classPpm, 4)],
    ...[Buffer.from(asset.serialHash), little(asset.meterOwner, 4)],
  ];
  const length = Buffer.concat(fixed).length;
  // The tenth field's place holds where its list begins.
  fixed[10] = little(length, 4);
  const ssz = Buffer.concat([...fixed, ...zones.map((zone) => little(zone, 4))]);
  expect(ssz.toString('hex')).toBe(VECTORS.ssz);
  expect(bytesToHex(NetworkAsset.serialize(asset))).toBe(VECTORS.ssz);
  const signed = sha256(Buffer.from('vg1:ASSETMETER'), CHAIN, little(36, 4), ssz);
  expect(signed).toBe(VECTORS.possessionDigest);
  expect(bytesToHex(possessionDigest(1n, asset))).toBe(VECTORS.possessionDigest);
});

test("what a meter signs of a day's total", () => {
  const values = [...total.imports, ...total.exports].map((wh: number) => little(wh, 4));
  const signed = sha256(
    ...[Buffer.from('vg1:MEASURED'), CHAIN, little(total.assetId, 4), little(total.day, 4)],
    ...values,
  );
  expect(signed).toBe(VECTORS.measuredDigest);
  expect(bytesToHex(measuredDigest('small', 1n, total))).toBe(VECTORS.measuredDigest);
});
