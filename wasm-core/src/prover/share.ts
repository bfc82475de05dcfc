import { ProverContext } from './context.js';
import { ProverError } from './errors.js';
import { loadKey } from './key.js';
import { type CircuitInput, calculateWitness } from './witness.js';
import { readProvingKey } from './zkey.js';

/**
 * What one thread does for proofs: it holds keys by number, computes witnesses and does shares of proofs, one at
 * a time. The steps of a share are transforms, sumWitness, sums and, in one thread, combine; `end` wipes.
 */
export class ShareProver {
  readonly #keys = new Map<number, ProverContext>();
  #current: ProverContext | undefined;
  /** What came in and what was answered: the other side has copies of its own. */
  readonly #secrets: Uint8Array[] = [];

  /** @throws ProverError KEY */
  async load(key: number, zkey: Uint8Array): Promise<void> {
    const context = await ProverContext.create();
    loadKey(context, readProvingKey(zkey));
    this.#keys.set(key, context);
  }

  /** @throws ProverError WITNESS, INPUT, CIRCUIT */
  witness(calculator: WebAssembly.Module, input: CircuitInput): Uint8Array {
    return calculateWitness(calculator, input);
  }

  /** Begins share `share` of `shares`. */
  transforms(
    key: number,
    witness: Uint8Array,
    blinding: Uint8Array,
    share: number,
    shares: number,
  ): Uint8Array {
    this.end();
    const context = this.#keys.get(key);
    if (context === undefined) throw new ProverError('PROVE', 'no such key');
    this.#current = context;
    this.#secrets.push(witness, blinding);
    return this.#secret(context.transforms([witness, blinding], share, shares));
  }

  sumWitness(): void {
    this.#context().sumWitness();
  }

  sums(transforms: readonly Uint8Array[]): Uint8Array {
    this.#secrets.push(...transforms);
    return this.#secret(this.#context().sums(transforms));
  }

  combine(sums: readonly Uint8Array[]): Uint8Array {
    this.#secrets.push(...sums);
    return this.#context().combine(sums);
  }

  end(): void {
    for (const part of this.#secrets.splice(0)) part.fill(0);
    this.#current?.end();
    this.#current = undefined;
  }

  #context(): ProverContext {
    if (this.#current === undefined) throw new ProverError('PROVE', 'no proof is begun');
    return this.#current;
  }

  #secret(bytes: Uint8Array): Uint8Array {
    this.#secrets.push(bytes);
    return bytes;
  }
}
