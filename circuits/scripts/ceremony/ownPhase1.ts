/**
 * A phase 1 of the organisations' own: `phase1/000.ptau` is empty, `phase1/NNN.ptau` has one contribution more, and
 * `phase1/NNN.json` says whose. Where no public file serves.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curves, powersOfTau } from 'snarkjs';
import { ArtifactError } from '../errors.js';
import { hashFile } from '../hashes.js';
import type { SignedPhase1 } from './folder.js';
import { ceremonyLogger } from './logger.js';
import { readPhase1Contributions } from './phase1Contributions.js';
import { PHASE1, signContribution } from './signatures.js';

const MAX_POWER = 28;

const fileOf = (dir: string, step: number, ending: string): string =>
  join(dir, 'phase1', `${String(step).padStart(3, '0')}.${ending}`);

/** How many contributions there are; −1 before the beginning. */
function lastStep(dir: string): number {
  const folder = join(dir, 'phase1');
  return existsSync(folder)
    ? readdirSync(folder).filter((name) => /^[0-9]{3}\.ptau$/.test(name)).length - 1
    : -1;
}

/** @throws ArtifactError CEREMONY_EXISTS, PHASE1_INVALID */
export async function beginPhase1(dir: string, power: number): Promise<void> {
  if (lastStep(dir) >= 0) {
    throw new ArtifactError('CEREMONY_EXISTS', `there is a phase 1 in ${dir} already`, { file: dir });
  }
  if (!(power >= 1 && power <= MAX_POWER)) {
    throw new ArtifactError('PHASE1_INVALID', `a power from 1 to ${MAX_POWER} is needed`);
  }
  mkdirSync(join(dir, 'phase1'), { recursive: true });
  const file = fileOf(dir, 0, 'ptau');
  await powersOfTau.newAccumulator(await curves.getCurveFromName('bn128'), power, `${file}.part`);
  renameSync(`${file}.part`, file);
}

/**
 * Adds a contribution and the role's signature under it.
 * @throws ArtifactError CEREMONY_MISSING, CEREMONY_TAMPERED
 */
export async function contributeToPhase1(
  dir: string,
  role: string,
  secret: Uint8Array,
  text = '',
): Promise<SignedPhase1> {
  const last = lastStep(dir);
  if (last < 0) {
    throw new ArtifactError('CEREMONY_MISSING', `there is no phase 1 in ${dir}`, {
      file: dir,
      remedy: 'Begin one: npm run ceremony -- phase1 --dir DIR --power N',
    });
  }
  const [old, next] = [fileOf(dir, last, 'ptau'), fileOf(dir, last + 1, 'ptau')];
  const before = await hashFile(old);
  const expected = last === 0 ? before : signedPhase1(dir)[last - 1]?.after;
  if (before !== expected) {
    throw new ArtifactError('CEREMONY_TAMPERED', `${old} is not the file that was signed`, {
      file: old,
      actual: before,
      remedy: 'Fetch the whole folder again from whoever contributed last.',
    });
  }
  // snarkjs adds 64 random bytes of its own.
  const entropy = randomBytes(64).toString('hex') + text;
  await powersOfTau.contribute(old, `${next}.part`, role, entropy, ceremonyLogger());
  const { hash } = readPhase1Contributions(`${next}.part`).at(-1)!;
  const after = await hashFile(`${next}.part`);
  const statement = { circuit: PHASE1, index: last + 1, before, after, hash, role };
  const signed = { role, before, after, hash, signature: signContribution(secret, statement) };
  writeFileSync(fileOf(dir, last + 1, 'json'), `${JSON.stringify(signed, null, 2)}\n`);
  renameSync(`${next}.part`, next);
  return signed;
}

/** The signatures under the contributions so far: as the files say, checked by nobody yet. */
export function signedPhase1(dir: string): SignedPhase1[] {
  return Array.from(
    { length: Math.max(0, lastStep(dir)) },
    (_, i) => JSON.parse(readFileSync(fileOf(dir, i + 1, 'json'), 'utf8')) as SignedPhase1,
  );
}

/** The file with all contributions, prepared for phase 2. @throws ArtifactError CEREMONY_MISSING */
export async function preparePhase1(dir: string): Promise<string> {
  const last = lastStep(dir);
  if (last < 1) {
    throw new ArtifactError('CEREMONY_MISSING', `no contributions to a phase 1 in ${dir}`, {
      file: dir,
      remedy: 'Give a public file with --ptau, or let the organisations contribute with "phase1".',
    });
  }
  const prepared = join(dir, 'phase1', 'prepared.ptau');
  await powersOfTau.preparePhase2(fileOf(dir, last, 'ptau'), `${prepared}.part`, ceremonyLogger());
  renameSync(`${prepared}.part`, prepared);
  return prepared;
}
