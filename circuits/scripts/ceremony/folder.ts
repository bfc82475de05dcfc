/**
 * A ceremony's folder: `phase1.ptau`, then one folder a step (000 is the beginning), each with the keys as
 * that step left them and its `step.json`. A step appears by one rename, whole or not at all.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArtifactError } from '../errors.js';
import { CIRCUITS, type CircuitName, PROFILES, type ProfileName } from '../spec.js';
import { isRoles, type Roles } from './roles.js';

/** What a step left of one circuit. */
export interface StepKey {
  /** BLAKE2b-512, as snarkjs prints it: of the circuit at the beginning, else of the contribution. */
  readonly hash: string;
  readonly zkeySha256: string;
}

export type StepKeys = Readonly<Record<CircuitName, StepKey>>;

/** A contribution to phase 1, in order. */
export interface SignedPhase1 {
  readonly role: string;
  /** SHA-256 of the unprepared file before and after it. */
  readonly before: string;
  readonly after: string;
  /** BLAKE2b-512 of the contribution as the file carries it. */
  readonly hash: string;
  readonly signature: string;
}

export interface Phase1 {
  readonly sha256: string;
  /** BLAKE2b-512: the hash by which public files are known. */
  readonly blake2b: string;
  readonly power: number;
  /** None where the file is a public one. */
  readonly contributions: readonly SignedPhase1[];
}

export interface Beginning {
  readonly kind: 'beginning';
  readonly profile: ProfileName;
  /** Who may contribute. Whether they are those of genesis is checked against genesis. */
  readonly roles: Roles;
  readonly phase1: Phase1;
  /** SHA-256 of each compiled circuit. */
  readonly r1cs: Readonly<Partial<Record<CircuitName, string>>>;
  readonly keys: StepKeys;
}

export interface Contribution {
  readonly kind: 'contribution';
  /** Also the name that the keys carry. */
  readonly role: string;
  readonly keys: StepKeys;
  /** The role's Ed25519 signature for each circuit, over a `ContributionStatement`. */
  readonly signatures: Readonly<Record<CircuitName, string>>;
}

export interface Beacon {
  readonly kind: 'beacon';
  /** Hex. */
  readonly value: string;
  /** SHA-256 is applied 2^iterationsExponent times. */
  readonly iterationsExponent: number;
  readonly keys: StepKeys;
}

/** What happened, without the keys. */
export interface Course {
  readonly beginning: Beginning;
  /** In order; a beacon only as the last. */
  readonly steps: ReadonlyArray<Contribution | Beacon>;
}

export interface Ceremony extends Course {
  readonly dir: string;
}

const SCRATCH = '.step-';
const STEP = 'step.json';

export const phase1File = (dir: string): string => join(dir, 'phase1.ptau');

const stepFolder = (dir: string, step: number): string => join(dir, String(step).padStart(3, '0'));

/** The key of a circuit as the last step left it. */
export const lastKeyFile = ({ dir, steps }: Ceremony, name: CircuitName): string =>
  join(stepFolder(dir, steps.length), `${name}.zkey`);

/** The keys after the first `count` steps. */
export const keysAfter = ({ beginning, steps }: Course, count: number): StepKeys =>
  (steps[count - 1] ?? beginning).keys;

export const lastKeys = (course: Course): StepKeys => keysAfter(course, course.steps.length);

export function circuitsOf({ beginning }: Pick<Course, 'beginning'>): CircuitName[] {
  return CIRCUITS.filter((name) => beginning.keys[name] !== undefined);
}

/** @throws ArtifactError CEREMONY_MISSING, CEREMONY_TAMPERED, CONTRIBUTION_MISSING */
export function readCeremony(dir: string): Ceremony {
  const numbers = existsSync(dir) ? readdirSync(dir).filter((name) => /^[0-9]{3}$/.test(name)) : [];
  if (numbers.length === 0) {
    throw new ArtifactError('CEREMONY_MISSING', `there is no ceremony in ${dir}`, {
      file: dir,
      remedy: 'Begin one: npm run ceremony -- init --ptau FILE --dir DIR',
    });
  }
  const [beginning, ...steps] = numbers.map((_, i) => readStep(dir, i));
  const wrong = firstMisplaced(beginning!, steps);
  if (wrong >= 0) throw malformed(dir, wrong);
  return { dir, beginning: beginning as Beginning, steps: steps as Array<Contribution | Beacon> };
}

/** Whether this is a whole course of a ceremony, as a transcript holds it; nothing of it is believed yet. */
export function isCourse(value: unknown): value is Course {
  try {
    const { beginning, steps } = value as Course;
    return [beginning, ...steps].every(isStep) && firstMisplaced(beginning, [...steps]) < 0;
  } catch {
    return false;
  }
}

