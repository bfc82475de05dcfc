import { mul, mulBase, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import { type Signature, verify } from '@veilgrid/protocol/core/crypto/eddsa';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { remembered, textOf } from '../../state/support/remembered.js';
import type { Primitives } from './statement.js';

const curve = {
  mulBase: remembered(textOf, mulBase),
  mul: remembered((p: Point, e: bigint) => `${textOf(p.x)} ${textOf(p.y)} ${textOf(e)}`, mul),
};

/** Signatures as they are, for comparison with the circuits. */
export const real: Primitives = {
  hasher,
  params: PARAMS,
  ...curve,
  verify: (key, message, signature) => verify(hasher, key, message, signature),
};

const NO_SIGNATURE: Signature = { r8: { x: 0n, y: 1n }, s: 0n };

/**
 * Ideal signatures for simulations: a message counts as signed if its signer signed it, and nobody else can.
 * A real one costs a day more than all the rest of it.
 */
export class Meters {
  readonly #signed = new Set<string>();

  sign(key: Point, message: bigint): Signature {
    this.#signed.add(`${key.x} ${key.y} ${message}`);
    return NO_SIGNATURE;
  }

  get primitives(): Primitives {
    const verify = (key: Point, message: bigint) => this.#signed.has(`${key.x} ${key.y} ${message}`);
    return { hasher, params: PARAMS, ...curve, verify };
  }
}
