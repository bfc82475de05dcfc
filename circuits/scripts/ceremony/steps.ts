/** The steps of a ceremony: beginning, contributions, beacon. Phase 2 is snarkjs's; this keeps its order. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, zKey } from 'snarkjs';
import { type CompiledCircuit, compileCircuit } from '../compile.js';
import { ArtifactError } from '../errors.js';
import { hashFile } from '../hashes.js';
import { readR1cs } from '../r1cs.js';
import { CIRCUITS, type CircuitName, type ProfileName } from '../spec.js';
import {
  addStep,
  type Beacon,
  type Beginning,
  type Ceremony,
  type Contribution,
  circuitsOf,
  isBeacon,
  lastKeyFile,
  lastKeys,
  phase1File,
  readCeremony,
  type StepKey,
  type StepKeys,
} from './folder.js';
import { ceremonyLogger } from './logger.js';
import { preparePhase1, signedPhase1 } from './ownPhase1.js';
import { assertLargeEnough, phase1Power, phase1Record, verifyPhase1 } from './phase1.js';
import { assertRoleKey, type Roles } from './roles.js';
import { assertContributors, assertPhase1, assertSigned, contributedTwice } from './rules.js';
import { signContribution } from './signatures.js';

/** How a circuit of the ceremony is compiled: always by the reader's own compiler, never taken from a party. */
export type Compile = (profile: ProfileName, name: CircuitName) => Promise<CompiledCircuit>;
export type OnProgress = (what: string) => void;

const BEACON_NAME = 'beacon';

export interface BeginOptions {
  readonly dir: string;
  /** Of genesis, or of its draft. */
  readonly roles: Roles;
  /** A public file; default: what the roles made in `dir`. */
  readonly ptau?: string;
  readonly profile: ProfileName;
  readonly circuits?: readonly CircuitName[];
  readonly compile?: Compile;
  readonly onProgress?: OnProgress;
}

/**
 * Begins a ceremony: checks phase 1, compiles the circuits, makes the keys that contributions start from.
 * @throws ArtifactError CEREMONY_EXISTS, PHASE1_INVALID, PHASE1_CURVE, PHASE1_TOO_SMALL, PHASE1_UNKNOWN
 */
export async function beginCeremony(options: BeginOptions): Promise<Beginning> {
  const { dir, roles, profile, circuits = CIRCUITS, compile = compileCircuit, onProgress } = options;
  if (existsSync(join(dir, '000'))) {
    throw new ArtifactError('CEREMONY_EXISTS', `there is a ceremony in ${dir} already`, { file: dir });
  }
  const ptau = options.ptau ?? (await preparePhase1(dir));
  const power = phase1Power(ptau);
  const compiled = new Map<CircuitName, CompiledCircuit>();
  for (const name of circuits) {
    onProgress?.(`compile ${name}`);
    const circuit = await compile(profile, name);
    assertLargeEnough(ptau, power, name, readR1cs(readFileSync(circuit.r1cs)).domainLog);
    compiled.set(name, circuit);
  }
  onProgress?.('verify phase 1');
  const phase1 = await phase1Record(ptau, signedPhase1(dir));
  assertPhase1(roles, phase1);
  await verifyPhase1(ptau, phase1);
  return addStep(dir, 0, async (scratch) => {
    copyFileSync(ptau, join(scratch, 'phase1.ptau'));
    const keys = await eachKey(circuits, scratch, async (name, zkey, log) => {
      onProgress?.(`begin ${name}`);
      return zKey.newZKey(compiled.get(name)!.r1cs, ptau, zkey, log);
    });
    renameSync(join(scratch, 'phase1.ptau'), phase1File(dir));
    const r1cs = Object.fromEntries([...compiled].map(([name, { r1csSha256 }]) => [name, r1csSha256]));
    return { kind: 'beginning', profile, roles, phase1, r1cs, keys };
  });
}

/** Who contributes. */
export interface Contributor {
  readonly role: string;
  /** 32-byte Ed25519 secret of the role. */
  readonly secret: Uint8Array;
  /** Mixed into the contribution's own secret. */
  readonly text?: string;
}

/**
 * Adds a contribution to every circuit, signed by a role. Its secret comes from the operating system's generator,
 * mixed with `text`, and is gone with the process: the keys are sound if one contributor's secret is.
 * @throws ArtifactError ROLE_UNKNOWN, ROLE_CONTRIBUTED, CEREMONY_CLOSED, CEREMONY_TAMPERED
 */
