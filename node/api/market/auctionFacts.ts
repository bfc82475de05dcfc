/** Which transactions made an auction what it is: an index of the node's, outside consensus. */
import { ensure } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import type { Place } from '../../store/ledgerStore.js';
import { factAt } from '../core/facts.js';
import { LedgerWalk } from '../core/ledgerWalk.js';
import type { Handlers } from '../http/handlers.js';

type OfAuctions = 'openAuction' | 'releaseShare' | 'close' | 'voidAuction' | 'openSettlement';

const WANTED: readonly Kind[] = [
  'publishTariff',
  'openAuction',
  'releaseShare',
  'close',
  'voidAuction',
  'openSettlement',
];

export function auctionFactHandlers(ledger: SoloLedger): Pick<Handlers, 'auctionFacts'> {
  const index = new AuctionPlaces(ledger);
  return {
    async auctionFacts({ params: { auctionId } }) {
      const { tariffId, day } = requireAuction(ledger.view, auctionId);
      await index.learn();
      const { openAuction, releaseShare, close, voidAuction, openSettlement } = index.of(auctionId);
      // The view may already show what is not yet flushed.
      ensure(openAuction !== undefined, 'AUCTION_UNKNOWN', { field: 'auctionId' });
      return {
        publishTariff: factAt(ledger, index.ofTariff(tariffId, day)),
        openAuction: factAt(ledger, openAuction),
        ...(releaseShare && { releaseShare: factAt(ledger, releaseShare) }),
        ...(close && { close: factAt(ledger, close) }),
        ...(voidAuction && { voidAuction: factAt(ledger, voidAuction) }),
        ...(openSettlement && { openSettlement: factAt(ledger, openSettlement) }),
      };
    },
  };
}

/** In memory. */
class AuctionPlaces {
  readonly #ledger: SoloLedger;
  readonly #auctions = new Map<bigint, Partial<Record<OfAuctions, Place>>>();
  readonly #tariffs = new Map<string, Place>();
  readonly #walk: LedgerWalk;

  constructor(ledger: SoloLedger) {
    this.#ledger = ledger;
    this.#walk = new LedgerWalk(ledger, WANTED, (_kind, bytes, place) => this.#transaction(bytes, place));
  }

  of(auctionId: bigint): Partial<Record<OfAuctions, Place>> {
    return this.#auctions.get(auctionId) ?? {};
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
    else if (
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
