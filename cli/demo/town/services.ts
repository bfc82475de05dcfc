/** The services of all roles, as their organisations would run them: each on the node's HTTP interface. */
import type { VerifyMany } from '@veilgrid/client-sdk/verifier/proof';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Matcher } from '@veilgrid/protocol/market/clearing';
import type { Prover } from '@veilgrid/protocol/prover';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import {
  Billing,
  Follower,
  MaskSummer,
  memoryFollowerStore,
  memorySecrets,
  Operator,
  ORDER_WATCH,
  Registrar,
  Regulator,
  RoleSigner,
  Statistician,
  Strikes,
  Supplier,
  settlementWatch,
  Tariffs,
} from '@veilgrid/services';
import { type DevelopmentChain, randomScalar } from '@veilgrid/services/development';

/** What everybody needs to take part. */
export interface Access {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly matcher: Matcher;
  readonly api: Api;
  readonly prover: Prover;
  /** Of proofs, many at once. */
  readonly verifyMany: VerifyMany;
}

export interface Services {
  readonly operator: Operator;
  readonly regulator: Regulator;
  readonly registrar: Registrar;
  readonly tariffs: Tariffs;
  readonly billing: Billing;
  readonly strikes: Strikes;
  readonly statistician: Statistician;
  readonly maskSummerA: MaskSummer;
  readonly maskSummerB: MaskSummer;
  readonly issuer: RoleSigner;
  readonly supplier: Supplier;
}

export function startServices(
  access: Access,
  chain: Pick<DevelopmentChain, 'secrets' | 'dsoDataKey'>,
): Services {
  const { genesis, api } = access;
  const signer = (role: AuthorityRole) => new RoleSigner(role, chain.secrets[role], genesis, api);
  const maskSummer = (role: 'A' | 'B', by: RoleSigner) =>
    new MaskSummer({
      ...access,
      role,
      signer: by,
      secrets: memorySecrets(),
      saltSecret: randomScalar(),
      follower: new Follower({ ...access, store: memoryFollowerStore() }, settlementWatch(access)),
    });
  const follower = () => new Follower({ ...access, store: memoryFollowerStore() }, ORDER_WATCH);
  const dso = signer('dso');
  const maskSummerA = maskSummer('A', dso);
  return {
    operator: new Operator({
      ...access,
      signer: signer('operator'),
      secrets: memorySecrets(),
      follower: follower(),
    }),
    regulator: new Regulator({
      ...access,
      signer: signer('regulator'),
      secrets: memorySecrets(),
      follower: follower(),
    }),
    registrar: new Registrar({
      ...access,
      signer: dso,
      maskSummer: maskSummerA,
      dataSecret: chain.dsoDataKey,
    }),
    tariffs: new Tariffs(dso),
    billing: new Billing({ ...access, signer: dso, maskSummer: maskSummerA }),
    strikes: new Strikes({ ...access, signer: signer('regulator') }),
    statistician: new Statistician({ ...access, signer: signer('statistician') }),
    maskSummerA,
    maskSummerB: maskSummer('B', signer('statistician')),
    issuer: signer('issuer'),
    supplier: new Supplier({ genesis, signer: signer('supplier') }),
  };
}
