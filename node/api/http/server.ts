import type { RouteSpec } from '@veilgrid/protocol/core/wire';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { ROUTES, type RouteName, toJson } from '@veilgrid/protocol/routes';
import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { LOOPBACK_RATE_LIMIT, REQUEST_TIMEOUT_MS } from '../../config.js';
import { checkAdminToken } from './adminToken.js';
import { httpStatus, refusalOf } from './errors.js';
import type { Call, Handlers } from './handlers.js';
import { isLoopback } from './loopback.js';
import { parse } from './parse.js';
import { type Answer, followRequests, nameRoute, requestIdOf } from './requests.js';

export interface ServerOptions {
  readonly handlers: Handlers;
  readonly adminToken: string;
  /** Requests a minute from one address. */
  readonly rateLimit: number;
  readonly log: Logger;
  /** Served beside the API's routes. */
  readonly service?: Router;
  readonly onAnswer?: (answer: Answer) => void;
}

/** The HTTP face of the node: every route from the table, everything else refused by code. */
export function createApp(options: ServerOptions): Express {
  const app = express();
  app.disable('etag');
  app.use(helmet());
  app.use(followRequests(options.log, options.onAnswer ?? (() => {})));
  app.use(limitRate(options.rateLimit));
  for (const name of Object.keys(ROUTES) as RouteName[]) bind(app, name, options);
  if (options.service) app.use(options.service);
  app.use((req) => {
    throw fail('NOT_FOUND', { field: 'path', path: req.path.slice(0, 100) });
  });
  app.use(sendError(options.log));
  return app;
}

/** One route: token, body limit, schemas, handler, JSON. */
function bind(app: Express, name: RouteName, { handlers, adminToken }: ServerOptions): void {
  const route: RouteSpec = ROUTES[name];
  const { method, path } = route;
  const limit = route.bodyLimit ?? 0;
  app[method](
    path,
    nameRoute(name),
    (req, _res, next) => {
      if (route.admin) checkAdminToken(adminToken, req.headers.authorization);
      if (route.body) ensure(!!req.is('application/json'), 'BAD_REQUEST', { field: 'content-type' });
      next();
    },
    // Compressed bodies are refused: they would get around the limit.
    route.body ? express.json({ limit, inflate: false }) : (_req, _res, next) => next(),
    async (req, res) => {
      const call = {
        params: route.params && parse(route.params, req.params, 'params'),
        query: route.query && parse(route.query, req.query, 'query'),
        body: route.body && parse(route.body, req.body, 'body'),
      };
      const handler = handlers[name] as (call: Call<RouteName>) => unknown;
      res.type('application/json').send(toJson(await within(handler(call as Call<RouteName>))));
    },
  );
  app.all(path, (_req, res) => {
    res.status(405).set('Allow', method.toUpperCase());
    throw fail('BAD_REQUEST', { field: 'method' });
  });
}

async function within(work: unknown): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(fail('INTERNAL', { reason: 'timed out' })), REQUEST_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function limitRate(perMinute: number) {
  return rateLimit({
    windowMs: 60_000,
    limit: (req) => (isLoopback(req) ? LOOPBACK_RATE_LIMIT : perMinute),
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw fail('RATE_LIMITED');
    },
  });
}

function sendError(log: Logger): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const refusal = refusalOf(error);
    const requestId = requestIdOf(res);
    if (!refusal) log.error({ requestId, err: error }, 'unexpected error');
    // Too late for an answer: express breaks the connection off.
    if (res.headersSent) return next(error);
    const { code, ...data } = (refusal ?? fail('INTERNAL')).toBody();
    // 405 is set before the throw.
    if (res.statusCode === 200) res.status(httpStatus(code));
    res.type('application/json').send(toJson({ error: { code, ...data, requestId } }));
  };
}
