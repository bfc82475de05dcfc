/**
 * How a room describes its routes: numbers and bytes as they travel (bigints are decimal strings, bytes
 * lower-case hex), pages, and the form of a route.
 */
import { z } from 'zod';
import { R } from './crypto/field.js';

export const MAX_PAGE = 1000;

export const bigint = z
  .string()
  .regex(/^-?(0|[1-9][0-9]{0,77})$/)
  .transform((s) => BigInt(s));
export const element = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,76})$/)
  .transform((s) => BigInt(s))
  .refine((x) => x < R, 'must be below the field modulus');
export const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .transform((s): Uint8Array => Uint8Array.from(s.match(/../g) ?? [], (b) => Number.parseInt(b, 16)));
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.number().int().min(0);
/** Numbers in paths and queries arrive as text. */
export const countText = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/)
  .transform(Number);
/** @param most items of one answer, and as many where nobody says how many */
export const pageOf = (most: number) =>
  z.strictObject({
    from: countText.default(0),
    limit: countText.pipe(z.number().min(1).max(most)).default(most),
  });
export const page = pageOf(MAX_PAGE);
export const error = z.looseObject({ code: z.string(), number: z.number(), field: z.string().optional() });
export const listOf = <T extends z.ZodType>(item: T) => z.object({ total: count, items: z.array(item) });

export const route = <const T extends RouteSpec>(spec: T) => spec;

export interface RouteSpec {
  readonly method: 'get' | 'post';
  /** Express form; parameters by name. */
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Bytes of body accepted, before parsing. */
  readonly bodyLimit?: number;
  readonly response: z.ZodType;
  /** Needs the node's administration token. */
  readonly admin?: true;
}
