/** The stages of a run: shown while they last, timed, and left when the run is interrupted. */
import type { Progress } from '../../terminal/progress.js';

export class Stages {
  /** Milliseconds by stage, in order. */
  readonly timings: Record<string, number> = {};
  readonly #progress: Progress;
  readonly #signal: AbortSignal;

  constructor(progress: Progress, signal: AbortSignal) {
    this.#progress = progress;
    this.#signal = signal;
  }

  async run<T>(
    name: string,
    steps: number,
    work: (step: (detail?: string) => void) => Promise<T>,
  ): Promise<T> {
    this.#signal.throwIfAborted();
    const began = performance.now();
    this.#progress.stage(name, steps);
    const result = await work((detail) => this.#progress.step(detail));
    this.timings[name] = Math.round(performance.now() - began);
    return result;
  }
}
