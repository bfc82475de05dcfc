/** A simulated household: a real wallet from a fresh seed, and a meter that signs for real. */
import {
  aggregationKeysOf,
  deriveKeys,
  Meter,
  memoryTxStore,
  newPhrase,
  pointRecord,
  seedOf,
  signPoint,
  Wallet,
  type WalletKeys,
} from '@veilgrid/client-sdk';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { CoSigners } from '@veilgrid/services';
import { randomScalar } from '@veilgrid/services/development';
import type { Access, Services } from './services.js';

export const ZONE = 1;
export const TARIFF = 1;
/** 10.00: more than a day costs any of these houses without the market. */
export const DAY_LIMIT = 1_000_000_000n;

/** What a connection carries: Wh a settlement period. */
export interface Caps {
  readonly importCap: number;
  readonly exportCap: number;
}

/** @typeParam House what a module's day says of it */
export interface Household<House = unknown> {
  readonly house: House;
  /** The wallet's 24 words. */
  readonly phrase: string;
  readonly keys: WalletKeys;
  readonly wallet: Wallet;
  readonly meter: Meter;
  readonly point: PointRecord;
}

/** What wallets have, by the newest blocks. */
export function balancesOf(households: readonly Pick<Household, 'wallet'>[]): Promise<bigint[]> {
  return Promise.all(
    households.map(async ({ wallet }) => {
      await wallet.sync();
      return wallet.notes.balance;
    }),
  );
}

export async function settleIn<House>(
  access: Access,
  { importCap, exportCap }: Caps,
  house: House,
  position: number,
): Promise<Household<House>> {
  const { hasher, genesis } = access;
  const phrase = newPhrase();
  const keys = deriveKeys(hasher, await seedOf(phrase));
  const meter = new Meter(hasher, randomScalar());
  const terms = {
    position,
    meterKey: meter.key,
    importCap,
    exportCap,
    dayImportCap: importCap * genesis.params.K,
    dayExportCap: exportCap * genesis.params.K,
    zone: ZONE,
    tariffId: TARIFF,
    dayLimit: DAY_LIMIT,
  };
  const point = pointRecord({ hasher, keys }, terms, 0);
  return { house, phrase, keys, meter, point, wallet: new Wallet({ ...access, keys }, memoryTxStore()) };
}

/**
 * A and B get their key and check it before they sign; then owner and supplier do.
 * @param replacedOn where the record names another meter: since when it is in
 */
export async function enrol(
  access: Access,
  services: Services,
  { keys, point }: Pick<Household, 'keys' | 'point'>,
  kind: 'enrolPoint' | 'changePoint' = 'enrolPoint',
  replacedOn?: number,
): Promise<void> {
  const { genesis, hasher } = access;
  const { maskSummerA, maskSummerB, registrar, supplier } = services;
  const { kA, kB } = aggregationKeysOf({ hasher, keys }, point);
  await maskSummerA.accept(point, kA);
  await maskSummerB.accept(point, kB);
  const coSigners: CoSigners = {
    supplier: supplier.coSigner(kind),
    statistician: maskSummerB.coSigner,
    owner: (draft) => signPoint({ genesis, keys }, point, draft),
  };
  if (kind === 'enrolPoint') await registrar.enrol(point, coSigners);
  else await registrar.change(point, coSigners, replacedOn);
}
