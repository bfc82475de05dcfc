/** What the node serves beside the API: events, documents, and what whoever runs it needs. */
import { fail } from '@veilgrid/protocol/errors';
import { EVENTS } from '@veilgrid/protocol/events';
import { type RequestHandler, Router } from 'express';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { EventFeed } from '../events/eventFeed.js';
import { checkAdminToken } from './adminToken.js';
import { DOCS_POLICY, docsPage } from './docsPage.js';
import { isForwarded, isLoopback } from './loopback.js';
import type { Metrics } from './metrics.js';
import { openApi } from './openapi.js';
import { readiness } from './readiness.js';
import { nameRoute } from './requests.js';

export interface ServiceParts {
  readonly ledger: SoloLedger;
  readonly feed: EventFeed;
  readonly metrics: Metrics;
  readonly adminToken: string;
  readonly verifierAlive: () => boolean;
}

export function serviceRouter({ ledger, feed, metrics, adminToken, verifierAlive }: ServiceParts): Router {
  const router = Router();
  const document = openApi();
  const page = docsPage(document);
  const get = (name: string, path: string, handler: RequestHandler) => {
    router.get(path, nameRoute(name), handler);
    router.all(path, (_req, res) => {
      res.status(405).set('Allow', 'GET');
      throw fail('BAD_REQUEST', { field: 'method' });
    });
  };
  get('events', EVENTS.path, (req, res) => feed.open(req, res));
  get('openapi', '/openapi.json', (_req, res) => res.json(document));
  get('docs', '/docs', (_req, res) =>
    res.set('content-security-policy', DOCS_POLICY).type('html').send(page),
  );
  get('health', '/health', (_req, res) => res.type('text/plain').send('ok'));
  get('ready', '/ready', (_req, res) => {
    const state = readiness(ledger, verifierAlive);
    res.status(state.ready ? 200 : 503).json(state);
  });
  get('metrics', '/metrics', async (req, res) => {
    if (!isLoopback(req) || isForwarded(req)) checkAdminToken(adminToken, req.headers.authorization);
    res.type(metrics.contentType).send(await metrics.text());
  });
  return router;
}
