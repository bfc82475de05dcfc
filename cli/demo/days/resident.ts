/** Who lives at a connection point as things stand, and what changes there between days. */
import { deriveKeys, Meter, newPhrase, pointRecord, seedOf, Wallet } from '@veilgrid/client-sdk';
import { mintNote } from '@veilgrid/node/operator/index';
import { randomScalar } from '../../parties.js';
import { HOUSEHOLD_MONEY } from '../day.js';
import { enrol, type Household } from '../household.js';
import type { Town } from '../town.js';

export interface Resident extends Omit<Household, 'house'> {
  /** Of kA and kB: one more at every rotation. */
  readonly epoch: number;
}

/** The same household with new keys for A and B, as every month. */
export function rotateKeys(town: Town, resident: Resident): Promise<Resident> {
  return change(town, { ...resident, epoch: resident.epoch + 1 });
}

export function replaceMeter(town: Town, resident: Resident): Promise<Resident> {
  return change(town, { ...resident, meter: new Meter(town.access.hasher, randomScalar()) });
}

/** Another household takes over the connection and its meter, with money and keys of its own. */
export async function moveIn(town: Town, former: Resident): Promise<Resident> {
  const { access, services } = town;
  const keys = deriveKeys(access.hasher, await seedOf(newPhrase()));
  await mintNote(services.issuer, keys.ownerPk, HOUSEHOLD_MONEY);
  return change(town, { ...former, keys, wallet: new Wallet({ ...access, keys }), epoch: 0 });
}

async function change({ access, services }: Town, next: Resident): Promise<Resident> {
  const { keys, meter, epoch } = next;
  const terms = { ...next.point, meterKey: meter.key };
  const changed = { ...next, point: pointRecord({ hasher: access.hasher, keys }, terms, epoch) };
  await enrol(access, services, changed, 'changePoint');
  return changed;
}
