import { VerificationKeyError } from './codes.js';
import { COORDINATE_BYTES, Q, writeWords } from './words.js';

/** A verification key as snarkjs exports it; coordinates are decimal strings. */
export interface VerificationKeyJson {
  protocol: string;
  curve: string;
  nPublic: number;
  vk_alpha_1: string[];
  vk_beta_2: string[][];
  vk_gamma_2: string[][];
  vk_delta_2: string[][];
  IC: string[][];
}

export type VerificationKeys = Readonly<Record<string, VerificationKeyJson>>;

/** A key's points as bytes: coordinates of 32 bytes, little-endian. Whether they are on their curves is unknown yet. */
export interface KeyBytes {
  readonly nPublic: number;
  /** alpha, beta, gamma, delta. */
  readonly fixed: Uint8Array;
  readonly ic: Uint8Array;
}

/** More public signals than any circuit has: a bound for keys from outside. */
const MAX_PUBLIC = 4_096;
const MAX_DIGITS = 78;

/** Reads a key strictly. Where it comes from is the caller's to check (by its hash). @throws VerificationKeyError */
export function readKey(json: VerificationKeyJson): KeyBytes {
  if (json?.protocol !== 'groth16' || json.curve !== 'bn128') throw new VerificationKeyError('KEY_PROTOCOL');
  const { nPublic, IC } = json;
  const sized = Number.isInteger(nPublic) && nPublic >= 0 && nPublic <= MAX_PUBLIC;
  if (!sized || !Array.isArray(IC) || IC.length !== nPublic + 1) throw new VerificationKeyError('KEY_SIZE');
  const alpha = affine(json.vk_alpha_1, 1);
  const [beta, gamma, delta] = [json.vk_beta_2, json.vk_gamma_2, json.vk_delta_2].map((p) =>
    affine(p, 2),
  ) as [bigint[], bigint[], bigint[]];
  // With gamma = ±delta, public signals could be moved into the proof: any statement would verify.
  if (gamma[0] === delta[0] && gamma[1] === delta[1]) throw new VerificationKeyError('KEY_GAMMA_IS_DELTA');
  return {
    nPublic,
    fixed: toBytes([...alpha, ...beta, ...gamma, ...delta]),
    ic: toBytes(IC.flatMap((point) => affine(point, 1))),
  };
}

/** The coordinates of a point of G1 or G2 whose third coordinate is 1. */
function affine(json: unknown, group: 1 | 2): bigint[] {
  if (!Array.isArray(json) || json.length !== 3) throw new VerificationKeyError('KEY_SIZE');
  const one = group === 1 ? ['1'] : ['1', '0'];
  const [x, y, z] = json.map((part: unknown) => (group === 1 ? [part] : part)) as unknown[][];
  if (![x, y, z].every((part) => Array.isArray(part) && part.length === group))
    throw new VerificationKeyError('KEY_SIZE');
  const coordinates = [...x!, ...y!].map(coordinate);
  const infinite = z!.every((part) => part === '0') || coordinates.every((value) => value === 0n);
  if (infinite) throw new VerificationKeyError('KEY_POINT_INFINITY');
  if (z!.some((part, i) => part !== one[i])) throw new VerificationKeyError('KEY_COORDINATE_NOT_CANONICAL');
  return coordinates;
}

function coordinate(text: unknown): bigint {
  if (typeof text !== 'string' || text.length > MAX_DIGITS || !/^(0|[1-9]\d*)$/.test(text))
    throw new VerificationKeyError('KEY_COORDINATE_NOT_CANONICAL');
  const value = BigInt(text);
  if (value >= Q) throw new VerificationKeyError('KEY_COORDINATE_NOT_CANONICAL');
  return value;
}

function toBytes(coordinates: readonly bigint[]): Uint8Array {
  const words = new BigUint64Array((COORDINATE_BYTES / 8) * coordinates.length);
  coordinates.forEach((x, i) => {
    writeWords(words, i, x);
  });
  return new Uint8Array(words.buffer);
}
