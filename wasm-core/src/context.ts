import { isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { compiledModule } from './modules.js';

/** Bytes of a field element in batches: little-endian, canonical. */
export const NODE_BYTES = 32;
const RATE = 16;
const BUFFER_BYTES = 2 ** 18;
const CELL_WORDS = 2;

interface CoreExports {
  readonly memory: WebAssembly.Memory;
  inputAt(): number;
  outputAt(): number;
  capacityAt(): number;
  permuteMany(items: number, inputs: number, outs: number): number;
  spongeMany(items: number, inputs: number): number;
  productMany(field: number, pairs: number, times: number): number;
  clearBegin(periods: number): number;
  clearRows(rows: number): number;
  clearPass(): number;
}

/**
 * One instance of the WebAssembly core. Calls pass counts, never pointers; both sides check them. Batches go
 * through buffers of fixed size, so hashing never grows the memory beyond the tables of the widths used.
 */
export class WasmContext implements Hasher {
  readonly #module: WebAssembly.Module;
  readonly #core: CoreExports;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
    this.#core = new WebAssembly.Instance(module).exports as CoreExports;
  }

  static async create(): Promise<WasmContext> {
    return new WasmContext(await compiledModule('wasm'));
  }

  /** A second instance, for work whose memory should go when it ends: WebAssembly memory never shrinks. */
  fresh(): WasmContext {
    return new WasmContext(this.#module);
  }

  permute(inputs: readonly bigint[], initialState: bigint, nOuts: number): bigint[] {
    const n = inputs.length;
    ensure(n >= 1 && n <= RATE, 'VALUE_OUT_OF_RANGE', { field: 'inputs', length: n });
    ensure(Number.isInteger(nOuts) && nOuts >= 1 && nOuts <= n + 1, 'VALUE_OUT_OF_RANGE', { field: 'nOuts' });
    const words = this.#words(this.#core.inputAt(), n);
    for (let i = 0; i < n; i++) writeElement(words, i, inputs[i]!, 'inputs');
    this.#setCapacity(initialState);
    check(this.#core.permuteMany(1, n, nOuts));
    const out = this.#words(this.#core.outputAt(), nOuts);
    return Array.from({ length: nOuts }, (_, i) => readElement(out, i));
  }

  /** The first `outs` state elements after each item's permutation; an item is `inputs` elements, 1 to 16. */
  permuteMany(items: Uint8Array, inputs: number, capacity: bigint, outs: number): Uint8Array {
    ensure(Number.isInteger(inputs) && inputs >= 1 && inputs <= RATE, 'VALUE_OUT_OF_RANGE', {
      field: 'inputs',
    });
    ensure(Number.isInteger(outs) && outs >= 1 && outs <= inputs + 1, 'VALUE_OUT_OF_RANGE', {
      field: 'outs',
    });
    return this.#batch(items, inputs, capacity, outs, (count) => this.#core.permuteMany(count, inputs, outs));
  }

  /** H(capacity, item) of every item of `inputs` elements; more than 16 are absorbed block by block. */
  hashMany(items: Uint8Array, inputs: number, capacity: bigint): Uint8Array {
    if (inputs <= RATE) return this.permuteMany(items, inputs, capacity, 1);
    const most = BUFFER_BYTES / NODE_BYTES;
    ensure(Number.isInteger(inputs) && inputs <= most, 'VALUE_OUT_OF_RANGE', { field: 'inputs' });
    return this.#batch(items, inputs, capacity, 1, (count) => this.#core.spongeMany(count, inputs));
  }

  /** a·b^times in Fr (field 0) or Fq (1) of every pair (a, b). */
  productMany(field: 0 | 1, pairs: Uint8Array, times: number): Uint8Array {
    ensure(Number.isInteger(times) && times >= 0 && times < 2 ** 31, 'VALUE_OUT_OF_RANGE', {
      field: 'times',
    });
    return this.#batch(pairs, 2, 0n, 1, (count) => this.#core.productMany(field, count, times));
  }

  /** Begins a clearing; an instance clears once. */
  clearBegin(periods: number): void {
    check(this.#core.clearBegin(periods));
  }

  /** Rows of `periods` cells for the current pass, two words a cell: level + 2^16·side, quantity. */
  clearRows(rows: Uint32Array, periods: number): void {
    const row = CELL_WORDS * periods;
    ensure(rows.length % row === 0, 'VALUE_OUT_OF_RANGE', { field: 'rows', length: rows.length });
    const step = Math.floor(BUFFER_BYTES / 4 / row) * row;
    for (let at = 0; at < rows.length; at += step) {
      const part = rows.subarray(at, at + step);
      new Uint32Array(this.#core.memory.buffer, this.#core.inputAt(), part.length).set(part);
      const status = this.#core.clearRows(part.length / row);
      if (status > 0)
        throw fail('VALUE_OUT_OF_RANGE', { field: 'cells', index: at / CELL_WORDS + status - 1 });
      check(status);
    }
  }

  /** Ends a pass. After the third, the result is 8 words a period: L, H, volume (2), lambda, rationed, long, 0. */
  clearPass(periods: number): Uint32Array {
    check(this.#core.clearPass());
    return new Uint32Array(this.#core.memory.buffer, this.#core.outputAt(), 8 * periods).slice();
  }

  #batch(items: Uint8Array, inputs: number, capacity: bigint, outs: number, run: (count: number) => number) {
    const size = NODE_BYTES * inputs;
    ensure(items.length % size === 0, 'VALUE_OUT_OF_RANGE', { field: 'items', length: items.length });
    const count = items.length / size;
    const out = new Uint8Array(count * outs * NODE_BYTES);
    const step = Math.floor(BUFFER_BYTES / NODE_BYTES / Math.max(inputs, outs));
    for (let done = 0; done < count; done += step) {
      const part = items.subarray(done * size, (done + step) * size);
      this.#bytes(this.#core.inputAt(), part.length).set(part);
      this.#setCapacity(capacity);
      const status = run(part.length / size);
      if (status > 0)
        throw fail('FIELD_NOT_CANONICAL', { field: 'items', index: done * inputs + status - 1 });
      check(status);
      const bytes = (part.length / inputs) * outs;
      out.set(this.#bytes(this.#core.outputAt(), bytes), done * outs * NODE_BYTES);
    }
    return out;
  }

  #setCapacity(capacity: bigint): void {
    writeElement(this.#words(this.#core.capacityAt(), 1), 0, capacity, 'initialState');
  }

  // Views are made for each call: the memory's buffer is replaced when it grows.
  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#core.memory.buffer, at, length);
  }

  #words(at: number, elements: number): BigUint64Array {
    return new BigUint64Array(this.#core.memory.buffer, at, 4 * elements);
  }
}

function check(status: number): void {
  if (status < 0) throw fail('VALUE_OUT_OF_RANGE', { field: 'count' });
  // Elements were checked on this side.
  if (status > 0) throw fail('FIELD_NOT_CANONICAL', { field: 'inputs', index: status - 1 });
}

function writeElement(words: BigUint64Array, i: number, x: bigint, field: string): void {
  ensure(isCanonical(x), 'FIELD_NOT_CANONICAL', { field });
  // A 64-bit array keeps the low 64 bits of what it is given.
  words[4 * i] = x;
  words[4 * i + 1] = x >> 64n;
  words[4 * i + 2] = x >> 128n;
  words[4 * i + 3] = x >> 192n;
}

function readElement(words: BigUint64Array, i: number): bigint {
  return (
    words[4 * i]! | (words[4 * i + 1]! << 64n) | (words[4 * i + 2]! << 128n) | (words[4 * i + 3]! << 192n)
  );
}

/** Batch form of field elements: 32 little-endian bytes each. */
export function toBytes(elements: readonly bigint[]): Uint8Array {
  const words = new BigUint64Array(4 * elements.length);
  elements.forEach((x, i) => {
    writeElement(words, i, x, 'elements');
  });
  return new Uint8Array(words.buffer);
}

export function fromBytes(bytes: Uint8Array): bigint[] {
  const words = new BigUint64Array(new Uint8Array(bytes).buffer);
  return Array.from({ length: words.length / 4 }, (_, i) => readElement(words, i));
}
