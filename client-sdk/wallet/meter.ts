/** A simulated meter: a real key that signs real days. */
import { mulBase, type Point, SUBGROUP_ORDER } from '@veilgrid/protocol/babyjub';
import { ensure } from '@veilgrid/protocol/errors';
import type { Hasher } from '@veilgrid/protocol/hash';
import { type Reading, type SignedReadings, STATUS_METER, signReadings } from '@veilgrid/protocol/reading';

export class Meter {
  readonly key: Point;
  readonly #hasher: Hasher;
  readonly #secret: bigint;

  /** @param secret scalar in [1, l); in hardware it never leaves the sealed element */
  constructor(hasher: Hasher, secret: bigint) {
    ensure(secret > 0n && secret < SUBGROUP_ORDER, 'VALUE_OUT_OF_RANGE', { field: 'secret' });
    this.#hasher = hasher;
    this.#secret = secret;
    this.key = mulBase(secret);
  }

  signDay(chainId: bigint, position: number, day: number, readings: readonly Reading[]): SignedReadings {
    return signReadings(this.#hasher, this.#secret, chainId, position, day, STATUS_METER, readings);
  }
}
