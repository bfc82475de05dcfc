/**
 * A ceremony's folder: `phase1.ptau`, then one folder a step (000 is the beginning), each with the keys as
 * that step left them and its `step.json`. A step appears by one rename, whole or not at all.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArtifactError } from '../errors.js';
import { CIRCUITS, type CircuitName, PROFILES, type ProfileName } from '../spec.js';

/** What a step left of one circuit. */
export interface StepKey {
  /** BLAKE2b-512, as snarkjs prints it: of the circuit at the beginning, else of the contribution. */
  readonly hash: string;
  readonly zkeySha256: string;
}

export type StepKeys = Readonly<Record<CircuitName, StepKey>>;

export interface Beginning {
  readonly kind: 'beginning';
  readonly profile: ProfileName;
  readonly phase1: { readonly sha256: string; readonly power: number };
  /** SHA-256 of each compiled circuit. */
  readonly r1cs: Readonly<Partial<Record<CircuitName, string>>>;
  readonly keys: StepKeys;
}

export interface Contribution {
  readonly kind: 'contribution';
  readonly name: string;
  readonly keys: StepKeys;
}

export interface Beacon {
  readonly kind: 'beacon';
  /** Hex. */
  readonly value: string;
  /** SHA-256 is applied 2^iterationsExponent times. */
  readonly iterationsExponent: number;
  readonly keys: StepKeys;
}

export interface Ceremony {
  readonly dir: string;
  readonly beginning: Beginning;
  /** In order; a beacon only as the last. */
  readonly steps: ReadonlyArray<Contribution | Beacon>;
}

const SCRATCH = '.step-';
const STEP = 'step.json';

export const phase1File = (dir: string): string => join(dir, 'phase1.ptau');

const stepFolder = (dir: string, step: number): string => join(dir, String(step).padStart(3, '0'));

/** The key of a circuit as the last step left it. */
export const lastKeyFile = ({ dir, steps }: Ceremony, name: CircuitName): string =>
  join(stepFolder(dir, steps.length), `${name}.zkey`);

export const lastKeys = ({ beginning, steps }: Ceremony): StepKeys => (steps.at(-1) ?? beginning).keys;

export function circuitsOf({ beginning }: Pick<Ceremony, 'beginning'>): CircuitName[] {
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
  if (beginning?.kind !== 'beginning') throw malformed(dir, 0);
  const circuits = circuitsOf({ beginning });
  steps.forEach((step, i) => {
    const last = i === steps.length - 1;
    const complete = Object.keys(step.keys).length === circuits.length && circuits.every((c) => step.keys[c]);
    const placed = step.kind === 'contribution' || (step.kind === 'beacon' && last);
    if (!complete || !placed) throw malformed(dir, i + 1);
  });
  return { dir, beginning, steps: steps as Array<Contribution | Beacon> };
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
        isHex(step.phase1.sha256, 64) &&
        Number.isSafeInteger(step.phase1.power) &&
        keys.every(([name]) => isHex(step.r1cs[name as CircuitName], 64))
      );
    case 'contribution':
      return typeof step.name === 'string';
    case 'beacon':
      return typeof step.value === 'string' && Number.isSafeInteger(step.iterationsExponent);
  }
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
