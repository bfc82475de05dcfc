/** Which transactions made an auction what it is: an index of the node's, outside consensus. */
import type { Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Place } from '../../store/ledgerStore.js';
import { LedgerWalk } from '../core/ledgerWalk.js';

type OfAuctions = 'openAuction' | 'releaseShare' | 'close' | 'voidAuction' | 'openSettlement';

const WANTED: readonly Kind[] = [
  'publishTariff',
  'openAuction',
  'releaseShare',
  'clear',
  'statusList',
  'close',
  'voidAuction',
  'openSettlement',
];

/** In memory. */
export class AuctionPlaces {
  readonly #ledger: SoloLedger;
  readonly #auctions = new Map<bigint, Partial<Record<OfAuctions, Place>>>();
  readonly #batches = new Map<bigint, Place[]>();
  readonly #statusParts = new Map<bigint, Place[]>();
  readonly #tariffs = new Map<string, Place>();
  readonly #walk: LedgerWalk;

  constructor(ledger: SoloLedger) {
    this.#ledger = ledger;
    this.#walk = new LedgerWalk(ledger, WANTED, (_kind, bytes, place) => this.#transaction(bytes, place));
  }

  of(auctionId: bigint): Partial<Record<OfAuctions, Place>> {
    return this.#auctions.get(auctionId) ?? {};
  }

  /** The chain of clearing batches that counts: the operator may have begun it again. */
  batchesOf(auctionId: bigint): readonly Place[] {
    return this.#batches.get(auctionId) ?? [];
  }

  /** Of the status list, in order. */
  statusPartsOf(auctionId: bigint): readonly Place[] {
    return this.#statusParts.get(auctionId) ?? [];
  }

  ofTariff(tariffId: number, day: number): Place {
    return this.#tariffs.get(`${tariffId},${day}`)!;
  }

  learn(): Promise<void> {
    return this.#walk.learn();
  }

  #transaction(bytes: Uint8Array, place: Place): void {
    const { genesis, hasher } = this.#ledger.context;
    const { kind, body } = decodeTx(genesis.profile, bytes);
    if (kind === 'publishTariff') this.#tariffs.set(`${body.tariffId},${body.day}`, place);
    else if (kind === 'openAuction') this.#put(auctionIdOf(hasher, genesis.chainId, body), kind, place);
    else if (kind === 'clear') {
      const chain = this.#batches.get(body.auctionId) ?? [];
      chain.length = body.batch;
      chain.push(place);
      this.#batches.set(body.auctionId, chain);
    } else if (kind === 'statusList') {
      this.#statusParts.set(body.auctionId, [...this.statusPartsOf(body.auctionId), place]);
    } else if (
      kind === 'releaseShare' ||
      kind === 'close' ||
      kind === 'voidAuction' ||
      kind === 'openSettlement'
    ) {
      this.#put(body.auctionId, kind, place);
    }
  }

  #put(auctionId: bigint, kind: OfAuctions, place: Place): void {
    this.#auctions.set(auctionId, { ...this.of(auctionId), [kind]: place });
  }
}
