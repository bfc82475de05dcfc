import { WASM_BASE64 } from './generated/prover.js';

const BUFFER_BYTES = 2 ** 18;
const SCALAR_BYTES = 32;
const BAD_VALUE = -2;

interface ProverExports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  sumOfProducts(group: number, count: number): number;
  transformScalars(log: number, inverse: boolean): number;
  keyBegin(wires: number, log: number): number;
  keyTerms(count: number): number;
  keyPoints(section: number, first: number, count: number): number;
  proveBegin(): number;
  proveScalars(count: number): number;
  prove(): number;
  proveEnd(): void;
}

/** Bytes of a term and of a section's points as they stand in a zkey file. */
const TERM_BYTES = 44;
const POINT_BYTES = { a: 64, b1: 64, b2: 128, c: 64, h: 64 };
const SECTIONS = { a: 0, b1: 1, b2: 2, c: 3, h: 4 };
export type PointSection = keyof typeof SECTIONS;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * One instance of the prover's WebAssembly, for one key: memory never shrinks, so an instance goes with its key.
 * Calls pass counts, never pointers; both sides check them. A key or scalar out of range throws RangeError.
 */
export class ProverContext {
  readonly #core: ProverExports;

  private constructor(module: WebAssembly.Module) {
    this.#core = new WebAssembly.Instance(module).exports as ProverExports;
  }

  static async create(): Promise<ProverContext> {
    compiled ??= WebAssembly.compile(Uint8Array.from(atob(WASM_BASE64), (c) => c.charCodeAt(0)));
    return new ProverContext(await compiled);
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

  /**
   * The points A, B, C of a proof as plain coordinates, 32 bytes each. `scalars`: the witness and, behind it,
   * 1, r, s and -rs. Nothing of them stays in memory here.
   */
  prove(scalars: readonly Uint8Array[]): Uint8Array {
    try {
      check(this.#core.proveBegin());
      for (const part of scalars)
        this.#inParts(part, SCALAR_BYTES, (count) => this.#core.proveScalars(count));
      check(this.#core.prove());
      return this.#bytes(this.#core.outputAt(), 8 * SCALAR_BYTES).slice();
    } finally {
      this.#core.proveEnd();
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
