import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

/** A request that is over, as logs and metrics know it: by route, because paths hold nullifiers and ids. */
export interface Answer {
  readonly method: string;
  readonly route: string;
  /** 0: the client went away first. */
  readonly status: number;
  readonly seconds: number;
}

/** What a caller may choose as its id: it goes into logs and answers as it is. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

export const requestIdOf = (res: Response) => res.locals.requestId as string;

/** The name under which logs and metrics count a request. */
export function nameRoute(name: string): RequestHandler {
  return (_req, res, next) => {
    res.locals.route = name;
    next();
  };
}

/** Gives every request an id, and tells of it when it is over. Never bodies, paths, queries or headers. */
export function followRequests(log: Logger, onAnswer: (answer: Answer) => void): RequestHandler {
  return (req, res, next) => {
    const start = performance.now();
    const given = req.get('x-request-id') ?? '';
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    res.locals.requestId = requestId;
    res.set('x-request-id', requestId);
    res.on('close', () => {
      const seconds = (performance.now() - start) / 1000;
      const route = (res.locals.route as string | undefined) ?? 'unknown';
      const status = res.writableFinished ? res.statusCode : 0;
      onAnswer({ method: req.method, route, status, seconds });
      log.info({ requestId, method: req.method, route, status, ms: Math.round(seconds * 1000) }, 'request');
    });
    next();
  };
}
