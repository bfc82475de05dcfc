/** Numbers that follow from a seed: xorshift, so that a day that fails can be had again. */
export class Random {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed) * 0x9e3779b97f4a7c15n + 1n;
  }

  /** From 0 to bound − 1. */
  below(bound: bigint): bigint {
    let x = 0n;
    for (let i = 0; i < 4; i++) x = (x << 64n) | this.#next();
    return x % bound;
  }

  /** From `from` to `to`, both included. */
  between(from: bigint, to: bigint): bigint {
    return from + this.below(to - from + 1n);
  }

  pick<T>(values: readonly T[]): T {
    return values[Number(this.below(BigInt(values.length)))]!;
  }

  #next(): bigint {
    let x = this.#state;
    x ^= (x << 13n) & 0xffff_ffff_ffff_ffffn;
    x ^= x >> 7n;
    x ^= (x << 17n) & 0xffff_ffff_ffff_ffffn;
    this.#state = x & 0xffff_ffff_ffff_ffffn;
    return this.#state;
  }
}
