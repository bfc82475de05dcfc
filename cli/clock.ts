/** Now, for commands whose dates hang on it. */
import type { Client } from './client.js';

/** The machine's clock; of a chain whose time is moved by hand its newest block's. */
export interface Clock {
  /** Unix seconds. */
  readonly now: () => number;
  /** Looks again where time is moved by hand. */
  look(): Promise<void>;
}

export async function openClock({ api, genesis }: Pick<Client, 'api' | 'genesis'>): Promise<Clock> {
  if (genesis.consensus.clock !== 'manual') return { now: () => Date.now() / 1000, look: async () => {} };
  let time = 0;
  const look = async () => {
    time = Number((await api.status({})).time);
  };
  await look();
  return { now: () => time, look };
}
