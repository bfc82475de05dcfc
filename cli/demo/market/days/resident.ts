/** Who lives at a connection point as things stand, and what changes there between days. */
import {
  deriveKeys,
  Meter,
  memoryTxStore,
  newPhrase,
  pointRecord,
  seedOf,
  Wallet,
} from '@veilgrid/client-sdk';
import { mintNote } from '@veilgrid/services';
import { randomScalar } from '@veilgrid/services/development';
import { enrol, type Household } from '../../town/household.js';
import type { MarketTown } from '../marketTown.js';

export interface Resident extends Omit<Household, 'house'> {
  /** Of kA and kB: one more at every rotation. */
  readonly epoch: number;
}

/** 200.00: the deposits of two days, as the second is ordered before the first is settled. */
export const STAKE = 20_000_000_000n;
/** 60.00, the tier of all a roof can sell: one note must pay a deposit. */
const LARGEST_DEPOSIT = 6_000_000_000n;

/** Joins two notes, unless one of them pays any deposit. @returns the fee paid for it */
export async function joinNotes(
  { access }: Pick<MarketTown, 'access'>,
  { wallet }: Pick<Resident, 'wallet'>,
): Promise<bigint> {
  const fee = access.genesis.transferFee;
  await wallet.sync();
  const [first, second] = wallet.notes.unspent;
  if (!first || !second || first.value >= LARGEST_DEPOSIT) return 0n;
  await wallet.transfer(wallet.address, first.value + second.value - fee);
  return fee;
}

/** The same household with new keys for A and B, as every month. */
export function rotateKeys(town: MarketTown, resident: Resident): Promise<Resident> {
  return change(town, { ...resident, epoch: resident.epoch + 1 });
}

/** @param replacedOn day on which the DSO put it in */
export function replaceMeter(town: MarketTown, resident: Resident, replacedOn: number): Promise<Resident> {
  const meter = new Meter(town.access.hasher, randomScalar());
  return change(town, { ...resident, meter }, replacedOn);
}

/** Another household takes over the connection and its meter, with money and keys of its own. */
export async function moveIn(town: MarketTown, former: Resident): Promise<Resident> {
  const { access, services } = town;
  const phrase = newPhrase();
  const keys = deriveKeys(access.hasher, await seedOf(phrase));
  const wallet = new Wallet({ ...access, keys }, memoryTxStore());
  await mintNote(services.issuer, await wallet.mintSlip(STAKE));
  return change(town, {
    ...former,
    phrase,
    keys,
    wallet,
    epoch: 0,
  });
}

async function change(
  { access, services }: MarketTown,
  next: Resident,
  replacedOn?: number,
): Promise<Resident> {
  const { keys, meter, epoch } = next;
  const terms = { ...next.point, meterKey: meter.key };
  const changed = { ...next, point: pointRecord({ hasher: access.hasher, keys }, terms, epoch) };
  await enrol(access, services, changed, 'changePoint', replacedOn);
  return changed;
}
