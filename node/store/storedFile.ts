import { type Stats, statSync } from 'node:fs';
import { fail, hasCode } from '@veilgrid/protocol/errors';

/** The file a ledger was opened on: whether it is still the one in the folder. */
export class StoredFile {
  readonly #path: string;
  readonly #dev: number;
  readonly #ino: number;
  #size: number;

  constructor(path: string) {
    this.#path = path;
    const { dev, ino, size } = statSync(path);
    this.#dev = dev;
    this.#ino = ino;
    this.#size = size;
  }

  /** @throws ProtocolError STORE_GONE where it was removed or replaced; STORE_DAMAGED where it was cut */
  check(): void {
    const { dev, ino, size } = this.#stat();
    if (dev !== this.#dev || ino !== this.#ino) throw this.#gone('replaced');
    if (size < this.#size) throw fail('STORE_DAMAGED', { field: 'store', reason: 'cut short', bytes: size });
    this.#size = size;
  }

  #stat(): Stats {
    try {
      return statSync(this.#path);
    } catch (error) {
      throw hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') ? this.#gone('removed') : error;
    }
  }

  #gone(reason: string) {
    return fail('STORE_GONE', { field: 'dataDir', file: this.#path, reason });
  }
}
