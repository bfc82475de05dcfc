import { Q, R } from '@veilgrid/protocol/core/crypto/field';
import { fromBytes } from '../context.js';
import { ProverError } from './errors.js';
import { readSections, viewOf } from './sections.js';

/** A zkey file taken apart; the sections are views of its bytes. */
export interface ProvingKey {
  nVars: number;
  nPublic: number;
  /** The rows are 2^domainLog. */
  domainLog: number;
  alpha1: Uint8Array;
  beta1: Uint8Array;
  beta2: Uint8Array;
  delta1: Uint8Array;
  delta2: Uint8Array;
  /** Terms of the matrices A and B. */
  terms: Uint8Array;
  a: Uint8Array;
  b1: Uint8Array;
  b2: Uint8Array;
  c: Uint8Array;
  h: Uint8Array;
}

const GROTH16 = 1;
const FIELD_BYTES = 32;
const TERM_BYTES = 44;
const MAX_VARS = 2 ** 22;
const MAX_DOMAIN_LOG = 27;

/**
 * Reads a Groth16 zkey of snarkjs's format over BN254 and its shape; values are checked when they are loaded.
 * @throws ProverError KEY for another file
 */
export function readProvingKey(bytes: Uint8Array): ProvingKey {
  try {
    return readKey(bytes);
  } catch (cause) {
    throw new ProverError('KEY', `proving key: ${(cause as Error).message}`);
  }
}

function readKey(bytes: Uint8Array): ProvingKey {
  const sections = readSections(bytes, 'zkey', 1);
  if (viewOf(sections.get(1, 4)).getUint32(0, true) !== GROTH16) throw new RangeError('not for Groth16');
  const header = sections.get(2, 84 + 3 * 64 + 3 * 128);
  const word = (at: number) => viewOf(header).getUint32(at, true);
  const integer = (at: number) => fromBytes(header.subarray(at, at + FIELD_BYTES))[0];
  if (word(0) !== FIELD_BYTES || integer(4) !== Q || word(36) !== FIELD_BYTES || integer(40) !== R)
    throw new RangeError('not over BN254');
  const [nVars, nPublic, rows] = [word(72), word(76), word(80)];
  const domainLog = Math.log2(rows);
  if (nVars > MAX_VARS || nPublic >= nVars) throw new RangeError('wrong number of wires');
  if (!Number.isInteger(domainLog) || domainLog > MAX_DOMAIN_LOG)
    throw new RangeError('wrong number of rows');
  const terms = sections.get(4);
  if (terms.length !== 4 + TERM_BYTES * viewOf(terms).getUint32(0, true))
    throw new RangeError('wrong number of terms');
  return {
    nVars,
    nPublic,
    domainLog,
    alpha1: header.subarray(84, 148),
    beta1: header.subarray(148, 212),
    beta2: header.subarray(212, 340),
    delta1: header.subarray(468, 532), // gamma, between, is the verifier's
    delta2: header.subarray(532, 660),
    terms: terms.subarray(4),
    a: sections.get(5, 64 * nVars),
    b1: sections.get(6, 64 * nVars),
    b2: sections.get(7, 128 * nVars),
    c: sections.get(8, 64 * (nVars - nPublic - 1)),
    h: sections.get(9, 64 * rows),
  };
}
