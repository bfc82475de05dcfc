import { ArtifactError } from './errors.js';
import { fromLittleEndian, R, TWO_ADICITY } from './field.js';

/** The header of an r1cs file; constraints stay in its bytes. */
export interface R1cs {
  nVars: number;
  /** Public signals, without the constant 1. */
  nPublic: number;
  nConstraints: number;
  /** 2^domainLog rows hold the constraints and one row for each public signal and the constant. */
  domainLog: number;
  constraints: Buffer;
}

/** Reads a circom r1cs file (iden3 binary format, version 1). */
export function readR1cs(bytes: Buffer): R1cs {
  const refuse = (why: string) => new ArtifactError('R1CS', `unusable r1cs file: ${why}`);
  if (bytes.toString('latin1', 0, 4) !== 'r1cs' || bytes.readUInt32LE(4) !== 1) throw refuse('wrong magic');
  const sections = new Map<number, Buffer>();
  for (let at = 12, i = bytes.readUInt32LE(8); i > 0; i--) {
    const size = Number(bytes.readBigUInt64LE(at + 4));
    sections.set(bytes.readUInt32LE(at), bytes.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  const header = sections.get(1);
  const constraints = sections.get(2);
  if (header === undefined || constraints === undefined) throw refuse('missing section');
  if (header.readUInt32LE(0) !== 32 || fromLittleEndian(header, 4) !== R) throw refuse('not over BN254');
  const nVars = header.readUInt32LE(36);
  const nPublic = header.readUInt32LE(40) + header.readUInt32LE(44);
  const nConstraints = header.readUInt32LE(60);
  const domainLog = 32 - Math.clz32(nConstraints + nPublic);
  if (domainLog >= TWO_ADICITY) throw refuse('too many constraints');
  return { nVars, nPublic, nConstraints, domainLog, constraints };
}

/** Calls `visit` for each term of A (0), B (1) and C (2) of each constraint, in the file's order. */
export function forEachTerm(
  r1cs: R1cs,
  visit: (matrix: 0 | 1 | 2, row: number, signal: number, value: bigint) => void,
): void {
  const { constraints } = r1cs;
  // Most values recur: ±1, powers of two, hash constants.
  const known = new Map<string, bigint>();
  const valueAt = (from: number): bigint => {
    const bytes = constraints.toString('latin1', from, from + 32);
    const value = known.get(bytes) ?? fromLittleEndian(constraints, from);
    known.set(bytes, value);
    return value;
  };
  let at = 0;
  for (let row = 0; row < r1cs.nConstraints; row++) {
    for (const matrix of [0, 1, 2] as const) {
      const terms = constraints.readUInt32LE(at);
      at += 4;
      for (let i = 0; i < terms; i++, at += 36) {
        visit(matrix, row, constraints.readUInt32LE(at), valueAt(at + 4));
      }
    }
  }
}
