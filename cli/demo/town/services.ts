/** The services of all roles, as their organisations would run them: each on the node's HTTP interface. */
import type { VerifyMany } from '@veilgrid/client-sdk/verifier/proof';
import type { Matcher } from '@veilgrid/protocol/core/books/clearing';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Prover } from '@veilgrid/protocol/prover';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import {
  aggregatorWatch,
  Billing,
  Buyer,
  dsoWatch,
  extended,
  FlexRegister,
  Follower,
  GROUPS,
  MaskSummer,
  type MaskSummerContext,
  memoryFollowerStore,
  memorySecrets,
  NeedOperator,
  NeedRegulator,
  needBookWatch,
  Operator,
  ORDER_WATCH,
  Registrar,
  Regulator,
  RoleSigner,
  regulatorWatch,
  type SettlementSets,
  Statistician,
  Strikes,
  Supplier,
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
  readonly needOperator: NeedOperator;
  readonly needRegulator: NeedRegulator;
  /** The DSO's, of flexibility. */
  readonly buyer: Buyer;
  readonly flexRegister: FlexRegister;
  readonly registrar: Registrar;
  readonly tariffs: Tariffs;
  readonly billing: Billing;
  readonly strikes: Strikes;
  readonly statistician: Statistician;
  readonly maskSummerA: MaskSummer;
  readonly maskSummerB: MaskSummer;
  /** What A sums with. */
  readonly aggregatorA: MaskSummerContext;
  readonly issuer: RoleSigner;
  readonly supplier: Supplier;
  /** What DSO and regulator sign where no service of theirs does. */
  readonly signers: Readonly<Record<'dso' | 'regulator' | 'statistician', RoleSigner>>;
}

export function startServices(
  access: Access,
  chain: Pick<DevelopmentChain, 'secrets' | 'dsoDataKey'>,
): Services {
  const { genesis, api } = access;
  const signer = (role: AuthorityRole) => new RoleSigner(role, chain.secrets[role], genesis, api);
  const following = <B>(watch: Watch<B>) => new Follower({ ...access, store: memoryFollowerStore() }, watch);
  const aggregator = <F extends Follower<SettlementSets>>(role: 'A' | 'B', by: RoleSigner, follower: F) => {
    const own = { secrets: memorySecrets(), saltSecret: randomScalar() };
    const context = { ...access, ...own, role, signer: by, follower, groups: GROUPS };
    return { follower, context, maskSummer: new MaskSummer(context) };
  };
  const dso = signer('dso');
  const statistician = signer('statistician');
  const a = aggregator('A', dso, following(dsoWatch(access)));
  const b = aggregator('B', statistician, following(aggregatorWatch(access)));
  const operating = {
    ...access,
    signer: signer('operator'),
    follower: following(extended(ORDER_WATCH, needBookWatch(access))),
  };
  const regulator = signer('regulator');
  const regulating = {
    ...access,
    signer: regulator,
    follower: following(extended(regulatorWatch(access), needBookWatch(access))),
  };
  return {
    operator: new Operator({ ...operating, secrets: memorySecrets() }),
    regulator: new Regulator({ ...regulating, secrets: memorySecrets() }),
    needOperator: new NeedOperator({ ...operating, secrets: memorySecrets() }),
    needRegulator: new NeedRegulator({ ...regulating, secrets: memorySecrets() }),
    buyer: new Buyer({ ...access, signer: dso, follower: a.follower }),
    flexRegister: new FlexRegister({ ...access, signer: dso, secrets: memorySecrets() }),
    registrar: new Registrar({
      ...access,
      signer: dso,
      maskSummer: a.maskSummer,
      dataSecret: chain.dsoDataKey,
    }),
    tariffs: new Tariffs(dso),
    billing: new Billing({ ...access, signer: dso, ...a }),
    strikes: new Strikes(regulating),
    statistician: new Statistician({ ...access, signer: statistician, follower: b.follower }),
    maskSummerA: a.maskSummer,
    maskSummerB: b.maskSummer,
    aggregatorA: a.context,
    issuer: signer('issuer'),
    supplier: new Supplier({ ...access, signer: signer('supplier') }),
    signers: { dso, regulator, statistician },
  };
}
