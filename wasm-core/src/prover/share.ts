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
  #current: { context: ProverContext; secrets: readonly Uint8Array[] } | undefined;

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
    this.#current = { context, secrets: [witness, blinding] };
    return context.transforms([witness, blinding], share, shares);
  }

  sumWitness(): void {
    this.#context().sumWitness();
  }

  sums(transforms: readonly Uint8Array[]): Uint8Array {
    const sums = this.#context().sums(transforms);
    for (const part of transforms) part.fill(0);
    return sums;
  }

  combine(sums: readonly Uint8Array[]): Uint8Array {
    return this.#context().combine(sums);
  }

  end(): void {
    for (const part of this.#current?.secrets ?? []) part.fill(0);
    this.#current?.context.end();
    this.#current = undefined;
  }

  #context(): ProverContext {
    if (this.#current === undefined) throw new ProverError('PROVE', 'no proof is begun');
    return this.#current.context;
  }
}
