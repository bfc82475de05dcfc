import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginPhase1, contributeToPhase1 } from '@veilgrid/circuits/scripts/ceremony/ownPhase1';
import {
  addBeacon,
  beginCeremony,
  type Compile,
  contribute,
} from '@veilgrid/circuits/scripts/ceremony/steps';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { genesisJson, SIGNERS, secretOf } from '../../state/support/genesis.js';

export const BEACON = 'ab'.repeat(32);
/** Of the tests' genesis: six organisations. */
export const CEREMONY_ROLES = genesisJson().roles;
export const by = (role: AuthorityRole) => ({ role, secret: secretOf(SIGNERS[role]) });

/** A phase 1 of power 5 by five roles. */
export async function makeSignedPhase1(dir: string): Promise<void> {
  await beginPhase1(dir, 5);
  for (const role of ['dso', 'supplier', 'operator', 'regulator', 'statistician'] as const) {
    await contributeToPhase1(dir, role, secretOf(SIGNERS[role]), 'some text');
  }
}

/** A ceremony with its beacon, on the phase 1 of another folder. */
export async function runCeremony(
  dir: string,
  phase1: string,
  compile: Compile,
  roles: readonly AuthorityRole[] = ['dso', 'regulator', 'statistician'],
): Promise<void> {
  cpSync(join(phase1, 'phase1'), join(dir, 'phase1'), { recursive: true });
  await beginCeremony({ dir, roles: CEREMONY_ROLES, profile: 'small', compile });
  for (const role of roles) await contribute(dir, by(role));
  await addBeacon(dir, BEACON, 10);
}

/** Spoils a file. */
export function editBytes(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}
