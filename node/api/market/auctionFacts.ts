/** Which transactions made an auction what it is: an index of the node's, outside consensus. */
import { Block } from '@veilgrid/protocol/core/block';
import { ensure } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { decodeTx, kindOf } from '@veilgrid/protocol/tx';
import { BLOCKS_A_TURN } from '../../config.js';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { Serial } from '../../consensus/solo/serial.js';
import { requireAuction } from '../../state/market/auction.js';
import type { Place } from '../../store/ledgerStore.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';

type OfAuctions = 'openAuction' | 'releaseShare' | 'close' | 'voidAuction' | 'openSettlement';

const WANTED: ReadonlySet<Kind> = new Set<Kind>([
  'publishTariff',
  'openAuction',
  'releaseShare',
  'close',
  'voidAuction',
  'openSettlement',
]);

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

/** In memory; what it has not seen of the ledger it reads when it is asked. */
class AuctionPlaces {
  readonly #ledger: SoloLedger;
  readonly #auctions = new Map<bigint, Partial<Record<OfAuctions, Place>>>();
  readonly #tariffs = new Map<string, Place>();
  readonly #reading = new Serial();
  #height = 0n;

  constructor(ledger: SoloLedger) {
    this.#ledger = ledger;
  }

  of(auctionId: bigint): Partial<Record<OfAuctions, Place>> {
    return this.#auctions.get(auctionId) ?? {};
  }

  ofTariff(tariffId: number, day: number): Place {
    return this.#tariffs.get(`${tariffId},${day}`)!;
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
      if (kind && WANTED.has(kind)) this.#transaction(new Uint8Array(bytes), { height, index });
    });
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
