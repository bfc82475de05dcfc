/** SSZ building blocks: canonical, bounded, and refusing non-canonical field elements. */
import {
  type BasicType,
  ByteListType,
  ByteVectorType,
  type CompositeType,
  ContainerType,
  ListBasicType,
  ListCompositeType,
  type Type,
  UintBigintType,
  UintNumberType,
  VectorBasicType,
} from '@chainsafe/ssz';
import { fail } from '../errors.js';
import { R } from './crypto/field.js';

/** A field element as 32 little-endian bytes, refused unless below r. */
class FrType extends UintBigintType {
  constructor() {
    super(32, { typeName: 'Fr' });
  }

  override value_deserializeFromBytes(
    ...args: Parameters<UintBigintType['value_deserializeFromBytes']>
  ): bigint {
    const value = super.value_deserializeFromBytes(...args);
    if (value >= R) throw fail('FIELD_NOT_CANONICAL');
    return value;
  }
}

export const Fr = new FrType();
export const U8 = new UintNumberType(1);
export const U16 = new UintNumberType(2);
export const U32 = new UintNumberType(4);
/** Counters, sequence numbers and Unix seconds. */
export const U64 = new UintBigintType(8);
/** Amounts of money in 1e-8 currency. */
export const Money = U64;
export const Bytes32: Type<Uint8Array> = new ByteVectorType(32);
export const Bytes64: Type<Uint8Array> = new ByteVectorType(64);

export type SszType<T> = Type<T>;
export type Infer<T> = T extends Type<infer V> ? V : never;

/** A record in declared order. */
export function container<F extends Record<string, Type<unknown>>>(
  fields: F,
): Type<{ [N in keyof F]: Infer<F[N]> }> {
  return new ContainerType(fields) as unknown as Type<{ [N in keyof F]: Infer<F[N]> }>;
}

export function vectorOf<T>(element: BasicType<T>, length: number): Type<T[]> {
  return new VectorBasicType(element, length);
}

export function listOf<T>(element: BasicType<T>, limit: number): Type<T[]> {
  return new ListBasicType(element, limit);
}

export function recordsOf<T>(element: Type<T>, limit: number): Type<T[]> {
  return new ListCompositeType(
    element as unknown as CompositeType<T, unknown, unknown>,
    limit,
  ) as unknown as Type<T[]>;
}

export function bytesOf(length: number): Type<Uint8Array> {
  return new ByteVectorType(length);
}

export function byteList(limit: number): Type<Uint8Array> {
  return new ByteListType(limit);
}

const PRICE_OFFSET = 2 ** 31;

/** Signed prices travel as uint32 of price + 2^31. */
export function encodePrice(price: number): number {
  return price + PRICE_OFFSET;
}

export function decodePrice(wire: number): number {
  return wire - PRICE_OFFSET;
}

/**
 * Decodes exactly one canonical encoding: whatever does not encode back to the same bytes is refused.
 */
export function decodeExact<T>(type: Type<T>, bytes: Uint8Array, field: string): T {
  let value: T;
  try {
    value = type.deserialize(bytes);
  } catch (error) {
    if (isFieldError(error)) throw fail('FIELD_NOT_CANONICAL', { field });
    throw fail('MALFORMED', { field });
  }
  const again = type.serialize(value);
  if (again.length !== bytes.length || again.some((b, i) => b !== bytes[i])) {
    throw fail('MALFORMED', { field });
  }
  return value;
}

function isFieldError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FIELD_NOT_CANONICAL';
}
