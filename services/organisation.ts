/** One role as its organisation runs it: the services of the role on its own folder. */
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { Matcher } from '@veilgrid/protocol/market/clearing';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Aggregator, AuthorityRole } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { MaskSummer } from './core/maskSummer.js';
import { Dso } from './core/registrar.js';
import { openRoleFolder, type RoleFolder, readDataSecret } from './core/roleFolder.js';
import { type CoSigner, RoleSigner } from './core/roleSigner.js';
import { Operator } from './market/operator.js';
import { Regulator } from './market/regulator.js';

export interface OrganisationContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly prover: Prover;
  readonly matcher: Matcher;
}

export interface Organisation {
  readonly role: AuthorityRole;
  readonly signer: RoleSigner;
  readonly folder: RoleFolder;
  /** Signs what the role may sign for others, after its own checks. */
  readonly coSigner: CoSigner;
  readonly dso?: Dso;
  readonly operator?: Operator;
  readonly regulator?: Regulator;
  /** Of DSO (A) and statistician (B). */
  readonly maskSummer?: MaskSummer;
}

export function roleFolderPath(dataDir: string, role: AuthorityRole): string {
  return join(dataDir, 'roles', role);
}

/**
 * @param keyFile where the signing key does not lie in the role's folder
 * @throws ProtocolError NOT_FOUND, SECRETS_LOCKED; GENESIS_INVALID where the key is not the role's in genesis
 */
export async function openOrganisation(
  ctx: OrganisationContext,
  role: AuthorityRole,
  dataDir: string,
  keyFile?: string,
): Promise<Organisation> {
  const folder = await openRoleFolder(roleFolderPath(dataDir, role), keyFile);
  try {
    const own = ed25519.getPublicKey(folder.signKey);
    const inGenesis = ctx.genesis.keys[role];
    ensure(
      own.every((byte, i) => byte === inGenesis[i]),
      'GENESIS_INVALID',
      {
        field: `roles.${role}.publicKey`,
        reason: 'genesis names another key',
      },
    );
    const dataSecret = role === 'dso' ? await readDataSecret(roleFolderPath(dataDir, role)) : 0n;
    return organisationOf(ctx, role, folder, dataSecret);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function organisationOf(
  ctx: OrganisationContext,
  role: AuthorityRole,
  folder: RoleFolder,
  dataSecret: bigint,
): Organisation {
  const { secrets, saltSecret } = folder;
  const signer = new RoleSigner(role, folder.signKey, ctx.genesis, ctx.api);
  const base = { role, signer, folder };
  const maskSummerOf = (half: Aggregator) =>
    new MaskSummer({ ...ctx, role: half, signer, secrets, saltSecret });
  switch (role) {
    case 'dso': {
      const maskSummer = maskSummerOf('A');
      const others = signer.coSigner('revokePoint', 'statusList');
      const coSigner: CoSigner = (draft) =>
        draft.kind === 'enrolPoint' || draft.kind === 'changePoint'
          ? maskSummer.coSigner(draft)
          : others(draft);
      return { ...base, maskSummer, coSigner, dso: new Dso({ ...ctx, signer, maskSummer, dataSecret }) };
    }
    case 'statistician': {
      const maskSummer = maskSummerOf('B');
      return { ...base, maskSummer, coSigner: maskSummer.coSigner };
    }
    case 'regulator': {
      const regulator = new Regulator({ ...ctx, signer, secrets });
      return { ...base, regulator, coSigner: regulator.coSigner };
    }
    case 'operator':
      return {
        ...base,
        operator: new Operator({ ...ctx, signer, secrets }),
        coSigner: signer.coSigner('openAuction'),
      };
    default:
      return { ...base, coSigner: (draft) => signer.sign(draft) };
  }
}
