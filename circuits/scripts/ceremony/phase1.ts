/** The phase 1 file of a ceremony: powers of tau in snarkjs's format, prepared for phase 2. */
import { powersOfTau } from 'snarkjs';
import { ArtifactError } from '../errors.js';
import { fromLittleEndian } from '../field.js';
import { hashFile } from '../hashes.js';
import { openSections } from '../sections.js';
import { Q } from './field.js';
import type { Phase1, SignedPhase1 } from './folder.js';
import { isKnownPhase1 } from './knownPhase1.js';
import { ceremonyLogger } from './logger.js';
import { readPhase1Contributions } from './phase1Contributions.js';
import { firstOffCurve, firstOffTwist, isInG2 } from './points.js';

/** Sections of points: powers of tau, alone and with alpha and beta, and their Lagrange forms. */
const G1_SECTIONS = [2, 4, 5, 12, 14, 15];
const G2_SECTIONS = [3, 13];
const BETA_G2 = 6;
/** Lagrange forms of the powers: what `snarkjs powersoftau prepare phase2` adds. */
const PREPARED = [12, 13, 14, 15];

/**
 * The power of a phase 1 file: it serves circuits whose domain is at most 2^power.
 * @throws ArtifactError PHASE1_INVALID, PHASE1_CURVE
 */
export function phase1Power(file: string): number {
  const invalid = (why: string) =>
    new ArtifactError('PHASE1_INVALID', `${file} is no usable phase 1 file: ${why}`, {
      file,
      remedy: 'Bring a powers-of-tau file of snarkjs (.ptau) over BN254, prepared for phase 2.',
    });
  let opened: ReturnType<typeof openSections>;
  try {
    opened = openSections(file, 'ptau');
  } catch (cause) {
    throw invalid((cause as Error).message);
  }
  try {
    const header = opened.read(1);
    if (header.readUInt32LE(0) !== 32 || fromLittleEndian(header, 4) !== Q) {
      throw new ArtifactError('PHASE1_CURVE', `${file} is over another curve than BN254`, {
        file,
        remedy: 'The circuits are over BN254 (snarkjs: bn128): bring a phase 1 file of that curve.',
      });
    }
    if (!PREPARED.every((id) => opened.sections.has(id))) {
      throw invalid('it is not prepared (snarkjs powersoftau prepare phase2)');
    }
    return header.readUInt32LE(36);
  } catch (cause) {
    throw cause instanceof ArtifactError ? cause : invalid((cause as Error).message);
  } finally {
    opened.close();
  }
}

/** @throws ArtifactError PHASE1_TOO_SMALL */
export function assertLargeEnough(file: string, power: number, circuit: string, domainLog: number): void {
  if (domainLog <= power) return;
  throw new ArtifactError(
    'PHASE1_TOO_SMALL',
    `${file} has 2^${power} powers, ${circuit} needs 2^${domainLog}`,
    {
      file,
      expected: String(domainLog),
      actual: String(power),
      remedy: `Bring a phase 1 file of power ${domainLog} or more.`,
    },
  );
}

/** What a ceremony records of its phase 1 file. */
export async function phase1Record(file: string, contributions: readonly SignedPhase1[]): Promise<Phase1> {
  const [sha256, blake2b] = await Promise.all([hashFile(file), hashFile(file, 'blake2b512')]);
  const power = phase1Power(file);
  return { sha256, blake2b, power, contributions: isKnownPhase1({ power, blake2b }) ? [] : contributions };
}

/**
 * Checks every contribution of a phase 1 of one's own, that it is the one that was signed, and every point: minutes
 * for a large file. A public file is known by its hash.
 * @throws ArtifactError PHASE1_INVALID, PHASE1_UNKNOWN, CONTRIBUTION_NULL
 */
export async function verifyPhase1(file: string, phase1: Phase1): Promise<void> {
  if (isKnownPhase1(phase1)) return;
  const log = ceremonyLogger();
  const valid = await powersOfTau.verify(file, log).catch((cause: Error) => {
    log.error(cause.message);
    return false;
  });
  if (valid !== true) throw unverified(file, log.reason());
  assertPoints(file);
  let inside: ReturnType<typeof readPhase1Contributions>;
  try {
    inside = readPhase1Contributions(file);
  } catch (cause) {
    throw unverified(file, (cause as Error).message);
  }
  const same = (signed: SignedPhase1, i: number) =>
    inside[i]?.hash === signed.hash && inside[i].name === signed.role && !inside[i].isBeacon;
  if (inside.length !== phase1.contributions.length || !phase1.contributions.every(same)) {
    throw new ArtifactError('PHASE1_UNKNOWN', `${file} is not made of the contributions that were signed`, {
      file,
      remedy: 'Every contribution in the file needs the signature of its role.',
    });
  }
  const nothing = inside.findIndex(({ isNull }) => isNull);
  if (nothing < 0) return;
  throw new ArtifactError('CONTRIBUTION_NULL', `contribution ${nothing + 1} of phase 1 changes nothing`, {
    file,
  });
}

/** snarkjs compares points by pairings, which mean something on the curve only. */
function assertPoints(file: string): void {
  const opened = openSections(file, 'ptau');
  try {
    const off = [
      ...G1_SECTIONS.filter((id) => firstOffCurve(opened.read(id)) >= 0),
      ...G2_SECTIONS.filter((id) => firstOffTwist(opened.read(id)) >= 0),
      ...(isInG2(opened.read(BETA_G2)) ? [] : [BETA_G2]),
    ];
    if (off.length > 0) throw unverified(file, `section ${off[0]} has a point off the curve`);
  } finally {
    opened.close();
  }
}

function unverified(file: string, why: string): ArtifactError {
  return new ArtifactError('PHASE1_INVALID', `${file} does not verify: ${why}`, {
    file,
    remedy: 'Fetch the phase 1 file again, and compare its hash with the one its makers published.',
  });
}
