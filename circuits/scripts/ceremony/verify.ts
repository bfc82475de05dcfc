/** Verifying a ceremony: by anyone, from their own compiler, the phase 1 file and the folder. */
import { isDeepStrictEqual } from 'node:util';
import { zKey } from 'snarkjs';
import { type CompiledCircuit, compileCircuit } from '../compile.js';
import { ArtifactError } from '../errors.js';
import type { CircuitName } from '../spec.js';
import { type KeyContribution, readContributions } from './contributions.js';
import { type Ceremony, circuitsOf, lastKeyFile, lastKeys, phase1File, readCeremony } from './folder.js';
import { ceremonyLogger } from './logger.js';
import { phase1Record, verifyPhase1 } from './phase1.js';
import type { Roles } from './roles.js';
import { assertSigned } from './rules.js';
import { assertKeyFile, type Compile, type OnProgress } from './steps.js';

export interface VerifyOptions {
  readonly compile?: Compile | undefined;
  /** Of genesis; default: those the ceremony says it has. */
  readonly roles?: Roles | undefined;
  readonly onProgress?: OnProgress | undefined;
}

export interface VerifiedCeremony {
  readonly ceremony: Ceremony;
  readonly compiled: ReadonlyMap<CircuitName, CompiledCircuit>;
}

/**
 * Checks that the keys of the last step follow from the circuits and from phase 1 by exactly the steps recorded, and
 * that these are signed.
 * @throws ArtifactError CEREMONY_TAMPERED, CONTRIBUTION_MISSING, CONTRIBUTION_NULL, PHASE1_INVALID, STALE_KEYS, and
 *   those of `assertSigned`
 */
export async function verifyCeremony(
  dir: string,
  { compile = compileCircuit, roles, onProgress }: VerifyOptions = {},
): Promise<VerifiedCeremony> {
  const ceremony = readCeremony(dir);
  const ptau = phase1File(dir);
  const { phase1 } = ceremony.beginning;
  const record = await phase1Record(ptau, phase1.contributions).catch(() => undefined);
  if (!isDeepStrictEqual(record, phase1)) {
    throw tampered(ptau, 'the phase 1 file is not the one the ceremony began with');
  }
  assertSigned(roles ?? ceremony.beginning.roles, ceremony);
  onProgress?.('verify phase 1');
  await verifyPhase1(ptau, phase1);
  const compiled = new Map<CircuitName, CompiledCircuit>();
  for (const name of circuitsOf(ceremony)) {
    onProgress?.(`verify ${name}`);
    const circuit = await compile(ceremony.beginning.profile, name);
    assertSameCircuit(ceremony, name, circuit);
    await verifyKey(ceremony, name, circuit.r1cs, ptau);
    compiled.set(name, circuit);
  }
  return { ceremony, compiled };
}

function assertSameCircuit(
  { dir, beginning }: Ceremony,
  name: CircuitName,
  { r1csSha256 }: CompiledCircuit,
): void {
  const expected = beginning.r1cs[name]!;
  if (r1csSha256 === expected) return;
  throw new ArtifactError('STALE_KEYS', `the ceremony began with another version of ${name}`, {
    file: dir,
    expected,
    actual: r1csSha256,
    remedy: 'Verify with the version of the circuits that the ceremony was announced for.',
  });
}

async function verifyKey(ceremony: Ceremony, name: CircuitName, r1cs: string, ptau: string): Promise<void> {
  const zkey = lastKeyFile(ceremony, name);
  await assertKeyFile(zkey, lastKeys(ceremony)[name]!);
  assertSteps(ceremony, name, zkey);
  const log = ceremonyLogger();
  const valid = await zKey.verifyFromR1cs(r1cs, ptau, zkey, log).catch((cause: Error) => {
    log.error(cause.message);
    return false;
  });
  if (valid !== true) throw tampered(zkey, `${name} does not verify: ${log.reason()}`);
}

/** The contributions inside the key are the steps of the folder, one for one. */
function assertSteps({ beginning, steps }: Ceremony, name: CircuitName, zkey: string): void {
  let inside: ReturnType<typeof readContributions>;
  try {
    inside = readContributions(zkey);
  } catch (cause) {
    throw tampered(zkey, (cause as Error).message);
  }
  const { circuitHash, contributions } = inside;
  if (circuitHash !== beginning.keys[name]!.hash) throw tampered(zkey, `${name} began from another circuit`);
  if (contributions.length < steps.length) {
    throw new ArtifactError(
      'CONTRIBUTION_MISSING',
      `${name} has ${contributions.length} contributions, the ceremony ${steps.length}`,
      { file: zkey },
    );
  }
  const same = (step: Ceremony['steps'][number], { hash, name: by, beacon }: KeyContribution) =>
    step.keys[name]!.hash === hash &&
    (step.kind === 'contribution'
      ? beacon === undefined && by === step.role
      : beacon?.value === step.value && beacon.iterationsExponent === step.iterationsExponent);
  const wrong = contributions.findIndex((inKey, i) => steps[i] === undefined || !same(steps[i], inKey));
  if (wrong >= 0) throw tampered(zkey, `contribution ${wrong + 1} of ${name} is not the step recorded`);
  const nothing = contributions.findIndex(({ isNull }) => isNull);
  if (nothing < 0) return;
  throw new ArtifactError('CONTRIBUTION_NULL', `contribution ${nothing + 1} of ${name} changes nothing`, {
    file: zkey,
  });
}

function tampered(file: string, why: string): ArtifactError {
  return new ArtifactError('CEREMONY_TAMPERED', why, {
    file,
    remedy: 'These keys must not be used. Fetch the whole folder again from whoever contributed last.',
  });
}