export async function contribute(
  dir: string,
  { role, secret, text = '' }: Contributor,
  onProgress?: OnProgress,
): Promise<Contribution> {
  const ceremony = openForStep(dir);
  assertRoleKey(ceremony.beginning.roles, role, secret);
  if (ceremony.steps.some((step) => step.kind === 'contribution' && step.role === role)) {
    throw contributedTwice(role);
  }
  const index = ceremony.steps.length + 1;
  return addStep(dir, index, async (scratch) => {
    const keys = await nextKeys(ceremony, scratch, (circuit, old, next, log) => {
      onProgress?.(`contribute ${circuit}`);
      // snarkjs adds 64 random bytes of its own.
      return zKey.contribute(old, next, role, randomBytes(64).toString('hex') + text, log);
    });
    const signatures = Object.entries(keys).map(([circuit, { hash, zkeySha256: after }]) => {
      const before = lastKeys(ceremony)[circuit]!.zkeySha256;
      return [circuit, signContribution(secret, { circuit, index, before, after, hash, role })];
    });
    return { kind: 'contribution', role, keys, signatures: Object.fromEntries(signatures) };
  });
}

/**
 * Ends the contributions with a public value that nobody could know before the last one, hashed
 * 2^iterationsExponent times: whoever came last cannot have steered the outcome.
 * @throws ArtifactError BEACON_VALUE, ORGANISATIONS, CEREMONY_CLOSED, CEREMONY_TAMPERED
 */
export async function addBeacon(
  dir: string,
  value: string,
  iterationsExponent: number,
  onProgress?: OnProgress,
): Promise<Beacon> {
  const ceremony = openForStep(dir);
  if (!isBeacon(value, iterationsExponent)) {
    throw new ArtifactError('BEACON_VALUE', 'no usable beacon', {
      actual: value,
      remedy: '32 to 255 bytes in lower-case hex, and iterations from 10 to 40.',
    });
  }
  assertContributors(ceremony.beginning.roles, ceremony);
  return addStep(dir, ceremony.steps.length + 1, async (scratch) => {
    const keys = await nextKeys(ceremony, scratch, (circuit, old, next, log) => {
      onProgress?.(`beacon ${circuit}`);
      return zKey.beacon(old, next, BEACON_NAME, value, iterationsExponent, log);
    });
    return { kind: 'beacon', value, iterationsExponent, keys };
  });
}

function openForStep(dir: string): Ceremony {
  const ceremony = readCeremony(dir);
  assertSigned(ceremony.beginning.roles, ceremony);
  if (ceremony.steps.at(-1)?.kind !== 'beacon') return ceremony;
  throw new ArtifactError('CEREMONY_CLOSED', 'the beacon has ended the contributions', {
    file: dir,
    remedy: 'Check them with "verify", make the keys with "finish".',
  });
}

/** The keys after a step, from those the last one left. */
async function nextKeys(
  ceremony: Ceremony,
  scratch: string,
  step: (circuit: CircuitName, old: string, next: string, log: Logger) => Promise<Uint8Array | false>,
): Promise<StepKeys> {
  return eachKey(circuitsOf(ceremony), scratch, async (circuit, next, log) => {
    const old = lastKeyFile(ceremony, circuit);
    await assertKeyFile(old, lastKeys(ceremony)[circuit]!);
    return step(circuit, old, next, log);
  });
}

/** @throws ArtifactError CEREMONY_TAMPERED unless the file is the one its step recorded */
export async function assertKeyFile(file: string, { zkeySha256 }: StepKey): Promise<void> {
  const actual = await hashFile(file).catch((cause: Error) => cause.message);
  if (actual === zkeySha256) return;
  throw new ArtifactError('CEREMONY_TAMPERED', `${file} is not the key that its step recorded`, {
    file,
    expected: zkeySha256,
    actual,
    remedy: 'Fetch the whole folder again from whoever contributed last.',
  });
}

async function eachKey(
  circuits: readonly CircuitName[],
  scratch: string,
  make: (name: CircuitName, zkey: string, log: Logger) => Promise<Uint8Array | number | false>,
): Promise<StepKeys> {
  const keys: Record<CircuitName, StepKey> = {};
  for (const name of circuits) {
    const zkey = join(scratch, `${name}.zkey`);
    const log = ceremonyLogger();
    const hash = await make(name, zkey, log);
    if (!(hash instanceof Uint8Array)) {
      throw new ArtifactError('CEREMONY_TAMPERED', `snarkjs refused ${name}: ${log.reason()}`, {
        file: zkey,
      });
    }
    keys[name] = { hash: Buffer.from(hash).toString('hex'), zkeySha256: await hashFile(zkey) };
  }
  return keys;
}
