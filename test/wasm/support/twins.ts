/** Sources of the twin form that are compiled for tests alone, and elements in the memory of what comes out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { compile } from '../../../wasm-core/scripts/compile.mjs';
import { BITS, LIMBS } from '../../../wasm-core/scripts/twinForm.mjs';
import { wasm } from './memories.js';

/** Bytes of an element in a list, and of two in lanes. */
export const LIST = 40;
export const TWIN = 80;

type Run = (...operands: number[]) => number;
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export class TwinModule {
  readonly memory: Memory;

  private constructor(readonly run: Record<string, Run>) {
    this.memory = (run as unknown as { memory: Memory }).memory;
  }

  /** Of an entry in wasm-core/assembly. */
  static async compile(entry: string): Promise<TwinModule> {
    if (!(await runsTwins())) throw new Error('this engine has no multiply-adds that round once');
    const folder = mkdtempSync(join(tmpdir(), 'veilgrid-twins-'));
    try {
      const bytes = await compile(entry, join(folder, 'module.wasm'), true);
      return new TwinModule(
        new wasm.Instance(await wasm.compile(bytes)).exports as unknown as Record<string, Run>,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** Limbs of one element in a list. */
  list(at: number): number[] {
    return [...this.#floats(at, LIMBS)];
  }

  setList(at: number, limbs: readonly number[]): void {
    this.#floats(at, LIMBS).set(limbs);
  }

  lane(at: number, lane: number): number[] {
    const twin = this.#floats(at, 2 * LIMBS);
    return Array.from({ length: LIMBS }, (_, i) => twin[2 * i + lane]!);
  }

  setLane(at: number, lane: number, limbs: readonly number[]): void {
    const twin = this.#floats(at, 2 * LIMBS);
    for (let i = 0; i < LIMBS; i++) twin[2 * i + lane] = limbs[i]!;
  }

  // Views are made for each call: the memory's buffer is replaced when it grows.
  #floats(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }
}

/** The integer that limbs stand for. */
export const integerOf = (limbs: readonly number[]): bigint =>
  limbs.reduceRight((sum, limb) => (sum << BITS) + BigInt(limb), 0n);
