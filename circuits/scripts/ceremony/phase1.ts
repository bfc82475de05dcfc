/** The phase 1 file of a ceremony: powers of tau in snarkjs's format, prepared for phase 2. */
import { powersOfTau } from 'snarkjs';
import { ArtifactError } from '../errors.js';
import { fromLittleEndian } from '../field.js';
import { openSections } from '../sections.js';
import { Q } from './field.js';
import { ceremonyLogger } from './logger.js';

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

/**
 * Checks every contribution of phase 1 and every point: minutes for a large file.
 * @throws ArtifactError PHASE1_INVALID
 */
export async function verifyPhase1(file: string): Promise<void> {
  const log = ceremonyLogger();
  const valid = await powersOfTau.verify(file, log).catch((cause: Error) => {
    log.error(cause.message);
    return false;
  });
  if (valid === true) return;
  throw new ArtifactError('PHASE1_INVALID', `${file} does not verify: ${log.reason()}`, {
    file,
    remedy: 'Fetch the phase 1 file again, and compare its hash with the one its makers published.',
  });
}
