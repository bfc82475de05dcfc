/** JSON Schemas of everything on the wire, by name, as OpenAPI 3.1 takes them. */
import type { RouteSpec } from '@veilgrid/protocol/core/wire';
import { EVENTS, LedgerEvent } from '@veilgrid/protocol/events';
import { ROUTES, SCHEMAS as WIRE_SCHEMAS } from '@veilgrid/protocol/routes';
import { type ZodType, z } from 'zod';
import { Readiness } from './readiness.js';

export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

const NAMED: Readonly<Record<string, ZodType>> = { ...WIRE_SCHEMAS, Readiness, LedgerEvent };

const registry = z.registry<{ id: string }>();
const names = new Map<ZodType, string>();

function register(name: string, schema: ZodType | undefined): void {
  if (!schema || names.has(schema)) return;
  names.set(schema, name);
  registry.add(schema, { id: name });
}

for (const [name, schema] of Object.entries(NAMED)) register(name, schema);
register('EventsQuery', EVENTS.query);
for (const [name, route] of Object.entries<RouteSpec>(ROUTES)) {
  const prefix = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  for (const part of ['params', 'query', 'body', 'response'] as const) {
    register(`${prefix}${part[0]!.toUpperCase()}${part.slice(1)}`, route[part]);
  }
}

const uri = (name: string) => `#/components/schemas/${name}`;

// A transform's input is what travels: decimal strings and hex.
const { schemas } = z.toJSONSchema(registry, { io: 'input', uri });

/** The document gives every schema its address; they need none of their own. */
const addressless = ({ $schema: _, $id: __, ...schema }: Record<string, unknown>) => schema as JsonSchema;

export const SCHEMAS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, addressless(schema)]),
);

export function refTo(schema: ZodType): { $ref: string } {
  return { $ref: uri(names.get(schema)!) };
}

/** The schema itself, for what is not referred to: parameters. */
export function schemaOf(schema: ZodType): JsonSchema {
  return SCHEMAS[names.get(schema)!]!;
}
