import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import type { NeedPhase } from '@veilgrid/protocol/flexibility/phases';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { listNeeds, needCount, requireNeed } from '../../state/flexibility/need.js';

interface Appointment {
  readonly time: bigint;
  readonly needId: bigint;
  readonly phase: NeedPhase;
}

/** When which phase of which need begins by time alone. Fixed at a need's opening. */
export class NeedCalendar {
  readonly #ledger: Pick<SoloLedger, 'view' | 'context'>;
  readonly #appointments: Appointment[] = [];
  #needs = 0;

  constructor(ledger: Pick<SoloLedger, 'view' | 'context'>) {
    this.#ledger = ledger;
  }

  /** In (after, until], in order of time. */
  between(after: bigint, until: bigint): Appointment[] {
    this.#learn();
    return this.#appointments.filter(({ time }) => time > after && time <= until);
  }

  #learn(): void {
    const { view, context } = this.#ledger;
    const opened = listNeeds(view, this.#needs, needCount(view) - this.#needs);
    if (opened.length === 0) return;
    this.#needs += opened.length;
    for (const needId of opened) {
      const { need } = requireNeed(context, view, needId);
      this.#appointments.push(
        { time: need.gate, needId, phase: 'gate' },
        { time: callsEnd(context.genesis.params.K, need), needId, phase: 'callsOver' },
        { time: need.deliverFrom, needId, phase: 'settling' },
        { time: need.deliverEnd, needId, phase: 'frozen' },
      );
    }
    this.#appointments.sort((a, b) => Number(a.time - b.time));
  }
}
