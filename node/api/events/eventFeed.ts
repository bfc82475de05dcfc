import { ensure } from '@veilgrid/protocol/errors';
import { EVENTS, type LedgerEvent } from '@veilgrid/protocol/events';
import { toJson } from '@veilgrid/protocol/routes';
import type { Request, Response } from 'express';
import { EVENT_CLIENTS, EVENT_HEARTBEAT_MS, EVENT_RETRY_MS, EVENT_STALL_MS } from '../../config.js';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { NeedCalendar } from '../flexibility/calendar.js';
import { parse } from '../http/parse.js';
import { Calendar } from '../market/calendar.js';
import { blockEvents } from './blockEvents.js';

export interface FeedLimits {
  readonly clients: number;
  /** How long a client may leave unread what was sent to it. */
  readonly stallMs: number;
  readonly heartbeatMs: number;
}

interface Client {
  readonly res: Response;
  /** Height of the block that it gets next. */
  next: bigint;
  stalled: NodeJS.Timeout | undefined;
}

const LIMITS = { clients: EVENT_CLIENTS, stallMs: EVENT_STALL_MS, heartbeatMs: EVENT_HEARTBEAT_MS };

/**
 * Streams events to clients. Nothing is queued for anybody: a client has a height, and what it has not read
 * yet waits in the store. Whoever stops reading is dropped, and comes back with the last id it has seen.
 */
export class EventFeed {
  readonly #ledger: SoloLedger;
  readonly #limits: FeedLimits;
  readonly #calendar: Calendar;
  readonly #needs: NeedCalendar;
  readonly #clients = new Set<Client>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unwatch: () => void;
  #closed = false;
  /** Most clients are at the head and want the same. */
  #latest = { height: 0n, text: '' };

  constructor(ledger: SoloLedger, limits: FeedLimits = LIMITS) {
    this.#ledger = ledger;
    this.#limits = limits;
    this.#calendar = new Calendar(ledger);
    this.#needs = new NeedCalendar(ledger);
    this.#unwatch = ledger.watch({ block: () => this.#all((client) => this.#send(client)) });
    this.#heartbeat = setInterval(
      () => this.#all((client) => !client.stalled && this.#write(client, ':\n\n')),
      limits.heartbeatMs,
    ).unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** @throws ProtocolError BAD_REQUEST, INTERNAL when closed, RATE_LIMITED where there are too many already */
  open(req: Request, res: Response): void {
    const { from } = parse(EVENTS.query, req.query, 'query');
    const seen = parse(EVENTS.lastEventId.optional(), req.get('last-event-id'), 'last-event-id');
    ensure(!this.#closed, 'INTERNAL', { reason: 'closing' });
    const { clients } = this.#limits;
    ensure(this.#clients.size < clients, 'RATE_LIMITED', { field: 'events', limit: clients });
    const after = this.#ledger.head.height + 1n;
    const next = seen !== undefined ? BigInt(seen) + 1n : from !== undefined ? BigInt(from) : after;
    // Block 0 is genesis, which is no event.
    const client: Client = { res, next: next > 0n ? next : 1n, stalled: undefined };
    this.#clients.add(client);
    res.on('drain', () => this.#resume(client));
    res.on('close', () => {
      clearTimeout(client.stalled);
      this.#clients.delete(client);
    });
    // The last header keeps proxies from holding events back.
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    this.#write(client, `retry: ${EVENT_RETRY_MS}\n\n`);
    this.#send(client);
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true;
    this.#unwatch();
    clearInterval(this.#heartbeat);
    this.#all(({ res }) => res.end());
  }

  #send(client: Client): void {
    const { height } = this.#ledger.head;
    while (!client.stalled && client.next <= height) this.#write(client, this.#textOf(client.next++));
  }

  #write(client: Client, text: string): void {
    if (client.res.write(text)) return;
    client.stalled = setTimeout(() => client.res.destroy(), this.#limits.stallMs);
  }

  #resume(client: Client): void {
    clearTimeout(client.stalled);
    client.stalled = undefined;
    this.#send(client);
  }

  #textOf(height: bigint): string {
    if (this.#latest.height !== height) {
      const text = blockEvents(this.#ledger, this.#calendar, this.#needs, height).map(message).join('');
      this.#latest = { height, text };
    }
    return this.#latest.text;
  }

  #all(action: (client: Client) => unknown): void {
    for (const client of [...this.#clients]) action(client);
  }
}

/** The id comes with a block's last event. */
function message(event: LedgerEvent): string {
  const id = event.type === 'block' ? `id: ${event.height}\n` : '';
  return `${id}event: ${event.type}\ndata: ${toJson(event)}\n\n`;
}
