/**
 * What a leaf of the register hides, for whoever must know it: the household, its DSO, and who offers for it. The chain
 * does not give it back: it is kept, and can be made again of the same terms. docs/protocol/flexibility.md "Objects".
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { container, decodeExact, Fr, type Infer, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import type { TxStore } from '../wallet/txStore.js';

const FlexOpening = container({
  position: U32,
  /** Of the transaction that puts the leaf. */
  sequence: U64,
  point: Fr,
  offerPk: Fr,
  payPk: Fr,
  place: U32,
  capDown: U32,
  capUp: U32,
  blind: Fr,
});
/** A leaf's fields, and where it stands. */
export type FlexOpening = Infer<typeof FlexOpening>;

const OPENINGS = 'flex-leaf-';

/** As text, to be handed to the DSO and to who offers for the household. */
export function encodeOpening(opening: FlexOpening): string {
  return bytesToHex(FlexOpening.serialize(opening));
}

/** Reads what `encodeOpening` wrote. @throws ProtocolError MALFORMED, FIELD_NOT_CANONICAL */
export function decodeOpening(text: string): FlexOpening {
  ensure(/^([0-9a-f]{2})+$/.test(text), 'MALFORMED', { field: 'opening' });
  return decodeExact(FlexOpening, hexToBytes(text), 'opening');
}

/** Keeps it under its leaf. */
export async function keepOpening(hasher: Hasher, store: TxStore, opening: FlexOpening): Promise<void> {
  await store.keep(OPENINGS + hex(flexLeaf(hasher, opening)), FlexOpening.serialize(opening));
}

/** All that were kept: a leaf that was replaced since may still be pinned. */
export async function keptOpenings(store: TxStore): Promise<FlexOpening[]> {
  const kept = await Promise.all((await store.names(OPENINGS)).map((name) => store.find(name)));
  return kept.flatMap((bytes) => (bytes ? [FlexOpening.deserialize(bytes)] : []));
}
