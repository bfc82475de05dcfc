import type { Circuit, Kind } from '@veilgrid/protocol/kinds';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Outcome } from '../../consensus/solo/watchers.js';
import type { Answer } from './requests.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the node counts, in a registry of its own. Every label has few values, none of them a caller's. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];
  readonly #transactions = new Counter({
    name: 'veilgrid_transactions_total',
    help: 'Transactions by kind and result: refused at submission, accepted, committed, rejected by their block',
    labelNames: ['kind', 'result'],
    registers: this.#registers,
  });
  readonly #proofs = new Histogram({
    name: 'veilgrid_proof_verification_seconds',
    help: 'Time to verify a proof by circuit, the wait for a free process included',
    labelNames: ['circuit'],
    buckets: SECONDS,
    registers: this.#registers,
  });
  readonly #requests = new Histogram({
    name: 'veilgrid_http_request_seconds',
    help: 'Time of a request by route; status 0: the client went away first',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers: this.#registers,
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  proof(circuit: Circuit, seconds: number): void {
    this.#proofs.observe({ circuit }, seconds);
  }

  transaction(kind: Kind | 'unknown', result: Outcome | 'refused'): void {
    this.#transactions.inc({ kind, result });
  }

  answer({ route, method, status, seconds }: Answer): void {
    // A stream lasts as long as its client wants.
    if (route !== 'events') this.#requests.observe({ route, method, status }, seconds);
  }

  /** Follows a ledger, and the clients of its events. */
  follow(ledger: SoloLedger, eventClients: () => number): void {
    ledger.watch({ transaction: (kind, outcome) => this.transaction(kind, outcome) });
    this.#gauge('veilgrid_block_height', 'Height of the last block', () => Number(ledger.head.height));
    this.#gauge('veilgrid_block_time_seconds', 'Time of the last block, Unix seconds', () =>
      Number(ledger.head.time),
    );
    this.#gauge('veilgrid_mempool_transactions', 'Accepted and not yet in a block', () => ledger.waiting);
    this.#gauge('veilgrid_ledger_stopped', '1 when the ledger takes nothing any more', () =>
      ledger.stopped === undefined ? 0 : 1,
    );
    this.#gauge('veilgrid_event_clients', 'Open event streams', eventClients);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, value: () => number): void {
    const registers = this.#registers;
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
}
