/** The OpenAPI 3.1 document, from the table of routes and what the node serves beside them. */
import type { RouteSpec } from '@veilgrid/protocol/core/wire';
import { EVENTS, LedgerEvent } from '@veilgrid/protocol/events';
import { ErrorResponse, ROUTES } from '@veilgrid/protocol/routes';
import type { ZodType } from 'zod';
import { Readiness } from './readiness.js';
import { type JsonSchema, refTo, SCHEMAS, schemaOf } from './schemas.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
  readonly security?: readonly object[];
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: object;
  };
}

const DESCRIPTION = `Large integers and field elements are decimal strings, bytes are lower-case hex. \
A refusal is {error: {code, number, …}}: the code and its number are stable, other fields say what was refused. \
Every answer carries an x-request-id, a well-formed one of the caller's is kept; a refusal repeats it as requestId.`;

const TAGS = [
  { name: 'ledger', description: 'What clients and auditors use' },
  { name: 'administration', description: "Needs the node's administration token" },
  { name: 'operation', description: 'For whoever runs the node' },
];

const json = (schema: JsonSchema): Content => ({ 'application/json': { schema } });
const text = (type: string): Content => ({ [type]: { schema: { type: 'string' } } });
const refused = { default: { description: 'Refused', content: json(refTo(ErrorResponse)) } };
const ok = (content: Content) => ({ 200: { description: 'OK', content } });

export function openApi(): OpenApi {
  const routes = Object.entries<RouteSpec>(ROUTES).map(([name, route]) => [
    route.path.replace(/:(\w+)/g, '{$1}'),
    { [route.method]: operationOf(name, route) },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Veilgrid node', version: '1', description: DESCRIPTION },
    tags: TAGS,
    paths: { ...Object.fromEntries(routes), [EVENTS.path]: { get: EVENTS_OPERATION }, ...OPERATION },
    components: { schemas: SCHEMAS, securitySchemes: { administration: { type: 'http', scheme: 'bearer' } } },
  };
}

function operationOf(name: string, route: RouteSpec): Operation {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)];
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.admin ? 'administration' : 'ledger'],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: json(refTo(route.body)) } }),
    responses: { ...ok(json(refTo(route.response))), ...refused },
    ...(route.admin && { security: [{ administration: [] }] }),
  };
}

function parametersOf(where: 'path' | 'query', schema: ZodType | undefined): Parameter[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: property,
  }));
}

const EVENTS_OPERATION: Operation = {
  operationId: 'events',
  summary: EVENTS.summary,
  tags: ['ledger'],
  parameters: [
    ...parametersOf('query', EVENTS.query),
    {
      name: 'last-event-id',
      in: 'header',
      required: false,
      description: 'Height of the last block seen; the stream goes on after it',
      schema: { type: 'string' },
    },
  ],
  responses: {
    200: {
      description: 'A stream whose data lines are LedgerEvents; its ids are heights',
      content: { 'text/event-stream': { schema: refTo(LedgerEvent) } },
    },
    ...refused,
  },
};

const operation = (operationId: string, summary: string, responses: Operation['responses']) => ({
  get: { operationId, summary, tags: ['operation'], responses },
});

/** What the node serves beside the API. */
const OPERATION = {
  '/health': operation('health', 'Whether the process answers', ok(text('text/plain'))),
  '/ready': operation('ready', 'Whether the node takes transactions', {
    ...ok(json(refTo(Readiness))),
    503: { description: 'It does not', content: json(refTo(Readiness)) },
  }),
  '/metrics': operation('metrics', 'Metrics for Prometheus; from this machine or with the token', {
    ...ok(text('text/plain')),
    ...refused,
  }),
  '/openapi.json': operation('openapi', 'This document', ok(json({ type: 'object' }))),
  '/docs': operation('docs', 'This document as a page', ok(text('text/html'))),
};
