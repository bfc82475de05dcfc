/** Numbers that look random and come again from the same seed (xorshift128+ seeded by splitmix32). */
export class Random {
  #a: bigint;
  #b: bigint;

  constructor(readonly seed: number) {
    this.#a = BigInt(splitmix(seed)) * 0x1_0000_0001n + 1n;
    this.#b = BigInt(splitmix(seed ^ 0x5bf0_3635)) * 0x1_0000_0001n + 2n;
  }

  #next(): bigint {
    const mask = 0xffff_ffff_ffff_ffffn;
    let x = this.#a;
    const y = this.#b;
    this.#a = y;
    x ^= (x << 23n) & mask;
    this.#b = x ^ y ^ (x >> 17n) ^ (y >> 26n);
    return (this.#b + y) & mask;
  }

  /** In [from, to]. */
  int(from: number, to: number): number {
    return from + Number(this.#next() % BigInt(to - from + 1));
  }

  /** In [from, to]; to - from below 2^64. */
  big(from: bigint, to: bigint): bigint {
    return from + (this.#next() % (to - from + 1n));
  }

  chance(probability: number): boolean {
    return this.int(0, 999_999) < probability * 1_000_000;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)]!;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}

function splitmix(seed: number): number {
  let z = (seed + 0x9e37_79b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
