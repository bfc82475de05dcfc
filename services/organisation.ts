/** One role as its organisation runs it: the duties of the role on its own folder. */
import { join } from 'node:path';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '@noble/curves/utils.js';
import type { Matcher } from '@veilgrid/protocol/core/books/clearing';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { type Kind, pointOf } from '@veilgrid/protocol/kinds';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Aggregator, AuthorityRole } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { Follower } from './core/follower/follower.js';
import { type FollowerStore, fileFollowerStore } from './core/follower/followerStore.js';
import type { Watch } from './core/follower/watch.js';
import { MaskSummer } from './core/maskSummer.js';
import { Measures } from './core/measures/measures.js';
import { Registrar } from './core/registrar.js';
import { openRoleFolder, type RoleFolder, readDataSecret } from './core/roleFolder.js';
import { type CoSigner, RoleSigner } from './core/roleSigner.js';
import type { SecretStore } from './core/secrets.js';
import { Tariffs } from './core/tariffs.js';
import { GROUPS } from './groups.js';
import { Billing } from './market/billing.js';
import { measuredSettlementWatch } from './market/follow/measures.js';
import { ORDER_WATCH } from './market/follow/orders.js';
import { regulatorWatch } from './market/follow/regulator.js';
import {
  type SettlementSets,
  type SettlementWatchParts,
  settlementWatch,
} from './market/follow/settlements.js';
import { Operator } from './market/operator.js';
import { Regulator } from './market/regulator.js';
import { Statistician } from './market/statistician.js';
import { Strikes } from './market/strikes.js';
import { Supplier } from './market/supplier.js';

export interface OrganisationContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly prover: Prover;
  readonly matcher: Matcher;
  /** Of settlements: the aggregation roles believe no count whose proofs they have not checked. */
  readonly verifyMany: SettlementWatchParts['verifyMany'];
  /** Called after each block that a role's follower has gone through. */
  readonly onProgress?: (height: number, of: number) => void;
}

/** What a role does; DUTIES says which role does what. */
export interface Duties {
  /** Signs what the role may sign for others, after its own checks. */
  readonly coSigner: CoSigner;
  /** Of DSO (A) and statistician (B). */
  readonly maskSummer?: MaskSummer;
  readonly measures?: Measures;
  readonly registrar?: Registrar;
  readonly tariffs?: Tariffs;
  readonly billing?: Billing;
  readonly operator?: Operator;
  readonly regulator?: Regulator;
  readonly strikes?: Strikes;
  readonly statistician?: Statistician;
  readonly supplier?: Supplier;
}

export interface Organisation extends Duties {
  readonly role: AuthorityRole;
  readonly signer: RoleSigner;
  readonly folder: RoleFolder;
}

/** A role's own keys beside what all are given. */
interface Party extends OrganisationContext {
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
  readonly saltSecret: bigint;
  /** Where the role's follower stands. */
  readonly store: FollowerStore;
}

/** One follower for all that an aggregation role does: its folder has one place for what it followed. */
function aggregator<B extends SettlementSets>(party: Party, role: Aggregator, watch: Watch<B>) {
  const follower = new Follower(party, watch);
  return { follower, maskSummer: new MaskSummer({ ...party, role, follower, groups: GROUPS }) };
}

const MEASURES: readonly Kind[] = ['networkAsset', 'measured', 'measuredPeak'];

/** By role. @param dataSecret of the DSO's data key; 0 for the others */
const DUTIES: Readonly<Record<AuthorityRole, (party: Party, dataSecret: bigint) => Duties>> = {
  dso: (party, dataSecret) => {
    const { follower, maskSummer } = aggregator(party, 'A', measuredSettlementWatch(party));
    const measures = new Measures({ ...party, follower });
    return {
      maskSummer,
      measures,
      coSigner: dsoCoSigner(party.signer, maskSummer, measures),
      registrar: new Registrar({ ...party, maskSummer, dataSecret }),
      tariffs: new Tariffs(party.signer),
      billing: new Billing({ ...party, maskSummer, follower }),
    };
  },
  statistician: (party) => {
    const { follower, maskSummer } = aggregator(party, 'B', settlementWatch(party));
    const statistician = new Statistician({ ...party, follower });
    const others = statistician.coSigner();
    const coSigner: CoSigner = (draft) => (pointOf(draft) ? maskSummer.coSigner(draft) : others(draft));
    return { maskSummer, statistician, coSigner };
  },
  operator: (party) => ({
    coSigner: party.signer.coSigner('openAuction'),
    operator: new Operator({ ...party, follower: new Follower(party, ORDER_WATCH) }),
  }),
  regulator: (party) => {
    const follower = new Follower(party, regulatorWatch(party));
    const regulator = new Regulator({ ...party, follower });
    const others = party.signer.coSigner('strikeStatus', 'registerParty', 'changeParty', 'measured');
    const coSigner: CoSigner = (draft) =>
      draft.kind === 'openAuction' ? regulator.coSigner(draft) : others(draft);
    return { regulator, strikes: new Strikes({ ...party, follower }), coSigner };
  },
  supplier: (party) => {
    const supplier = new Supplier(party);
    return { coSigner: supplier.sign, supplier };
  },
  issuer: ({ signer }) => ({ coSigner: (draft) => signer.sign(draft) }),
};

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
    const ensureOwn = (field: string, own: Uint8Array, inGenesis: Uint8Array) =>
      ensure(equalBytes(own, inGenesis), 'GENESIS_INVALID', {
        field: `roles.${role}.${field}`,
        reason: 'genesis names another key',
      });
    ensureOwn('publicKey', ed25519.getPublicKey(folder.signKey), ctx.genesis.keys[role]);
    ensureOwn('encPk', x25519.getPublicKey(folder.encKey), ctx.genesis.encKeys[role]);
    const dataSecret = role === 'dso' ? await readDataSecret(roleFolderPath(dataDir, role)) : 0n;
    const signer = new RoleSigner(role, folder.signKey, ctx.genesis, ctx.api);
    const { secrets, saltSecret } = folder;
    const store = fileFollowerStore(join(roleFolderPath(dataDir, role), 'follower.json'));
    const party = { ...ctx, signer, secrets, saltSecret, store };
    return { role, signer, folder, ...DUTIES[role](party, dataSecret) };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** A point's key must be held before its record is signed; a measure must hide everybody. */
function dsoCoSigner(signer: RoleSigner, maskSummer: MaskSummer, measures: Measures): CoSigner {
  const others = signer.coSigner('revokePoint', 'statusList');
  return (draft) => {
    if (pointOf(draft)) return maskSummer.coSigner(draft);
    return MEASURES.includes(draft.kind) ? measures.coSigner(draft) : others(draft);
  };
}
