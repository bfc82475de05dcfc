/** A role's signature under its contribution: whose secret went into which key, at which place. */
import { ArtifactError } from '../errors.js';
import type { Roles } from './roles.js';
import { isSignedBy, signAs } from './roles.js';

const PURPOSE = 'ceremony contribution 1';

/** What is signed. */
export interface ContributionStatement {
  /** A circuit, or PHASE1. */
  readonly circuit: string;
  /** From 1. */
  readonly index: number;
  /** SHA-256 of the file before and after it. */
  readonly before: string;
  readonly after: string;
  /**
   * BLAKE2b-512 of the contribution as the last key carries it. The files between are not kept: without it a
   * signature could stand under a contribution that another made.
   */
  readonly hash: string;
  readonly role: string;
}

/** `circuit` of a contribution to phase 1. */
export const PHASE1 = 'phase1';

export const signContribution = (secret: Uint8Array, statement: ContributionStatement): string =>
  signAs(secret, PURPOSE, statement);

/** @throws ArtifactError CONTRIBUTION_SIGNATURE unless the role of genesis signed it */
export function assertContribution(roles: Roles, statement: ContributionStatement, signature: string): void {
  const { circuit, index, role } = statement;
  if (isSignedBy(roles, role, signature, PURPOSE, statement)) return;
  throw new ArtifactError(
    'CONTRIBUTION_SIGNATURE',
    `contribution ${index} of ${circuit} is not signed by the role "${role}"`,
    { actual: role, remedy: 'These keys must not be used.' },
  );
}
