import { ensure, fail } from '@veilgrid/protocol/errors';
import { ROUTES, type RouteName, toJson } from '@veilgrid/protocol/routes';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { ZodType } from 'zod';
import { LOOPBACK_RATE_LIMIT, REQUEST_TIMEOUT_MS } from '../config.js';
import { checkAdminToken } from './adminToken.js';
import { httpStatus, refusalOf } from './errors.js';
import type { Call, Handlers } from './handlers.js';

export interface ServerOptions {
  readonly handlers: Handlers;
  readonly adminToken: string;
  /** Requests a minute from one address. */
  readonly rateLimit: number;
  readonly log: Logger;
}

/** The HTTP face of the node: every route from the table, everything else refused by code. */
export function createApp(options: ServerOptions): Express {
  const app = express();
  app.disable('etag');
  app.use(helmet());
  app.use(logRequests(options.log));
  app.use(limitRate(options.rateLimit));
  for (const name of Object.keys(ROUTES) as RouteName[]) bind(app, name, options);
  app.use((req) => {
    throw fail('NOT_FOUND', { field: 'path', path: req.path.slice(0, 100) });
  });
  app.use(sendError(options.log));
  return app;
}

/** One route: token, body limit, schemas, handler, JSON. */
function bind(app: Express, name: RouteName, { handlers, adminToken }: ServerOptions): void {
  const route: RouteSchema = ROUTES[name];
  const { method, path } = route;
  const limit = route.bodyLimit ?? 0;
  app[method](
    path,
    (req, _res, next) => {
      if (route.admin) checkAdminToken(adminToken, req.headers.authorization);
      if (route.body) ensure(!!req.is('application/json'), 'BAD_REQUEST', { field: 'content-type' });
      next();
    },
    // Compressed bodies are refused: they would get around the limit.
    route.body ? express.json({ limit, inflate: false }) : (_req, _res, next) => next(),
    async (req, res) => {
      const call = {
        params: parse(route.params, req.params, 'params'),
        query: parse(route.query, req.query, 'query'),
        body: parse(route.body, req.body, 'body'),
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

interface RouteSchema {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly params?: ZodType;
  readonly query?: ZodType;
  readonly body?: ZodType;
  readonly bodyLimit?: number;
  readonly admin?: true;
}

function parse(schema: ZodType | undefined, input: unknown, where: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fail('BAD_REQUEST', { field: [where, ...(issue?.path ?? [])].join('.'), reason: issue?.message });
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
    limit: (req) => (isLoopback(req.ip) ? LOOPBACK_RATE_LIMIT : perMinute),
    standardHeaders: true,
    legacyHeaders: false,
    handler: () => {
      throw fail('RATE_LIMITED');
    },
  });
}

function isLoopback(ip: string | undefined): boolean {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip ?? '');
}

/** Method, route and outcome; never bodies, queries or headers. */
function logRequests(log: Logger) {
  return (req: Request, res: Response, next: () => void) => {
    const start = performance.now();
    res.on('finish', () => {
      const ms = Math.round(performance.now() - start);
      log.info({ method: req.method, path: req.path.slice(0, 200), status: res.statusCode, ms }, 'request');
    });
    next();
  };
}

function sendError(log: Logger): ErrorRequestHandler {
  return (error, _req, res, _next) => {
    const refusal = refusalOf(error);
    if (!refusal) log.error({ err: error }, 'unexpected error');
    const { code, ...data } = (refusal ?? fail('INTERNAL')).toBody();
    // 405 is set before the throw.
    if (res.statusCode === 200) res.status(httpStatus(code));
    res.type('application/json').send(toJson({ error: { code, ...data } }));
  };
}
