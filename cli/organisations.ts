/** Roles whose folders lie on this machine. */
import { existsSync } from 'node:fs';
import { createProofVerifier } from '@veilgrid/client-sdk/verifier/proof';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { type Organisation, openOrganisation, roleFolderPath } from '@veilgrid/services';
import { createMatcher } from '@veilgrid/wasm-core';
import type { Client } from './client.js';
import type { CommonOptions } from './options.js';
import { startProver } from './proving.js';
import type { Closers } from './terminal/interrupt.js';
import { patientStage, type Stage } from './terminal/patience.js';

export interface RoleOptions extends CommonOptions {
  /** Signing key that does not lie in the role's folder. */
  readonly key?: string;
}

/** Opens a role once: its folder is locked until the command ends. */
export type Roles = (role: AuthorityRole) => Promise<Organisation>;

/** @param proofs expected of a role that proves */
export function rolesHere(client: Client, { data, key }: RoleOptions, closers: Closers, proofs = 1): Roles {
  const open = new Map<AuthorityRole, Promise<Organisation>>();
  const openOne = async (role: AuthorityRole) => {
    const prover = startProver(client.genesis.profile, proofs, closers);
    const matcher = await createMatcher();
    const onProgress = followingStage(closers);
    const { verifyMany } = await createProofVerifier(client.genesis.profile);
    const context = { ...client, prover, matcher, onProgress, verifyMany };
    const organisation = await openOrganisation(context, role, data, key);
    closers.defer(() => organisation.folder.close());
    return organisation;
  };
  return (role) => {
    const found = open.get(role) ?? openOne(role);
    open.set(role, found);
    return found;
  };
}

export function isHere({ data }: Pick<CommonOptions, 'data'>, role: AuthorityRole): boolean {
  return existsSync(roleFolderPath(data, role));
}

/** The first time a role follows its chain from genesis, which may take minutes. */
function followingStage(closers: Closers): (height: number, of: number) => void {
  let stage: Stage | undefined;
  return (height, of) => {
    if (!stage) {
      stage = patientStage('Following the chain', of - height + 1, closers);
      stage.begin();
    }
    stage.step();
    if (height < of) return;
    stage.end();
    stage = undefined;
  };
}
