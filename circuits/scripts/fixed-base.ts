import type { Curve, WasmMemory } from 'ffjavascript';
import { toLittleEndian } from './field.js';

const WINDOW_BITS = 13;
const WINDOWS = Math.ceil(254 / WINDOW_BITS);
const WINDOW_SIZE = 1 << WINDOW_BITS;
const BATCH = 1 << 12;
const PAGE = 1 << 16;

/**
 * Multiples of a group's generator by a table of all windows' multiples: one mixed addition a window.
 * The table lies behind the memory that ffjavascript manages itself.
 */
export class FixedBase {
  readonly pointBytes: number;
  readonly #call: (name: string, ...args: number[]) => void;
  readonly #memory: WasmMemory;
  readonly #table: number;
  readonly #scratch: number;
  readonly #jacobianBytes: number;

  constructor(curve: Curve, group: 'G1' | 'G2') {
    const { tm } = curve;
    const coordinate = curve[group].F.n8;
    this.pointBytes = 2 * coordinate;
    this.#jacobianBytes = 3 * coordinate;
    this.#memory = tm.memory;
    this.#call = (name, ...args) => void tm.instance.exports[`${group.toLowerCase()}m_${name}`]!(...args);
    const tableBytes = WINDOWS * WINDOW_SIZE * this.pointBytes;
    this.#table = tm.memory.buffer.byteLength;
    this.#scratch = this.#table + tableBytes;
    tm.memory.grow(Math.ceil((tableBytes + (WINDOW_SIZE + 1) * this.#jacobianBytes) / PAGE));
    tm.u8 = new Uint8Array(tm.memory.buffer);
    tm.u32 = new Uint32Array(tm.memory.buffer);
    this.#fillTable(curve[group].g);
  }

  #fillTable(generator: Uint8Array): void {
    const row = (i: number) => this.#scratch + i * this.#jacobianBytes;
    const base = row(WINDOW_SIZE);
    new Uint8Array(this.#memory.buffer).set(generator, base);
    for (let window = 0; window < WINDOWS; window++) {
      this.#call('zero', row(0));
      for (let i = 1; i < WINDOW_SIZE; i++) this.#call('add', row(i - 1), base, row(i));
      // Before the batch below overwrites the rows: the next window's base is 2^13 times this one's.
      this.#call('add', row(WINDOW_SIZE - 1), base, base);
      this.#call('batchToAffine', row(0), WINDOW_SIZE, this.#table + window * WINDOW_SIZE * this.pointBytes);
    }
  }

  /** Affine multiples (little-endian, Montgomery form, as in a zkey) of the scalars, in batches. */
  *multiples(scalars: readonly bigint[]): Generator<Buffer> {
    const digits = Buffer.alloc(36); // four spare bytes: a digit is read from five
    for (let start = 0; start < scalars.length; start += BATCH) {
      const batch = scalars.slice(start, start + BATCH);
      batch.forEach((scalar, i) => {
        const sum = this.#scratch + i * this.#jacobianBytes;
        this.#call('zero', sum);
        toLittleEndian(scalar, digits, 0);
        for (let window = 0, bit = 0; window < WINDOWS; window++, bit += WINDOW_BITS) {
          const digit = (digits.readUInt32LE(bit >> 3) >>> (bit & 7)) & (WINDOW_SIZE - 1);
          if (digit === 0) continue;
          this.#call('addMixed', sum, this.#table + (window * WINDOW_SIZE + digit) * this.pointBytes, sum);
        }
      });
      this.#call('batchToAffine', this.#scratch, batch.length, this.#scratch);
      yield Buffer.from(
        this.#memory.buffer.slice(this.#scratch, this.#scratch + batch.length * this.pointBytes),
      );
    }
  }

  /** One affine multiple. */
  multiple(scalar: bigint): Buffer {
    for (const point of this.multiples([scalar])) return point;
    throw new Error('unreachable');
  }
}