/** The first step that does not belong in its place or is not about all circuits, or −1. */
function firstMisplaced(
  beginning: Beginning | Contribution | Beacon,
  steps: ReadonlyArray<Beginning | Contribution | Beacon>,
): number {
  if (beginning.kind !== 'beginning') return 0;
  const circuits = circuitsOf({ beginning });
  const wrong = steps.findIndex((step, i) => {
    const complete = Object.keys(step.keys).length === circuits.length && circuits.every((c) => step.keys[c]);
    const placed = step.kind === 'contribution' || (step.kind === 'beacon' && i === steps.length - 1);
    return !complete || !placed;
  });
  return wrong + 1 || -1;
}

function readStep(dir: string, step: number): Beginning | Contribution | Beacon {
  const file = join(stepFolder(dir, step), STEP);
  if (!existsSync(file)) {
    throw new ArtifactError('CONTRIBUTION_MISSING', `step ${step} of the ceremony is missing`, {
      file,
      remedy: 'Fetch the whole folder again from whoever contributed last.',
    });
  }
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Beginning | Contribution | Beacon;
    if (isStep(read)) return read;
  } catch {
    // Said below, as for what parses and is no step.
  }
  throw malformed(dir, step);
}

/** 32 to 255 bytes, hashed 2^10 to 2^40 times. */
export const isBeacon = (value: unknown, iterationsExponent: unknown): boolean =>
  typeof value === 'string' &&
  /^([0-9a-f]{2}){32,255}$/.test(value) &&
  Number.isSafeInteger(iterationsExponent) &&
  (iterationsExponent as number) >= 10 &&
  (iterationsExponent as number) <= 40;

const isHex = (text: unknown, digits: number) =>
  typeof text === 'string' && text.length === digits && /^[0-9a-f]*$/.test(text);

function isStep(step: Beginning | Contribution | Beacon): boolean {
  const keys = Object.entries(step.keys);
  const named = keys.every(([name]) => (CIRCUITS as readonly string[]).includes(name));
  const hashed = keys.every(([, key]) => isHex(key.hash, 128) && isHex(key.zkeySha256, 64));
  if (!named || !hashed || keys.length === 0) return false;
  switch (step.kind) {
    case 'beginning':
      return (
        PROFILES.includes(step.profile) &&
        isRoles(step.roles) &&
        isPhase1(step.phase1) &&
        keys.every(([name]) => isHex(step.r1cs[name as CircuitName], 64))
      );
    case 'contribution':
      return (
        typeof step.role === 'string' &&
        keys.every(([name]) => isHex(step.signatures[name as CircuitName], 128))
      );
    case 'beacon':
      return isBeacon(step.value, step.iterationsExponent);
  }
}

function isPhase1({ sha256, blake2b, power, contributions }: Phase1): boolean {
  const signed = contributions.every(
    ({ role, before, after, hash, signature }) =>
      typeof role === 'string' &&
      [before, after].every((x) => isHex(x, 64)) &&
      [hash, signature].every((x) => isHex(x, 128)),
  );
  return isHex(sha256, 64) && isHex(blake2b, 128) && Number.isSafeInteger(power) && signed;
}

function malformed(dir: string, step: number): ArtifactError {
  return new ArtifactError('CEREMONY_TAMPERED', `step ${step} of the ceremony is malformed`, {
    file: join(stepFolder(dir, step), STEP),
    remedy: 'Fetch the whole folder again from whoever contributed last.',
  });
}

/**
 * Adds a step: `build` writes its keys into a scratch folder and returns the record. What an interrupted step
 * leaves is swept; the ceremony stands as it was before it.
 * @throws ArtifactError CEREMONY_CHANGED when another step came first
 */
export async function addStep<T extends Beginning | Contribution | Beacon>(
  dir: string,
  step: number,
  build: (scratch: string) => Promise<T>,
): Promise<T> {
  mkdirSync(dir, { recursive: true });
  const scratch = join(dir, `${SCRATCH}${process.pid}`);
  const cleanUp = () => rmSync(scratch, { recursive: true, force: true });
  cleanUp();
  mkdirSync(scratch);
  process.once('exit', cleanUp);
  try {
    const record = await build(scratch);
    writeFileSync(join(scratch, STEP), `${JSON.stringify(record, null, 2)}\n`);
    if (existsSync(stepFolder(dir, step))) {
      throw new ArtifactError('CEREMONY_CHANGED', `step ${step} was made in the meantime`, {
        file: stepFolder(dir, step),
        remedy: 'Run the command again: it goes on from that step.',
      });
    }
    renameSync(scratch, stepFolder(dir, step));
    return record;
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
}
