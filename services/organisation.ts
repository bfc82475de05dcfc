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
import { aggregatorWatch, dsoWatch } from './aggregatorWatch.js';
import { extended } from './core/follower/extended.js';
import { Follower } from './core/follower/follower.js';
import { type FollowerStore, fileFollowerStore } from './core/follower/followerStore.js';
import type { Watch } from './core/follower/watch.js';
import { MaskSummer } from './core/maskSummer.js';
import { Measures } from './core/measures/measures.js';
import { Registrar } from './core/registrar.js';
import { openRoleFolder, type RoleFolder, readDataSecret } from './core/roleFolder.js';
import { type CoSigner, RoleSigner } from './core/roleSigner.js';
import type { SecretStore } from './core/secrets.js';
import type { VerifyMany } from './core/sets/blockProofs.js';
import { Tariffs } from './core/tariffs.js';
import { Buyer } from './flexibility/buyer.js';
import { depositsCoSigner } from './flexibility/depositsOver.js';
import { FlexRegister } from './flexibility/flexRegister.js';
import { needBookWatch } from './flexibility/follow/needBooks.js';
import { NeedOperator } from './flexibility/needOperator.js';
import { NeedRegulator } from './flexibility/needRegulator.js';
import { GROUPS } from './groups.js';
import { Billing } from './market/billing.js';
import { ORDER_WATCH } from './market/follow/orders.js';
import { regulatorWatch } from './market/follow/regulator.js';
import type { SettlementSets } from './market/follow/settlements.js';
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
  /** Of members and counts: the aggregation roles believe no sum whose proofs they have not checked. */
  readonly verifyMany: VerifyMany;
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
  readonly needOperator?: NeedOperator;
  readonly regulator?: Regulator;
  readonly needRegulator?: NeedRegulator;
  /** The DSO's, of flexibility. */
  readonly buyer?: Buyer;
  readonly flexRegister?: FlexRegister;
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
    const { follower, maskSummer } = aggregator(party, 'A', dsoWatch(party));
    const measures = new Measures({ ...party, follower });
    const flexRegister = new FlexRegister(party);
    const others = dsoCoSigner(party.signer, maskSummer, measures, flexRegister);
    const deposits = depositsCoSigner({ ...party, follower });
    return {
      maskSummer,
      measures,
      coSigner: (draft) => (draft.kind === 'releaseDeposits' ? deposits(draft) : others(draft)),
      registrar: new Registrar({ ...party, maskSummer, dataSecret }),
      tariffs: new Tariffs(party.signer),
      billing: new Billing({ ...party, maskSummer, follower }),
      buyer: new Buyer({ ...party, follower }),
      flexRegister,
    };
  },
  statistician: (party) => {
    const { follower, maskSummer } = aggregator(party, 'B', aggregatorWatch(party));
    const statistician = new Statistician({ ...party, follower });
    const others = statistician.coSigner();
    const deposits = depositsCoSigner({ ...party, follower });
    const coSigner: CoSigner = (draft) => {
      if (draft.kind === 'releaseDeposits') return deposits(draft);
      return pointOf(draft) ? maskSummer.coSigner(draft) : others(draft);
    };
    return { maskSummer, statistician, coSigner };
  },
  operator: (party) => {
    const follower = new Follower(party, extended(ORDER_WATCH, needBookWatch(party)));
    const needOperator = new NeedOperator({ ...party, follower });
    const others = party.signer.coSigner('openAuction');
    const coSigner: CoSigner = (draft) =>
      draft.kind === 'openNeed' ? needOperator.coSigner(draft) : others(draft);
    return { coSigner, operator: new Operator({ ...party, follower }), needOperator };
  },
  regulator: (party) => {
    const follower = new Follower(party, extended(regulatorWatch(party), needBookWatch(party)));
    const needRegulator = new NeedRegulator({ ...party, follower });
    const regulator = new Regulator({ ...party, follower });
    const others = party.signer.coSigner(
      'strikeStatus',
      'registerParty',
      'changeParty',
      'measured',
      'registerPurpose',
    );
    const coSigner: CoSigner = (draft) => {
      if (draft.kind === 'openNeed') return needRegulator.coSigner(draft);
      return draft.kind === 'openAuction' ? regulator.coSigner(draft) : others(draft);
    };
    return { regulator, needRegulator, strikes: new Strikes({ ...party, follower }), coSigner };
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

/** A point's key must be held before its record is signed, a leaf's opening too; a measure must hide everybody. */
function dsoCoSigner(
  signer: RoleSigner,
  maskSummer: MaskSummer,
  measures: Measures,
  register: FlexRegister,
): CoSigner {
  const others = signer.coSigner('revokePoint', 'statusList', 'registerPurpose');
  return (draft) => {
    if (pointOf(draft)) return maskSummer.coSigner(draft);
    if (draft.kind === 'flexEnrol') return register.coSigner(draft);
    return MEASURES.includes(draft.kind) ? measures.coSigner(draft) : others(draft);
  };
}
