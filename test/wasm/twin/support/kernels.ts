/** Kernels of one field over operands that tests write, held against integers and against their proven bounds. */
import { type Bound, Bounds } from '../../../../wasm-core/scripts/twinBounds.mjs';
import { inverse, RADIX } from '../../../../wasm-core/scripts/twinForm.mjs';
import { integerOf, TWIN, TwinModule } from '../../support/twins.js';

export type Limbs = readonly number[];
export type Pair = readonly [Limbs, Limbs];
/** Something for both lanes of a vector. */
export type Lanes<T> = readonly T[];

export const LANES = [0, 1];
const PAGES = 1;

export class Kernels {
  readonly bounds: Bounds;
  readonly #base: number;
  readonly #modulus: bigint;
  readonly #unmontgomery: bigint;

  private constructor(
    readonly module: TwinModule,
    modulus: bigint,
  ) {
    this.bounds = new Bounds(modulus);
    this.#modulus = modulus;
    this.#unmontgomery = inverse(RADIX, modulus);
    this.#base = module.memory.buffer.byteLength;
    module.memory.grow(PAGES);
  }

  /** Compiled from the generated source. */
  static async of(modulus: bigint, entry: string): Promise<Kernels> {
    return new Kernels(await TwinModule.compile(entry), modulus);
  }

  /** Where vector i is. */
  place(i: number): number {
    return this.#base + TWIN * i;
  }

  /** Writes vectors from place `first` on. */
  fill(first: number, vectors: readonly Lanes<Limbs>[]): number[] {
    return vectors.map((lanes, i) => {
      for (const lane of LANES) this.module.setLane(this.place(first + i), lane, lanes[lane]!);
      return this.place(first + i);
    });
  }

  boundOf(limbs: Limbs): Bound {
    const value = integerOf(limbs);
    return {
      size: Number(value < 0n ? -value : value) / Number(this.#modulus),
      limb: Math.max(...limbs.slice(0, -1).map(Math.abs)),
      top: Math.abs(limbs.at(-1)!),
    };
  }

  /** Refuses a result that is not within what was promised, or not equal to `want`. */
  check(got: Limbs, want: bigint, promised: Bound): void {
    const { size, limb, top } = this.boundOf(got);
    const isEqual = (integerOf(got) - want) % this.#modulus === 0n;
    // Sizes are proven in doubles.
    const isWithin = size <= promised.size * (1 + 2 ** -40) && limb <= promised.limb && top <= promised.top;
    // A comparison for each of so many would take seconds.
    if (!isEqual || !isWithin) expect({ got, size }).toEqual({ want, promised });
  }

  /** Runs a sum of products, of each vector's lanes. */
  checkProducts(name: string, vectors: readonly Lanes<readonly Pair[]>[]): void {
    let next = vectors.length;
    const operands = vectors.flatMap((lanes, v) => {
      const [first, second] = lanes.map((pairs) => pairs.flat()) as [Limbs[], Limbs[]];
      const places = this.fill(
        next,
        first.map((limbs, i) => [limbs, second[i]!]),
      );
      next += places.length;
      return [this.place(v), ...places];
    });
    this.module.run[name]!(...operands);
    vectors.forEach((lanes, v) => {
      for (const lane of LANES)
        this.check(
          this.module.lane(this.place(v), lane),
          this.sumOf(lanes[lane]!),
          this.#promiseOf(lanes[lane]!),
        );
    });
  }

  checkSquares(name: string, vectors: readonly Lanes<Limbs>[]): void {
    const places = this.fill(vectors.length, vectors);
    this.module.run[name]!(...places.flatMap((at, v) => [this.place(v), at]));
    vectors.forEach((lanes, v) => {
      for (const lane of LANES) {
        const a = lanes[lane]!;
        const promised = this.bounds.sqr(this.boundOf(a));
        this.check(this.module.lane(this.place(v), lane), this.sumOf([[a, a]]), promised);
      }
    });
  }

  /** Runs a kernel whose result is near. */
  checkNear(name: string, operands: readonly Lanes<Limbs>[], value: (all: bigint[]) => bigint): void {
    this.module.run[name]!(this.place(0), ...this.fill(1, operands));
    for (const lane of LANES) {
      const want = value(operands.map((lanes) => integerOf(lanes[lane]!)));
      this.check(this.module.lane(this.place(0), lane), want, this.bounds.near());
    }
  }

  /** Of products, over the radix. */
  sumOf(pairs: readonly Pair[]): bigint {
    return pairs.reduce((sum, [a, b]) => sum + integerOf(a) * integerOf(b), 0n) * this.#unmontgomery;
  }

  #promiseOf(pairs: readonly Pair[]): Bound {
    return this.bounds.sum(...pairs.map(([a, b]) => [this.boundOf(a), this.boundOf(b)] as const));
  }
}
