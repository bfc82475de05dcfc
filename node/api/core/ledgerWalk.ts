import { Block } from '@veilgrid/protocol/core/block';
import type { Kind } from '@veilgrid/protocol/kinds';
import { kindOf } from '@veilgrid/protocol/tx';
import { BLOCKS_A_TURN } from '../../config.js';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { Serial } from '../../consensus/solo/serial.js';
import type { Place } from '../../store/ledgerStore.js';

/** Learns where transactions of some kinds stand: what it has not seen of the ledger it reads when it is asked. */
export class LedgerWalk {
  readonly #ledger: SoloLedger;
  readonly #wanted: ReadonlySet<Kind>;
  readonly #visit: (kind: Kind, bytes: Uint8Array, place: Place) => void;
  readonly #reading = new Serial();
  #height = 0n;

  /** @param visit is called once for each, in the order of the ledger */
  constructor(
    ledger: SoloLedger,
    wanted: readonly Kind[],
    visit: (kind: Kind, bytes: Uint8Array, place: Place) => void,
  ) {
    this.#ledger = ledger;
    this.#wanted = new Set(wanted);
    this.#visit = visit;
  }

  /** Reads the ledger up to its head, and lets others have their turn on the way. */
  learn(): Promise<void> {
    return this.#reading.run(async () => {
      while (this.#height < this.#ledger.head.height) {
        this.#block(this.#height + 1n);
        this.#height++;
        if (Number(this.#height) % BLOCKS_A_TURN === 0) await new Promise((next) => setImmediate(next));
      }
    });
  }

  #block(height: bigint): void {
    Block.deserialize(this.#ledger.block(height)!).transactions.forEach((bytes, index) => {
      const kind = kindOf(bytes);
      if (kind && this.#wanted.has(kind)) this.#visit(kind, new Uint8Array(bytes), { height, index });
    });
  }
}
