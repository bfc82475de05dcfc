/** Progress of one stage, shown once it takes longer than people wait gladly. */
import type { Closers } from './interrupt.js';
import { startProgress } from './progress.js';

const PATIENCE_MS = 2_000;

export interface Stage {
  begin(): void;
  step(): void;
  end(): void;
}

export function patientStage(name: string, total: number, closers: Closers): Stage {
  const progress = startProgress();
  let done = 0;
  let shown = false;
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(timer);
    if (shown) progress.stop();
    shown = false;
  };
  closers.defer(end);
  return {
    begin() {
      timer ??= setTimeout(() => {
        shown = true;
        progress.stage(name, total);
        for (let i = 0; i < done; i++) progress.step();
      }, PATIENCE_MS);
    },
    step() {
      done++;
      if (shown) progress.step();
    },
    end,
  };
}

/** Waits for `work`, which takes a single step. */
export async function patiently<T>(name: string, closers: Closers, work: Promise<T>): Promise<T> {
  const stage = patientStage(name, 1, closers);
  stage.begin();
  try {
    const result = await work;
    stage.step();
    return result;
  } finally {
    stage.end();
  }
}
