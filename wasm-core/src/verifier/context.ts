import { compiledModule } from '../modules.js';
import { type KeyRefusal, VerificationKeyError, VerifyErrorCode } from './codes.js';
import type { KeyBytes } from './key.js';
import { type PackedBatch, WORDS } from './pack.js';

const ELEMENT_BYTES = 32;
const POINT_BYTES = 64;
const PROOF_BYTES = 256;
const COEFFICIENT_BYTES = 16;
const BUFFER_BYTES = 2 ** 18;
/** Proofs in one equation: more gain little and take more memory. */
export const MAX_BATCH = 256;

interface VerifierExports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  keyBegin(signals: number): number;
  keyPoints(count: number): number;
  batchBegin(most: number): number;
  batchTail(key: number, from: number): number;
  batchProof(key: number, shared: boolean): number;
  batchCheck(): number;
  tower(operation: number): number;
  endomorphism(group: number): number;
  multiples(count: number): number;
  pairings(count: number): number;
  sumOfProducts(group: number, count: number): number;
}

/** What is wrong with a key's point, as numbered in assembly/verifier. */
const POINT_FLAWS: Record<number, KeyRefusal> = {
  1: 'KEY_POINT_INFINITY',
  2: 'KEY_POINT_NOT_ON_CURVE',
  3: 'KEY_COORDINATE_NOT_CANONICAL',
  4: 'KEY_POINT_NOT_IN_SUBGROUP',
};
const POINT_STEP = 8;

/** Why proofs of a batch were refused, by their numbers; `holds` is about all the others together. */
export interface Outcome {
  readonly refused: ReadonlyMap<number, VerifyErrorCode>;
  readonly holds: boolean;
}

/** One instance of the verifier's WebAssembly with its keys. Calls pass counts, never pointers; both sides check them. */
export class VerifierContext {
  readonly #core: VerifierExports;

  private constructor(module: WebAssembly.Module) {
    this.#core = new WebAssembly.Instance(module).exports as VerifierExports;
  }

  /** @throws VerificationKeyError */
  static async create(keys: readonly KeyBytes[]): Promise<VerifierContext> {
    const context = new VerifierContext(await compiledModule('verifier'));
    for (const key of keys) context.#addKey(key);
    return context;
  }

  #addKey({ nPublic, fixed, ic }: KeyBytes): void {
    this.#write(fixed, 0);
    checkKey(this.#core.keyBegin(nPublic));
    for (let at = 0; at < ic.length; at += BUFFER_BYTES) {
      const part = ic.subarray(at, at + BUFFER_BYTES);
      this.#write(part, 0);
      checkKey(this.#core.keyPoints(part.length / POINT_BYTES));
    }
  }

  /**
   * One equation for the proofs of these numbers, MAX_BATCH at most. Coefficients are drawn here and now: they must
   * not be known to who made the proofs.
   */
  check(batch: PackedBatch, numbers: readonly number[]): Outcome {
    const refused = new Map<number, VerifyErrorCode>();
    const added: number[] = [];
    const coefficients = crypto.getRandomValues(new Uint8Array(COEFFICIENT_BYTES * numbers.length));
    checkStatus(this.#core.batchBegin(numbers.length));
    let currentTail = -1;
    numbers.forEach((number, i) => {
      const [key, at, own, tail] = row(batch.proofs, number);
      if (tail >= 0 && tail !== currentTail) {
        this.#openTail(batch, tail);
        currentTail = tail;
      }
      this.#write(batch.bytes.subarray(at, at + PROOF_BYTES), 0);
      this.#write(coefficients.subarray(COEFFICIENT_BYTES * i, COEFFICIENT_BYTES * (i + 1)), PROOF_BYTES);
      const signals = at + PROOF_BYTES;
      this.#write(
        batch.bytes.subarray(signals, signals + ELEMENT_BYTES * own),
        PROOF_BYTES + COEFFICIENT_BYTES,
      );
      const code = checkStatus(this.#core.batchProof(key, tail >= 0));
      if (code === 0) added.push(number);
      else refused.set(number, code as VerifyErrorCode);
    });
    if (added.length === 0) return { refused, holds: true };
    const code = checkStatus(this.#core.batchCheck());
    if (code === VerifyErrorCode.B_NOT_IN_SUBGROUP) {
      const outside = new Uint8Array(this.#core.memory.buffer, this.#core.outputAt(), added.length);
      for (const [i, number] of added.entries()) if (outside[i] === 1) refused.set(number, code);
    }
    return { refused, holds: code === 0 };
  }

  #openTail({ bytes, tails }: PackedBatch, tail: number): void {
    const [key, at, length, from] = row(tails, tail);
    this.#write(bytes.subarray(at, at + ELEMENT_BYTES * length), 0);
    checkStatus(this.#core.batchTail(key, from));
  }

  /** A layer by itself, for tests: what `run` leaves behind for this input. Throws RangeError for values out of range. */
  direct(
    layer: 'tower' | 'endomorphism' | 'multiples' | 'pairings',
    argument: number,
    input: Uint8Array,
    outputBytes: number,
  ): Uint8Array {
    this.#write(input, 0);
    checkStatus(this.#core[layer](argument));
    return new Uint8Array(this.#core.memory.buffer, this.#core.outputAt(), outputBytes).slice();
  }

  // Views are made for each call: the memory's buffer is replaced when it grows.
  #write(bytes: Uint8Array, offset: number): void {
    if (offset + bytes.length > BUFFER_BYTES) throw new RangeError('more than the buffer holds');
    new Uint8Array(this.#core.memory.buffer, this.#core.inputAt() + offset, bytes.length).set(bytes);
  }
}

function row(words: Int32Array, number: number): [number, number, number, number] {
  return [...words.subarray(WORDS * number, WORDS * (number + 1))] as [number, number, number, number];
}

function checkStatus(status: number): number {
  if (status < 0) throw new RangeError('not what the verifier expects');
  return status;
}

function checkKey(status: number): void {
  const flaw = POINT_FLAWS[checkStatus(status) % POINT_STEP];
  if (flaw !== undefined) throw new VerificationKeyError(flaw);
}
