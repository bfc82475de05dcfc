/**
 * The HTTP interface, each route once: server and client are derived from this table, composed of the rooms'
 * own. On the wire bigints are decimal strings and bytes lower-case hex; `toJson` writes them, the
 * response schemas read them back.
 */
import { z } from 'zod';
import { CORE_ROUTES, CORE_SCHEMAS } from './core/routes.js';
import { error } from './core/wire.js';
import { DISCLOSURE_ROUTES, DISCLOSURE_SCHEMAS } from './disclosure/routes.js';
import { FLEXIBILITY_ROUTES, FLEXIBILITY_SCHEMAS } from './flexibility/routes.js';
import { MARKET_ROUTES, MARKET_SCHEMAS } from './market/routes.js';

export const ROUTES = { ...CORE_ROUTES, ...MARKET_ROUTES, ...FLEXIBILITY_ROUTES, ...DISCLOSURE_ROUTES };

/** Names of the node's routes: the methods of `Api`. */
export type RouteName = keyof typeof ROUTES;
type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> = (typeof ROUTES)[N] extends {
  readonly [X in P]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;
export type RouteParams<N extends RouteName> = Part<N, 'params'>;
export type RouteQuery<N extends RouteName> = Part<N, 'query'>;
export type RouteBody<N extends RouteName> = Part<N, 'body'>;
/** What a route answers, parsed and checked: bigints and bytes, not their JSON. */
export type RouteResponse<N extends RouteName> = z.output<(typeof ROUTES)[N]['response']>;

/** Parsed arguments of a call, for both sides. Queries may leave out what has a default. */
export type RouteArgs<N extends RouteName> = (RouteParams<N> extends undefined
  ? unknown
  : { params: RouteParams<N> }) &
  (RouteQuery<N> extends undefined ? unknown : { query?: Partial<RouteQuery<N>> }) &
  (RouteBody<N> extends undefined ? unknown : { body: RouteBody<N> });

/** The node as its clients see it: over HTTP in `client-sdk/client/http.ts`. Refusals throw ProtocolError. */
export type Api = { readonly [N in RouteName]: (args: RouteArgs<N>) => Promise<RouteResponse<N>> };

export const ErrorResponse = z.object({ error });

/** Schemas that the interface's description calls by name. */
export const SCHEMAS = {
  ...CORE_SCHEMAS,
  ...MARKET_SCHEMAS,
  ...FLEXIBILITY_SCHEMAS,
  ...DISCLOSURE_SCHEMAS,
  ErrorResponse,
};

/** JSON with bigints as decimal strings and bytes as hex. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === 'bigint') return v.toString();
    if (v instanceof Uint8Array) return Array.from(v, (b) => b.toString(16).padStart(2, '0')).join('');
    return v;
  });
}
