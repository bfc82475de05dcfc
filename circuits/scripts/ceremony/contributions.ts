/** The contributions a proving key says it is made of (section 10 of a zkey), as snarkjs writes and hashes them. */
import { blake2b } from '@noble/hashes/blake2.js';
import { fromLittleEndian } from '../field.js';
import { openSections, type SectionFile } from '../sections.js';
import { fromMontgomery, G1_GENERATOR } from './field.js';
import { ListReader } from './listReader.js';
import { firstOffCurve, isInG2 } from './points.js';

/** Sections of a zkey. */
const HEADER = 2;
const C_POINTS = 8;
const H_POINTS = 9;
const CONTRIBUTIONS = 10;
const HASH_BYTES = 64;
/** deltaAfter, g1_s, g1_sx in G1 and g2_spx in G2. */
const COORDINATES = 2 * 3 + 4;
const G1_BYTES = 64;
const G2_BYTES = 128;
/** Order in which a point of G2 is hashed: the imaginary part first. */
const G2_ORDER = [1, 0, 3, 2];
const BEACON = 1;

export interface KeyContribution {
  /** As snarkjs prints it (BLAKE2b-512 of the public key of the contribution), hex. */
  readonly hash: string;
  readonly name: string;
  /** Whether delta stayed what it was: a secret of 1. */
  readonly isNull: boolean;
  readonly beacon: { readonly value: string; readonly iterationsExponent: number } | undefined;
}

export interface KeyContributions {
  /** BLAKE2b-512 of the key before all contributions, hex. */
  readonly circuitHash: string;
  readonly contributions: readonly KeyContribution[];
}

/** @throws Error where the file is malformed, or a point that contributions change is no point of the curve */
export function readContributions(zkey: string): KeyContributions {
  const file = openSections(zkey, 'zkey');
  let bytes: Buffer;
  try {
    bytes = file.read(CONTRIBUTIONS);
    assertChangedPoints(file);
  } finally {
    file.close();
  }
  const list = new ListReader(bytes);
  const take = (size: number) => list.take(size);
  const circuitHash = take(HASH_BYTES).toString('hex');
  const count = take(4).readUInt32LE();
  const contributions: KeyContribution[] = [];
  let delta = G1_GENERATOR;
  for (let i = 0; i < count; i++) {
    const points = take(32 * COORDINATES);
    if (firstOffCurve(points.subarray(0, -G2_BYTES)) >= 0 || !isInG2(points.subarray(-G2_BYTES))) {
      throw new Error(`contribution ${i + 1} has points off the curve`);
    }
    const hash = hashOf(points, take(HASH_BYTES));
    const type = take(4).readUInt32LE();
    const parameters = readParameters(take(take(4).readUInt32LE()));
    const name = parameters.get(1)?.toString('utf8') ?? '';
    const value = parameters.get(3)?.toString('hex') ?? '';
    const iterationsExponent = parameters.get(2)?.[0] ?? 0;
    const after = points.subarray(0, G1_BYTES);
    const beacon = type === BEACON ? { value, iterationsExponent } : undefined;
    contributions.push({ hash, name, isNull: after.equals(delta), beacon });
    delta = after;
  }
  list.end();
  return { circuitHash, contributions };
}

/** The points that contributions change: delta in the header, and sections C and H. */
function assertChangedPoints(file: SectionFile): void {
  const header = file.read(HEADER);
  const onCurve = (points: Buffer) => firstOffCurve(points) < 0;
  const delta1 = header.subarray(-G2_BYTES - G1_BYTES, -G2_BYTES);
  if (!onCurve(delta1) || !isInG2(header.subarray(-G2_BYTES)))
    throw new Error('delta is no point of the curve');
  for (const section of [C_POINTS, H_POINTS]) {
    if (!onCurve(file.read(section))) throw new Error(`section ${section} has a point off the curve`);
  }
}

/** Name (1), iterations (2, one byte) and value (3): name and value carry their length. */
function readParameters(bytes: Buffer): Map<number, Buffer> {
  const parameters = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at]!;
    const size = type === 2 ? 1 : (bytes[at + 1] ?? 0);
    at += type === 2 ? 1 : 2;
    parameters.set(type, bytes.subarray(at, at + size));
    at += size;
  }
  return parameters;
}

function hashOf(points: Buffer, transcript: Buffer): string {
  const coordinate = (i: number) => bigEndian(fromMontgomery(fromLittleEndian(points, 32 * i)));
  const order = [...Array(6).keys(), ...G2_ORDER.map((i) => 6 + i)];
  const hasher = blake2b.create({ dkLen: HASH_BYTES });
  for (const i of order) hasher.update(coordinate(i));
  return Buffer.from(hasher.update(transcript).digest()).toString('hex');
}

const bigEndian = (x: bigint): Buffer => Buffer.from(x.toString(16).padStart(64, '0'), 'hex');
