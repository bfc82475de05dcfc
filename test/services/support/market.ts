import { sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  aggregationKeysOf,
  deriveKeys,
  Meter,
  memoryTxStore,
  pointRecord,
  signPoint,
  Wallet,
} from '@veilgrid/client-sdk';
import {
  Billing,
  Follower,
  MaskSummer,
  memoryFollowerStore,
  memorySecrets,
  mintAccount,
  mintNote,
  Operator,
  ORDER_WATCH,
  Registrar,
  Regulator,
  regulatorWatch,
  Statistician,
  Strikes,
  Supplier,
  settlementWatch,
  Tariffs,
  type Watch,
} from '@veilgrid/services';
import { GROUPS } from '@veilgrid/services/groups';
import { jsMatcher } from '@veilgrid/wasm-core';
import { ROLE_FUNDS } from '../../state/support/foundation.js';
import { CAPS, type PointTerms, TARIFF, ZONE } from '../../state/support/party.js';
import { K } from '../../state/support/profile.js';
import { FIRST } from '../../state/support/slot.js';
import { PRICES, TERMS as terms } from '../../state/support/terms.js';
import type { TestChain } from './chain.js';

/** What the operator is told of the first auction. */
export const TERMS = { ...terms, ...FIRST.times, zone: ZONE, tariffId: TARIFF, day: FIRST.day };

/** The parties of a chain, each with what it alone holds. */
export function partiesOf(chain: TestChain) {
  const { genesis, hasher, api, prover, signers } = chain;
  const common = { genesis, hasher, api, prover };
  const watched = { ...common, verifyMany: chain.verifyMany };
  const following = <B>(watch: Watch<B>) => new Follower({ ...common, store: memoryFollowerStore() }, watch);
  const settlements = () => following(settlementWatch(watched));
  const aContext = {
    ...common,
    role: 'A' as const,
    signer: signers.dso,
    groups: GROUPS,
    secrets: memorySecrets(),
    saltSecret: 11n,
    follower: settlements(),
  };
  const a = new MaskSummer(aContext);
  const bContext = {
    ...common,
    role: 'B' as const,
    signer: signers.statistician,
    groups: GROUPS,
    secrets: memorySecrets(),
    saltSecret: 12n,
    follower: settlements(),
  };
  const b = new MaskSummer(bContext);
  const dso = { signer: signers.dso, maskSummer: a };
  const registrar = new Registrar({ ...common, ...dso, dataSecret: chain.dataSecret });
  const tariffs = new Tariffs(signers.dso);
  const billing = new Billing({ ...common, ...dso, follower: aContext.follower });
  const statistician = new Statistician(bContext);
  const operatorSecrets = memorySecrets();
  const operatorContext = {
    ...common,
    signer: signers.operator,
    matcher: jsMatcher,
    secrets: operatorSecrets,
    follower: following(ORDER_WATCH),
  };
  const operator = new Operator(operatorContext);
  const regulatorSecrets = memorySecrets();
  const regulatorContext = {
    ...common,
    signer: signers.regulator,
    secrets: regulatorSecrets,
    follower: following(regulatorWatch(common)),
  };
  const regulator = new Regulator(regulatorContext);
  const strikes = new Strikes(regulatorContext);
  const supplier = new Supplier({ ...common, signer: signers.supplier }).coSigner(
    'enrolPoint',
    'changePoint',
    'revokePoint',
    'openAuction',
  );
  return {
    a,
    aContext,
    b,
    bContext,
    registrar,
    tariffs,
    billing,
    strikes,
    statistician,
    operator,
    operatorContext,
    operatorSecrets,
    regulator,
    regulatorContext,
    supplier,
  };
}

export type Parties = ReturnType<typeof partiesOf>;

/** A household with keys from its name, a meter and a wallet. */
export function household(chain: TestChain, name: string) {
  const keys = deriveKeys(chain.hasher, sha512(utf8ToBytes(name)));
  const ctx = { ...chain, keys };
  const meter = new Meter(chain.hasher, BigInt(`0x${Buffer.from(utf8ToBytes(name)).toString('hex')}`));
  return { ctx, keys, meter, wallet: new Wallet(ctx, memoryTxStore()) };
}

export type Household = ReturnType<typeof household>;

export async function fundRoles({ signers }: TestChain): Promise<void> {
  for (const role of ['supplier', 'operator', 'regulator'] as const) {
    await mintAccount(signers.issuer, role, ROLE_FUNDS);
  }
}

/** @param days after the first */
export async function publishTariff({ tariffs }: Parties, days = 0): Promise<void> {
  await tariffs.publish({ ...PRICES, tariffId: TARIFF, day: FIRST.day + days });
}

/** Wide enough for a day that costs more than the deposit. */
const WIDE: PointTerms = { ...CAPS, importCap: 20_000, dayImportCap: 15_000 * K };

/** Enrols a household's point at `position` and gives it money. */
export async function enrol(
  chain: TestChain,
  parties: Parties,
  home: Household,
  position: number,
  zone = ZONE,
): Promise<void> {
  const { ctx, meter } = home;
  const record = pointRecord(ctx, { ...WIDE, position, meterKey: meter.key, zone, tariffId: TARIFF }, 0);
  const { kA, kB } = aggregationKeysOf(ctx, record);
  await parties.a.accept(record, kA);
  await parties.b.accept(record, kB);
  await parties.registrar.enrol(record, {
    supplier: parties.supplier,
    statistician: parties.b.coSigner,
    owner: (draft) => signPoint(ctx, record, draft),
  });
  await mintNote(chain.signers.issuer, await home.wallet.mintSlip(5_000_000_000n));
}

/** Twenty minutes: what anybody has by then can be spent. */
export async function untilNotesAreReady({ api }: Pick<TestChain, 'api'>): Promise<void> {
  const { time } = await api.status({});
  await api.moveTime({ body: { time: Number(time) + 1_200 } });
}

export async function moveTo({ api }: TestChain, time: bigint): Promise<void> {
  await api.moveTime({ body: { time: Number(time) } });
}
