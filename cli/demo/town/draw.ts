/** Seeded draws: the same seed gives the same day. Never used for secrets. */
import { createHash } from 'node:crypto';

/** Integer in [low, high], by name. The modulo bias is below 2^-16 for the ranges used here. */
export type Draw = (name: string, low: number, high: number) => number;

export function drawFrom(seed: string): Draw {
  return (name, low, high) => {
    const digest = createHash('sha256').update(`${seed}/${name}`).digest();
    return low + (digest.readUIntBE(0, 6) % (high - low + 1));
  };
}
