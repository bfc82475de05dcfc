import { sha512 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { aggregationKeysOf, deriveKeys, Meter, pointRecord, signPoint, Wallet } from '@veilgrid/client-sdk';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import {
  Billing,
  MaskSummer,
  memorySecrets,
  mintAccount,
  mintNote,
  Operator,
  Registrar,
  Regulator,
  Tariffs,
} from '@veilgrid/services';
import { jsMatcher } from '@veilgrid/wasm-core';
import { START, type TestChain } from './chain.js';

export const DAY = Math.floor(START / SECONDS_PER_DAY) + 2;
export const ZONE = 7;
export const TARIFF = 3;
const at = (hours: number) => BigInt(DAY * SECONDS_PER_DAY + hours * 3600);

/** Phases of the market day, in hours from its start. */
export const TIMES = {
  gate: at(-4),
  release: at(-3),
  close: at(-1),
  settleFrom: at(30),
  settleEnd: at(50),
  publish: at(60),
};

export const TERMS = {
  zone: ZONE,
  tariffId: TARIFF,
  day: DAY,
  floor: -100,
  tick: 1,
  collateral: 70_000,
  tiers: [400_000_000n, 2_000_000_000n],
  ...TIMES,
};

/** The parties of a chain, each with what it alone holds. */
export function partiesOf(chain: TestChain) {
  const { genesis, hasher, api, prover, signers } = chain;
  const common = { genesis, hasher, api, prover };
  const a = new MaskSummer({
    ...common,
    role: 'A',
    signer: signers.dso,
    secrets: memorySecrets(),
    saltSecret: 11n,
  });
  const b = new MaskSummer({
    ...common,
    role: 'B',
    signer: signers.statistician,
    secrets: memorySecrets(),
    saltSecret: 12n,
  });
  const dso = { signer: signers.dso, maskSummer: a };
  const registrar = new Registrar({ ...common, ...dso, dataSecret: chain.dataSecret });
  const tariffs = new Tariffs(signers.dso);
  const billing = new Billing({ api, ...dso });
  const operatorSecrets = memorySecrets();
  const operatorContext = {
    ...common,
    signer: signers.operator,
    matcher: jsMatcher,
    secrets: operatorSecrets,
  };
  const operator = new Operator(operatorContext);
  const regulator = new Regulator({ genesis, hasher, signer: signers.regulator, secrets: memorySecrets() });
  const supplier = signers.supplier.coSigner(
    'enrolPoint',
    'changePoint',
    'revokePoint',
    'openAuction',
    'statusList',
  );
  return {
    a,
    b,
    registrar,
    tariffs,
    billing,
    operator,
    operatorContext,
    operatorSecrets,
    regulator,
    supplier,
  };
}

export type Parties = ReturnType<typeof partiesOf>;

/** A household with keys from its name, a meter and a wallet. */
export function household(chain: TestChain, name: string) {
  const keys = deriveKeys(chain.hasher, sha512(utf8ToBytes(name)));
  const ctx = { ...chain, keys };
  const meter = new Meter(chain.hasher, BigInt(`0x${Buffer.from(utf8ToBytes(name)).toString('hex')}`));
  return { ctx, keys, meter, wallet: new Wallet(ctx) };
}

export type Household = ReturnType<typeof household>;

export async function fundRoles({ signers }: TestChain): Promise<void> {
  await mintAccount(signers.issuer, 'supplier', 10n ** 15n);
  await mintAccount(signers.issuer, 'operator', 10n ** 7n);
  await mintAccount(signers.issuer, 'regulator', 10n ** 7n);
}

export const PRICES = {
  tariffId: TARIFF,
  importPrice: [6000, 8000, 12_000, 7000],
  exportPrice: [500, -50, 800, 700],
  network: [1000, 1000, 1500, 1000],
  discount: [300, 300, 500, 300],
  fixedPerDay: 1_000_000n,
};

export async function publishTariff({ tariffs }: Parties): Promise<void> {
  await tariffs.publish({ ...PRICES, day: DAY });
}

/** Enrols a household's point at `position` and gives it money. */
export async function enrol(
  chain: TestChain,
  parties: Parties,
  home: Household,
  position: number,
): Promise<void> {
  const { keys, ctx, meter } = home;
  const record = pointRecord(
    ctx,
    {
      position,
      meterKey: meter.key,
      importCap: 20_000,
      exportCap: 10_000,
      dayImportCap: 60_000,
      dayExportCap: 30_000,
      zone: ZONE,
      tariffId: TARIFF,
      dayLimit: 300_000_000n,
    },
    0,
  );
  const { kA, kB } = aggregationKeysOf(ctx, record);
  await parties.a.accept(record, kA);
  await parties.b.accept(record, kB);
  await parties.registrar.enrol(record, {
    supplier: parties.supplier,
    statistician: parties.b.coSigner,
    owner: (draft) => signPoint(ctx, record, draft),
  });
  await mintNote(chain.signers.issuer, keys.ownerPk, 5_000_000_000n);
}

export async function moveTo({ api }: TestChain, time: bigint): Promise<void> {
  await api.moveTime({ body: { time: Number(time) } });
}
