/** What must hold of a ceremony's course, whoever asks: its roles are those of the genesis at hand. */
import { ArtifactError } from '../errors.js';
import { type Course, circuitsOf, keysAfter, type Phase1 } from './folder.js';
import { isKnownPhase1 } from './knownPhase1.js';
import type { Roles } from './roles.js';
import { assertOrganisations } from './roles.js';
import { assertContribution, PHASE1 } from './signatures.js';

/** Of a phase 1 that no public file stands for. */
const PHASE1_CONTRIBUTIONS = 5;

/**
 * Every contribution is signed by its role, at its place, and no role contributed twice to the keys.
 * @throws ArtifactError CONTRIBUTION_SIGNATURE, ROLE_CONTRIBUTED, PHASE1_UNKNOWN, ORGANISATIONS
 */
export function assertSigned(roles: Roles, course: Course): void {
  assertPhase1(roles, course.beginning.phase1);
  const seen = new Set<string>();
  course.steps.forEach((step, i) => {
    if (step.kind === 'beacon') return;
    const { role, keys, signatures } = step;
    if (seen.has(role)) throw contributedTwice(role);
    seen.add(role);
    for (const circuit of circuitsOf(course)) {
      const { hash, zkeySha256: after } = keys[circuit]!;
      const before = keysAfter(course, i)[circuit]!.zkeySha256;
      assertContribution(roles, { circuit, index: i + 1, before, after, hash, role }, signatures[circuit]!);
    }
  });
}

/**
 * A ceremony whose keys may be used: signed, by three organisations in every circuit, ended by a beacon.
 * @throws ArtifactError those of `assertSigned`, CEREMONY_OPEN
 */
export function assertComplete(roles: Roles, course: Course): void {
  assertSigned(roles, course);
  assertContributors(roles, course);
  if (course.steps.at(-1)!.kind === 'beacon') return;
  throw new ArtifactError('CEREMONY_OPEN', 'the ceremony has no beacon yet', {
    remedy: 'npm run ceremony -- beacon --dir DIR --value HEX --iterations N',
  });
}

/** Three organisations: every step is about every circuit, so that this counts for each of them. */
export function assertContributors(roles: Roles, { steps }: Course): void {
  const by = steps.flatMap((step) => (step.kind === 'contribution' ? [step.role] : []));
  assertOrganisations(roles, by, 'the keys');
}

/**
 * A public file of many parties, or one that three organisations made in five signed contributions.
 * @throws ArtifactError PHASE1_UNKNOWN, CONTRIBUTION_SIGNATURE, ORGANISATIONS
 */
export function assertPhase1(roles: Roles, { contributions, ...file }: Phase1): void {
  if (isKnownPhase1(file)) return;
  if (contributions.length < PHASE1_CONTRIBUTIONS) {
    const signed = `${contributions.length} signed contributions, ${PHASE1_CONTRIBUTIONS} at least are needed`;
    throw new ArtifactError('PHASE1_UNKNOWN', `phase 1 is no known public file, and has ${signed}`, {
      actual: file.blake2b,
      remedy: 'Take a public file that docs/ceremony.md names, or make one together with "phase1".',
    });
  }
  contributions.forEach(({ signature, ...signed }, i) => {
    const previous = contributions[i - 1];
    if (previous !== undefined && previous.after !== signed.before) {
      throw new ArtifactError('CONTRIBUTION_SIGNATURE', `contribution ${i + 1} of phase 1 follows no other`);
    }
    assertContribution(roles, { circuit: PHASE1, index: i + 1, ...signed }, signature);
  });
  const by = contributions.map(({ role }) => role);
  assertOrganisations(roles, by, 'phase 1');
}

export const contributedTwice = (role: string): ArtifactError =>
  new ArtifactError('ROLE_CONTRIBUTED', `the role "${role}" has contributed already`, { actual: role });
