import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventFeed, type FeedLimits } from '@veilgrid/node/api/events/eventFeed';
import { Metrics } from '@veilgrid/node/api/http/metrics';
import { createApp } from '@veilgrid/node/api/http/server';
import { serviceRouter } from '@veilgrid/node/api/http/service';
import { handlersOf } from '@veilgrid/node/api/index';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { type Logger, pino } from 'pino';

export const TOKEN = 'a test token';

interface Serving {
  readonly url: string;
  readonly server: Server;
  readonly feed: EventFeed;
  close(): Promise<void>;
}

interface Options {
  readonly limits?: FeedLimits;
  readonly verifierAlive?: () => boolean;
  readonly log?: Logger;
}

/** A ledger with everything that a node serves, as `startNode` puts it together. */
export async function serve(ledger: SoloLedger, options: Options = {}): Promise<Serving> {
  const { limits, verifierAlive = () => true, log = pino({ level: 'silent' }) } = options;
  const feed = new EventFeed(ledger, limits);
  const metrics = new Metrics();
  metrics.follow(ledger, () => feed.clients);
  const app = createApp({
    handlers: handlersOf(ledger),
    service: serviceRouter({ ledger, feed, metrics, adminToken: TOKEN, verifierAlive }),
    onAnswer: (answer) => metrics.answer(answer),
    adminToken: TOKEN,
    rateLimit: 600,
    log,
  });
  // Lets a test pretend to call from elsewhere.
  app.set('trust proxy', 1);
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    feed.close();
    server.close();
    server.closeAllConnections();
    await ledger.close();
  };
  return { url, server, feed, close };
}
