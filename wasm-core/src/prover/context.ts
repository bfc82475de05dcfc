import { compiledModule } from '../modules.js';

const BUFFER_BYTES = 2 ** 18;
const SCALAR_BYTES = 32;
const BAD_VALUE = -2;
/** Of one share's sums, in the module's own form. */
const SUM_BYTES = 360;
/** A proof's points A, B, C. */
const PROOF_BYTES = 8 * SCALAR_BYTES;

interface ProverExports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  sumOfProducts(group: number, count: number): number;
  transformScalars(log: number, inverse: boolean): number;
  keyBegin(wires: number, log: number): number;
  keyTerms(count: number): number;
  keyPoints(section: number, first: number, count: number): number;
  proveBegin(share: number, shares: number): number;
  proveScalars(count: number): number;
  proveTransforms(): number;
  transformsAt(share: number): number;
  transformsSize(): number;
  proveSums(): number;
  proveQuotient(): number;
  proveCombine(): number;
  proveEnd(): void;
}

/** Bytes of a term and of a section's points as they stand in a zkey file. */
const TERM_BYTES = 44;
const POINT_BYTES = { a: 64, b1: 64, b2: 128, c: 64, h: 64 };
const SECTIONS = { a: 0, b1: 1, b2: 2, c: 3, h: 4 };
export type PointSection = keyof typeof SECTIONS;

/**
 * One instance of the prover's WebAssembly, for one key: memory never shrinks, so an instance goes with its key.
 * Calls pass counts, never pointers; both sides check them. A key or scalar out of range throws RangeError.
 *
 * A proof is begun, transformed, summed and finished, by one share or several at once: each is begun with the
 * same scalars, gets the transforms of all, and one of them combines the sums of all. `end` follows in any case.
 */
export class ProverContext {
  readonly #core: ProverExports;
  #shares = 1;

  private constructor(module: WebAssembly.Module) {
    this.#core = new WebAssembly.Instance(module).exports as ProverExports;
  }

  static async create(): Promise<ProverContext> {
    return new ProverContext(await compiledModule('prover'));
  }

  /** Begins the key, of 2^log rows; its terms, then its sections in order a to h follow. */
  beginKey(wires: number, log: number): void {
    check(this.#core.keyBegin(wires, log));
  }

  addTerms(terms: Uint8Array): void {
    this.#inParts(terms, TERM_BYTES, (count) => this.#core.keyTerms(count));
  }

  /** Points whose scalars are number `first` and the following ones. */
  addPoints(section: PointSection, points: Uint8Array, first: number): void {
    this.#inParts(points, POINT_BYTES[section], (count, done) =>
      this.#core.keyPoints(SECTIONS[section], first + done, count),
    );
  }

  /** Begins a share of a proof. `scalars`: the witness and, behind it, 1, r and s. Answers its transforms. */
  transforms(scalars: readonly Uint8Array[], share: number, shares: number): Uint8Array {
    check(this.#core.proveBegin(share, shares));
    this.#shares = shares;
    for (const part of scalars) this.#inParts(part, SCALAR_BYTES, (count) => this.#core.proveScalars(count));
    check(this.#core.proveTransforms());
    return this.#bytes(this.#core.transformsAt(share), this.#core.transformsSize()).slice();
  }

  /** The sums that need no other share's transforms: most of the work. */
  sumWitness(): void {
    check(this.#core.proveSums());
  }

  /** This share's sums, from the transforms of all shares in their order. */
  sums(transforms: readonly Uint8Array[]): Uint8Array {
    if (transforms.length !== this.#shares) throw new RangeError('not the transforms of all shares');
    transforms.forEach((part, share) => {
      const at = this.#core.transformsAt(share);
      if (at === 0 || part.length !== this.#core.transformsSize()) throw new RangeError('not transforms');
      this.#bytes(at, part.length).set(part);
    });
    check(this.#core.proveQuotient());
    return this.#bytes(this.#core.outputAt(), SUM_BYTES).slice();
  }

  /** The proof's points A, B, C as plain coordinates, 32 bytes each, from the sums of all shares. */
  combine(sums: readonly Uint8Array[]): Uint8Array {
    if (sums.length !== this.#shares || sums.some((part) => part.length !== SUM_BYTES))
      throw new RangeError('not the sums of all shares');
    sums.forEach((part, share) => {
      this.#bytes(this.#core.inputAt() + SUM_BYTES * share, SUM_BYTES).set(part);
    });
    check(this.#core.proveCombine());
    return this.#bytes(this.#core.outputAt(), PROOF_BYTES).slice();
  }

  /** Wipes all that the proof was made of. */
  end(): void {
    this.#core.proveEnd();
  }

  /** A whole proof; nothing of its scalars stays in memory here. */
  prove(scalars: readonly Uint8Array[]): Uint8Array {
    try {
      const transforms = this.transforms(scalars, 0, 1);
      this.sumWitness();
      const sums = this.sums([transforms]);
      transforms.fill(0);
      return this.combine([sums]);
    } finally {
      this.end();
    }
  }

  /** The sum of scalar times point, as plain coordinates; points in a zkey's form. */
  sumOfProducts(group: 1 | 2, points: Uint8Array, scalars: Uint8Array): Uint8Array {
    const count = scalars.length / SCALAR_BYTES;
    if (points.length !== 64 * group * count || points.length + scalars.length > BUFFER_BYTES)
      throw new RangeError('points and scalars do not match');
    this.#bytes(this.#core.inputAt(), points.length).set(points);
    this.#bytes(this.#core.inputAt() + points.length, scalars.length).set(scalars);
    check(this.#core.sumOfProducts(group, count));
    return this.#bytes(this.#core.outputAt(), 64 * group).slice();
  }

  /** The transform over Fr of 2^0 to 2^13 scalars, or its inverse. */
  transform(scalars: Uint8Array, inverse: boolean): Uint8Array {
    const log = Math.log2(scalars.length / SCALAR_BYTES);
    if (!Number.isInteger(log) || scalars.length > BUFFER_BYTES)
      throw new RangeError('not a length to transform');
    this.#bytes(this.#core.inputAt(), scalars.length).set(scalars);
    check(this.#core.transformScalars(log, inverse));
    return this.#bytes(this.#core.outputAt(), scalars.length).slice();
  }

  #inParts(bytes: Uint8Array, size: number, run: (count: number, done: number) => number): void {
    if (bytes.length % size !== 0) throw new RangeError('a part of an item');
    const step = Math.floor(BUFFER_BYTES / size);
    for (let done = 0; done * size < bytes.length; done += step) {
      const part = bytes.subarray(done * size, (done + step) * size);
      this.#bytes(this.#core.inputAt(), part.length).set(part);
      check(run(part.length / size, done));
    }
  }

  // Views are made for each call: the memory's buffer is replaced when it grows.
  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#core.memory.buffer, at, length);
  }
}

function check(status: number): void {
  if (status < 0)
    throw new RangeError(
      status === BAD_VALUE ? 'a value is out of its range' : 'not what the prover expects',
    );
}
