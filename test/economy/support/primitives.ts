import { mul, mulBase, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import { type Signature, verify } from '@veilgrid/protocol/core/crypto/eddsa';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { type Params, paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import type { Primitives } from './statement.js';

const HASHES_KEPT = 200_000;

/** A pure function that remembers; forgets everything when full. */
function remembered<A extends readonly unknown[], T>(
  keyOf: (...args: A) => string,
  compute: (...args: A) => T,
) {
  const known = new Map<string, T>();
  return (...args: A): T => {
    const key = keyOf(...args);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= HASHES_KEPT) known.clear();
    const value = compute(...args);
    known.set(key, value);
    return value;
  };
}

const plain = await createHasher();
const text = (x: bigint) => x.toString(36);

/** The same hashes for whoever asks: wallet, statement and state machine compute most of them alike. */
export const hasher: Hasher = {
  permute: remembered(
    (inputs, state, n) => `${inputs.map(text)} ${text(state)} ${n}`,
    (inputs: readonly bigint[], state: bigint, n: number) => plain.permute(inputs, state, n),
  ),
};

const curve = {
  mulBase: remembered(text, mulBase),
  mul: remembered((p: Point, e: bigint) => `${text(p.x)} ${text(p.y)} ${text(e)}`, mul),
};

const params: Params = paramsOf('small');

/** Signatures as they are, for comparison with the circuits. */
export const real: Primitives = {
  hasher,
  params,
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
    return { hasher, params, ...curve, verify };
  }
}
