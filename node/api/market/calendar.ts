import type { AuctionPhase } from '@veilgrid/protocol/market/phases';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { auctionCount, listAuctions } from '../../state/market/auction.js';

interface Appointment {
  readonly time: bigint;
  readonly auctionId: bigint;
  readonly phase: AuctionPhase;
}

/** When which phase of which auction begins by time alone. Fixed at an auction's opening. */
export class Calendar {
  readonly #ledger: Pick<SoloLedger, 'view'>;
  readonly #appointments: Appointment[] = [];
  #auctions = 0;

  constructor(ledger: Pick<SoloLedger, 'view'>) {
    this.#ledger = ledger;
  }

  /** In (after, until], in order of time. */
  between(after: bigint, until: bigint): Appointment[] {
    this.#learn();
    return this.#appointments.filter(({ time }) => time > after && time <= until);
  }

  #learn(): void {
    const { view } = this.#ledger;
    const opened = listAuctions(view, this.#auctions, auctionCount(view) - this.#auctions);
    if (opened.length === 0) return;
    this.#auctions += opened.length;
    for (const { auctionId, gate, settleFrom, settleEnd } of opened) {
      this.#appointments.push(
        { time: gate, auctionId, phase: 'gate' },
        { time: settleFrom, auctionId, phase: 'settling' },
        { time: settleEnd, auctionId, phase: 'settled' },
      );
    }
    this.#appointments.sort((a, b) => Number(a.time - b.time));
  }
}
