/** Files of network assets: a version as its owner writes it, a day of its meter, the key of a development meter. */
import { existsSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { ASSET_KINDS, MAX_ASSET_ZONES, type NetworkAsset } from '@veilgrid/protocol/core/measures/asset';
import type { MeasuredValues } from '@veilgrid/protocol/core/measures/measured';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { ed25519Pair } from '@veilgrid/services/development';
import { z } from 'zod';
import { MAX_U32 } from '../../options.js';
import { dayNumber, dayOption } from '../../terminal/dates.js';
import { readJson, readText, writeNew } from '../../terminal/files.js';

const u16 = z.int().min(0).max(0xffff);
const u32 = z.int().min(0).max(MAX_U32);
const rating = z.int().min(0).transform(BigInt);
const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))
    .transform((text) => hexToBytes(text));

const AssetFile = z.strictObject({
  assetId: u32,
  kind: z.enum(Object.keys(ASSET_KINDS) as [keyof typeof ASSET_KINDS]),
  /** The first day, YYYY-MM-DD. */
  from: z.string(),
  parent: u32.default(0),
  ratingImport: rating,
  ratingExport: rating,
  powerFactor: u16,
  usable: u16,
  customers: u32,
  zones: z.array(u32).max(MAX_ASSET_ZONES),
  dropPpmPerKw: u32,
  dropLimitPpm: u32,
  projectId: u32.default(0),
  meter: z
    .strictObject({
      classPpm: u32,
      serial: z.string().min(1).max(64),
      owner: u32.default(0),
      /** Of a real meter: its key, and its signature over this very version. */
      key: hexOf(32).optional(),
      possession: hexOf(64).optional(),
    })
    .optional(),
});

/** A version as its file says it, without the number of the version. */
export interface AssetInFile {
  readonly record: Omit<NetworkAsset, 'version'>;
  readonly possession?: Uint8Array | undefined;
}

const zeros = (length: number) => new Uint8Array(length);

/** @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID naming the field */
export async function readAssetFile(file: string): Promise<AssetInFile> {
  const parsed = AssetFile.safeParse(await readJson(file, 'asset'));
  if (!parsed.success) {
    const { path = [], message } = parsed.error.issues[0] ?? {};
    throw fail('FILE_INVALID', { field: ['asset', ...path].join('.'), file, reason: message });
  }
  const { kind, from, meter, ...rest } = parsed.data;
  const record = {
    ...rest,
    kind: ASSET_KINDS[kind],
    fromDay: dayOf(from, file),
    meterKey: meter?.key ?? zeros(32),
    classPpm: meter?.classPpm ?? 0,
    serialHash: meter ? sha256(utf8ToBytes(meter.serial)) : zeros(32),
    meterOwner: meter?.owner ?? 0,
  };
  return { record, possession: meter?.possession };
}

function dayOf(text: string, file: string): number {
  try {
    return dayNumber(dayOption(text));
  } catch {
    throw fail('FILE_INVALID', { field: 'asset.from', file, reason: 'YYYY-MM-DD is needed' });
  }
}

const HEADER = 'period,import_wh,export_wh';
const ROW = /^([0-9]{1,3}),([0-9]{1,10}),([0-9]{1,10})$/;

/** K half hours in order, from 0 on. @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID naming the line */
export async function readMeasuredDay(file: string, K: number): Promise<MeasuredValues> {
  const [header, ...rows] = (await readText(file, 'csv')).trimEnd().split(/\r?\n/);
  ensure(header === HEADER, 'FILE_INVALID', { field: 'csv', file, reason: `${HEADER} must head it` });
  ensure(rows.length === K, 'FILE_INVALID', { field: 'csv', file, reason: `${K} periods are needed` });
  const values = rows.map((row, k) => {
    const [period, imports, exports] = (ROW.exec(row) ?? []).slice(1).map(Number);
    const fits = period === k && imports! <= MAX_U32 && exports! <= MAX_U32;
    ensure(fits, 'FILE_INVALID', { field: 'csv', file, line: k + 2 });
    return { imports: imports!, exports: exports! };
  });
  return {
    imports: values.map(({ imports }) => imports),
    exports: values.map(({ exports }) => exports),
  };
}

async function readHex(file: string, field: string, bytes: number): Promise<Uint8Array> {
  const parsed = hexOf(bytes).safeParse((await readText(file, field)).trim());
  if (parsed.success) return parsed.data;
  throw fail('FILE_INVALID', { field, file, reason: `${2 * bytes} hex digits are needed` });
}

/** A meter's signature, in hex. */
export const readSignature = (file: string): Promise<Uint8Array> => readHex(file, 'signature', 64);

export interface DevelopmentMeter {
  readonly key: Uint8Array;
  sign(digest: Uint8Array): Uint8Array;
}

/** @throws ProtocolError NOT_FOUND, FILE_INVALID */
export async function readMeterKeyFile(file: string): Promise<DevelopmentMeter> {
  const seed = await readHex(file, 'meter-key', 32);
  return { key: ed25519.getPublicKey(seed), sign: (digest) => ed25519.sign(digest, seed) };
}

/** Makes it where there is none. */
export async function meterKeyIn(file: string): Promise<DevelopmentMeter> {
  if (!existsSync(file)) await writeNew(file, 'meter-key', `${ed25519Pair().secret.toString('hex')}\n`);
  return readMeterKeyFile(file);
}
