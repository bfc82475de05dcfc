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
import { ensure, fail } from '../errors.js';
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

const PRICE_OFFSET = 2 ** 31;

/**
 * A signed price, as uint32 of price + 2^31. All its forms agree, those of trees too: a form left to the
 * base class would be off by 2^31 and refuse nothing. What the ledger takes for a price is narrower.
 */
class PriceType extends UintNumberType {
  constructor() {
    super(4, { typeName: 'Price' });
  }

  /** Of zero bytes, as with every SSZ type. */
  override defaultValue(): number {
    return -PRICE_OFFSET;
  }

  override value_serializeToBytes(
    ...[output, offset, price]: Parameters<UintNumberType['value_serializeToBytes']>
  ): number {
    return super.value_serializeToBytes(output, offset, wireOf(price));
  }

  override value_deserializeFromBytes(
    ...args: Parameters<UintNumberType['value_deserializeFromBytes']>
  ): number {
    return super.value_deserializeFromBytes(...args) - PRICE_OFFSET;
  }

  override value_toTree(price: number) {
    return super.value_toTree(wireOf(price));
  }

  override tree_serializeToBytes(
    ...[output, offset, node]: Parameters<UintNumberType['tree_serializeToBytes']>
  ): number {
    return this.value_serializeToBytes(output, offset, this.tree_getFromNode(node as LeafNode));
  }

  override tree_deserializeFromBytes(...args: Parameters<UintNumberType['tree_deserializeFromBytes']>) {
    return this.value_toTree(this.value_deserializeFromBytes(...args));
  }

  override tree_getFromNode(leaf: LeafNode): number {
    return super.tree_getFromNode(leaf) - PRICE_OFFSET;
  }

  override tree_getFromPackedNode(leaf: LeafNode, index: number): number {
    return super.tree_getFromPackedNode(leaf, index) - PRICE_OFFSET;
  }

  /** `tree_setToNode` comes through here as well. */
  override tree_setToPackedNode(leaf: LeafNode, index: number, price: number): void {
    super.tree_setToPackedNode(leaf, index, wireOf(price));
  }
}

type LeafNode = Parameters<UintNumberType['tree_getFromNode']>[0];

/** @throws ProtocolError VALUE_OUT_OF_RANGE rather than another price modulo 2^32 */
function wireOf(price: number): number {
  const fits = Number.isInteger(price) && price >= -PRICE_OFFSET && price < PRICE_OFFSET;
  ensure(fits, 'VALUE_OUT_OF_RANGE', { field: 'price' });
  return price + PRICE_OFFSET;
}

export const Fr = new FrType();
/** Prices in 0.01 currency/MWh, signed. */
export const Price: BasicType<number> = new PriceType();
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
