import { mulBase, type Point, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import {
  type Reading,
  type SignedReadings,
  STATUS_METER,
  signReadings,
} from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';

/** A simulated meter: a real EdDSA-Poseidon key on Baby Jubjub that signs real days. */
export class Meter {
  /** The public key that the connection point names. */
  readonly key: Point;
  readonly #hasher: Hasher;
  readonly #secret: bigint;

  /**
   * @param secret scalar in [1, l); in hardware it never leaves the sealed element
   * @throws ProtocolError VALUE_OUT_OF_RANGE
   */
  constructor(hasher: Hasher, secret: bigint) {
    ensure(secret > 0n && secret < SUBGROUP_ORDER, 'VALUE_OUT_OF_RANGE', { field: 'secret' });
    this.#hasher = hasher;
    this.#secret = secret;
    this.key = mulBase(secret);
  }

  /**
   * The day's readings, signed with status 0. protocol/core.md "Reading day".
   * @param day days since 1970-01-01 UTC
   * @param readings K pairs, Wh imported and exported in each period, below 2^24
   */
  signDay(chainId: bigint, position: number, day: number, readings: readonly Reading[]): SignedReadings {
    return signReadings(this.#hasher, this.#secret, {
      chainId,
      position,
      day,
      status: STATUS_METER,
      readings,
    });
  }
}
