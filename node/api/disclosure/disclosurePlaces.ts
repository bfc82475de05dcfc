/** Which transactions made purposes, keys and receipts what they are: an index of the node's, outside consensus. */
import type { Kind } from '@veilgrid/protocol/kinds';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Place } from '../../store/ledgerStore.js';
import { LedgerWalk } from '../core/ledgerWalk.js';

const WANTED: readonly Kind[] = ['recipientKey', 'registerPurpose', 'endPurpose', 'receipts'];

/** In a purpose's life, each once. */
type PurposePlaces = Partial<Record<'registerPurpose' | 'endPurpose', Place>>;

/** The key a party has, and where it was registered. */
interface KeyPlace {
  readonly recipientKey: bigint;
  readonly place: Place;
}

/** In memory. */
export class DisclosurePlaces {
  readonly #ledger: SoloLedger;
  readonly #purposes = new Map<number, PurposePlaces>();
  readonly #keys = new Map<number, KeyPlace>();
  readonly #receipts = new Map<number, Place[]>();
  readonly #walk: LedgerWalk;

  constructor(ledger: SoloLedger) {
    this.#ledger = ledger;
    this.#walk = new LedgerWalk(ledger, WANTED, (_kind, bytes, place) => this.#transaction(bytes, place));
  }

  ofPurpose(purposeId: number): PurposePlaces {
    return this.#purposes.get(purposeId) ?? {};
  }

  /** Undefined while the party has none. */
  keyOf(partyId: number): KeyPlace | undefined {
    return this.#keys.get(partyId);
  }

  /** Of its receipts' roots, in order. */
  receiptsOf(partyId: number): readonly Place[] {
    return this.#receipts.get(partyId) ?? [];
  }

  learn(): Promise<void> {
    return this.#walk.learn();
  }

  #transaction(bytes: Uint8Array, place: Place): void {
    const { kind, body } = decodeTx(this.#ledger.context.genesis.profile, bytes);
    if (kind === 'recipientKey') {
      this.#keys.set(body.partyId, { recipientKey: body.recipientKey, place });
    } else if (kind === 'registerPurpose' || kind === 'endPurpose') {
      const { purposeId } = body;
      this.#purposes.set(purposeId, { ...this.ofPurpose(purposeId), [kind]: place });
    } else if (kind === 'receipts') {
      const places = this.#receipts.get(body.partyId);
      if (places) places.push(place);
      else this.#receipts.set(body.partyId, [place]);
    }
  }
}
