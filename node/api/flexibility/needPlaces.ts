/** Which transactions made a need what it is: an index of the node's, outside consensus. */
import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import type { Kind } from '@veilgrid/protocol/kinds';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Place } from '../../store/ledgerStore.js';
import { LedgerWalk } from '../core/ledgerWalk.js';

/** Once in a need's life. */
type Once = 'openNeed' | 'releaseShare' | 'close' | 'voidAuction';

const WANTED: readonly Kind[] = [
  'publishArea',
  'openNeed',
  'releaseShare',
  'close',
  'voidAuction',
  'callNeed',
];

/** In memory; books of other modules are among them. */
export class NeedPlaces {
  readonly #ledger: SoloLedger;
  readonly #areas = new Map<number, Place>();
  readonly #once = new Map<bigint, Partial<Record<Once, Place>>>();
  readonly #calls = new Map<bigint, Place[]>();
  readonly #walk: LedgerWalk;

  constructor(ledger: SoloLedger) {
    this.#ledger = ledger;
    this.#walk = new LedgerWalk(ledger, WANTED, (_kind, bytes, place) => this.#transaction(bytes, place));
  }

  of(needId: bigint): Partial<Record<Once, Place>> {
    return this.#once.get(needId) ?? {};
  }

  /** In order. */
  callsOf(needId: bigint): readonly Place[] {
    return this.#calls.get(needId) ?? [];
  }

  ofArea(areaId: number): Place {
    return this.#areas.get(areaId)!;
  }

  learn(): Promise<void> {
    return this.#walk.learn();
  }

  #transaction(bytes: Uint8Array, place: Place): void {
    const { genesis, hasher } = this.#ledger.context;
    const { kind, body } = decodeTx(genesis.profile, bytes);
    if (kind === 'publishArea') this.#areas.set(body.areaId, place);
    else if (kind === 'openNeed') this.#put(needIdOf(hasher, genesis.chainId, body), kind, place);
    else if (kind === 'callNeed') this.#calls.set(body.needId, [...this.callsOf(body.needId), place]);
    else if (kind === 'releaseShare' || kind === 'close' || kind === 'voidAuction') {
      this.#put(body.auctionId, kind, place);
    }
  }

  #put(needId: bigint, kind: Once, place: Place): void {
    this.#once.set(needId, { ...this.of(needId), [kind]: place });
  }
}
