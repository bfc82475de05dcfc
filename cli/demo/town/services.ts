/** The services of all roles, as their organisations would run them: each on the node's HTTP interface. */
import type { VerifyMany } from '@veilgrid/client-sdk/verifier/proof';
import type { Matcher } from '@veilgrid/protocol/core/books/clearing';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Prover } from '@veilgrid/protocol/prover';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import {
  Billing,
  Follower,
  GROUPS,
  MaskSummer,
  memoryFollowerStore,
  memorySecrets,
  Operator,
  ORDER_WATCH,
  Registrar,
  Regulator,
  RoleSigner,
  regulatorWatch,
  Statistician,
  Strikes,
  Supplier,
  settlementWatch,
  Tariffs,
  type Watch,
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
  /** What DSO and regulator sign where no service of theirs does. */
  readonly signers: Readonly<Record<'dso' | 'regulator', RoleSigner>>;
}

export function startServices(
  access: Access,
  chain: Pick<DevelopmentChain, 'secrets' | 'dsoDataKey'>,
): Services {
  const { genesis, api } = access;
  const signer = (role: AuthorityRole) => new RoleSigner(role, chain.secrets[role], genesis, api);
  const following = <B>(watch: Watch<B>) => new Follower({ ...access, store: memoryFollowerStore() }, watch);
  const aggregator = (role: 'A' | 'B', by: RoleSigner) => {
    const follower = following(settlementWatch(access));
    const own = { secrets: memorySecrets(), saltSecret: randomScalar() };
    return {
      follower,
      maskSummer: new MaskSummer({ ...access, ...own, role, signer: by, follower, groups: GROUPS }),
    };
  };
  const dso = signer('dso');
  const a = aggregator('A', dso);
  const b = aggregator('B', signer('statistician'));
  const regulator = signer('regulator');
  const regulating = { ...access, signer: regulator, follower: following(regulatorWatch(access)) };
  return {
    operator: new Operator({
      ...access,
      signer: signer('operator'),
      secrets: memorySecrets(),
      follower: following(ORDER_WATCH),
    }),
    regulator: new Regulator({ ...regulating, secrets: memorySecrets() }),
    registrar: new Registrar({
      ...access,
      signer: dso,
      maskSummer: a.maskSummer,
      dataSecret: chain.dsoDataKey,
    }),
    tariffs: new Tariffs(dso),
    billing: new Billing({ ...access, signer: dso, ...a }),
    strikes: new Strikes(regulating),
    statistician: new Statistician({ ...access, signer: signer('statistician'), follower: b.follower }),
    maskSummerA: a.maskSummer,
    maskSummerB: b.maskSummer,
    issuer: signer('issuer'),
    supplier: new Supplier({ ...access, signer: signer('supplier') }),
    signers: { dso, regulator },
  };
}
