import { compiledModule } from '../modules.js';

/** A point's group: G1, 64 bytes in a zkey, or G2, 128. */
export type GroupNumber = 1 | 2;

const SCALAR_BYTES = 32;
const POINT_BYTES = 64;
/** Most that the module takes at a time. */
const BATCH = 512;

interface FixedBaseExports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  tableBegin(group: number): number;
  tableMultiples(group: number, count: number): number;
}

/** Multiples of one point of each group, by tables that are made once. */
export class FixedBaseContext {
  readonly #core: FixedBaseExports;
  readonly #known = new Set<GroupNumber>();

  private constructor(module: WebAssembly.Module) {
    this.#core = new WebAssembly.Instance(module).exports as FixedBaseExports;
  }

  static async create(): Promise<FixedBaseContext> {
    return new FixedBaseContext(await compiledModule('prover'));
  }

  /**
   * Affine multiples of the group's generator in a zkey's form, little-endian Montgomery residues; infinity is 0.
   * Scalars are 32 little-endian bytes each; throws RangeError for one that is not below the modulus.
   */
  multiples(group: GroupNumber, generator: Uint8Array, scalars: Uint8Array): Uint8Array {
    const size = POINT_BYTES * group;
    const count = scalars.length / SCALAR_BYTES;
    if (!Number.isInteger(count)) throw new RangeError('a part of a scalar');
    this.#prepare(group, generator);
    const points = new Uint8Array(size * count);
    for (let done = 0; done < count; done += BATCH) {
      const part = scalars.subarray(done * SCALAR_BYTES, (done + BATCH) * SCALAR_BYTES);
      const items = part.length / SCALAR_BYTES;
      this.#bytes(this.#core.inputAt(), part.length).set(part);
      check(this.#core.tableMultiples(group, items));
      points.set(this.#bytes(this.#core.outputAt(), size * items), size * done);
    }
    return points;
  }

  #prepare(group: GroupNumber, generator: Uint8Array): void {
    if (this.#known.has(group)) return;
    if (generator.length !== POINT_BYTES * group) throw new RangeError('not a point of this group');
    this.#bytes(this.#core.inputAt(), generator.length).set(generator);
    check(this.#core.tableBegin(group));
    this.#known.add(group);
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#core.memory.buffer, at, length);
  }
}

function check(status: number): void {
  if (status < 0) throw new RangeError('a scalar or point is out of its range');
}
