/** Totals that were signed, on disk before they leave: a node that keeps one back has seen it all the same. */
import { count } from '@veilgrid/protocol/core/wire';
import { z } from 'zod';
import type { SecretStore } from '../secrets.js';

const Shown = z.array(count);
const nameOf = (day: number) => `measures/${day}`;

/** Assets whose total of the day was signed. */
export async function shownTotals(secrets: SecretStore, day: number): Promise<number[]> {
  const kept = await secrets.get(nameOf(day));
  return kept === undefined ? [] : Shown.parse(JSON.parse(kept));
}

export async function keepShown(secrets: SecretStore, assetId: number, day: number): Promise<void> {
  const before = await shownTotals(secrets, day);
  if (!before.includes(assetId)) await secrets.set(nameOf(day), JSON.stringify([...before, assetId]));
}
