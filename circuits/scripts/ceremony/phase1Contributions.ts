/** The contributions a phase 1 file says it is made of (section 7 of a ptau), as snarkjs writes them. */
import { blake2b } from '@noble/hashes/blake2.js';
import { openSections } from '../sections.js';
import { G1_GENERATOR } from './field.js';
import { ListReader } from './listReader.js';
import { firstOffCurve, isInG2 } from './points.js';

const CONTRIBUTIONS = 7;
const G1 = 64;
const G2 = 128;
/** In order: tau·G1, tau·G2, alpha·G1, beta·G1, beta·G2, then of the contribution's key six in G1 and three in G2. */
const POINTS = [G1, G2, G1, G1, G2, ...Array<number>(6).fill(G1), ...Array<number>(3).fill(G2)];
/** tau·G1, alpha·G1 and beta·G1: none may stay what it was. */
const CHANGING = [0, 2, 3];
/** State of the hasher, and the next challenge. */
const HASHES = 216 + 64;
const NAME = 1;

export interface Phase1Contribution {
  /** BLAKE2b-512 of the contribution as it stands in the file, hex. */
  readonly hash: string;
  readonly name: string;
  readonly isBeacon: boolean;
  /** Whether tau, alpha or beta stayed what it was. */
  readonly isNull: boolean;
}

/** @throws Error where the list is malformed, or a point of it is none of the curve */
export function readPhase1Contributions(ptau: string): Phase1Contribution[] {
  const file = openSections(ptau, 'ptau');
  let bytes: Buffer;
  try {
    bytes = file.read(CONTRIBUTIONS);
  } finally {
    file.close();
  }
  const list = new ListReader(bytes);
  const take = (size: number) => list.take(size);
  const count = take(4).readUInt32LE();
  const contributions: Phase1Contribution[] = [];
  let before: readonly Buffer[] = CHANGING.map(() => G1_GENERATOR);
  for (let i = 0; i < count; i++) {
    const begin = list.at;
    const points = POINTS.map((size) => take(size));
    if (!points.every((p) => (p.length === G1 ? firstOffCurve(p) < 0 : isInG2(p)))) {
      throw new Error(`contribution ${i + 1} has points off the curve`);
    }
    take(HASHES);
    const isBeacon = take(4).readUInt32LE() !== 0;
    const parameters = take(take(4).readUInt32LE());
    const name = parameters[0] === NAME ? parameters.toString('utf8', 2, 2 + parameters[1]!) : '';
    const after = CHANGING.map((at) => points[at]!);
    contributions.push({
      hash: Buffer.from(blake2b(bytes.subarray(begin, list.at), { dkLen: 64 })).toString('hex'),
      name,
      isBeacon,
      isNull: after.some((point, j) => point.equals(before[j]!)),
    });
    before = after;
  }
  list.end();
  return contributions;
}
