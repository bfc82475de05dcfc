/** A list of contributions, read from its front to its very end. */
export class ListReader {
  /** Bytes that were taken. */
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws Error where the list is cut off */
  take(size: number): Buffer {
    if (this.at + size > this.#bytes.length) throw new Error('its list of contributions is cut off');
    this.at += size;
    return this.#bytes.subarray(this.at - size, this.at);
  }

  /** @throws Error where something follows the list */
  end(): void {
    if (this.at !== this.#bytes.length) throw new Error('bytes after its list of contributions');
  }
}
