/**
 * Assets beside money, and how much there is of each. A module makes its own, says from when on they are exchanged,
 * and issues them by a statement `issue`; what leaves its notes falls from its supply. Relies on modules for whom they
 * issue to, and on the statements for what notes are worth: supply below 2^64 is what keeps their sums from wrapping,
 * and more than there is never goes out, whatever a proof says. protocol/core/money.md "Assets".
 */
import { assetIdOf, FROZEN } from '@veilgrid/protocol/core/money/asset';
import { container, type Infer, Money, U16, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_MONEY } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { has, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

const Asset = container({
  /** The hundreds of its module's error numbers. */
  module: U16,
  /** Exchanged from this time on, Unix seconds; FROZEN: never. */
  live: U64,
});
export type Asset = Infer<typeof Asset>;

export function getAsset(view: StateView, id: bigint): Asset | undefined {
  return read(view, keys.asset(id), Asset);
}

export function assetSupply(view: StateView, id: bigint): bigint {
  return read(view, keys.assetSupply(id), Money) ?? 0n;
}

/** @throws ProtocolError ASSET_UNKNOWN, for money too */
export function requireAsset(view: StateView, id: bigint, field = 'asset'): Asset {
  const asset = getAsset(view, id);
  if (!asset) throw fail('ASSET_UNKNOWN', { field });
  return asset;
}

/** @throws ProtocolError ASSET_UNKNOWN, ASSET_FROZEN */
export function ensureLive({ time }: StateContext, view: StateView, id: bigint, field = 'asset'): void {
  const { live } = requireAsset(view, id, field);
  ensure(live !== FROZEN && time >= live, 'ASSET_FROZEN', { field, live: String(live) });
}

/**
 * A new asset of a module, frozen.
 * @param parts what the module tells its assets apart by; it sees to it that they are new
 * @returns its id
 */
export function makeAsset(
  { hasher }: StateContext,
  writer: StateWriter,
  module: number,
  parts: readonly bigint[],
): bigint {
  const id = assetIdOf(hasher, module, parts);
  if (has(writer, keys.asset(id))) throw new Error('an asset is made twice');
  write(writer, keys.asset(id), Asset, { module, live: FROZEN });
  return id;
}

/** Thaws an asset from a time on, or freezes it. */
export function setLive(writer: StateWriter, module: number, id: bigint, live: bigint): void {
  write(writer, keys.asset(id), Asset, { ...ownAsset(writer, module, id), live });
}

/**
 * @param value all that the transaction issues of this asset
 * @throws ProtocolError AMOUNT_ZERO, AMOUNT_OVERFLOW
 */
export function ensureIssuable(view: StateView, id: bigint, value: bigint, field = 'value'): void {
  ensure(value > 0n, 'AMOUNT_ZERO', { field });
  ensure(assetSupply(view, id) + value <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field });
}

/** What `ensureIssuable` has allowed. */
export function issueAsset(writer: StateWriter, module: number, id: bigint, value: bigint): void {
  ownAsset(writer, module, id);
  moveAsset(writer, id, value);
}

/**
 * @param out all that leaves this asset's notes in the transaction
 * @throws ProtocolError BALANCE_TOO_LOW
 */
export function ensureInSupply(view: StateView, id: bigint, out: bigint, field = 'value'): void {
  ensure(out <= assetSupply(view, id), 'BALANCE_TOO_LOW', { field });
}

/** What `ensureInSupply` has allowed. */
export function takeAsset(writer: StateWriter, module: number, id: bigint, out: bigint): void {
  ownAsset(writer, module, id);
  moveAsset(writer, id, -out);
}

function moveAsset(writer: StateWriter, id: bigint, delta: bigint): void {
  const next = assetSupply(writer, id) + delta;
  if (next < 0n || next > MAX_MONEY) throw new Error('the supply of an asset leaves its range');
  write(writer, keys.assetSupply(id), Money, next);
}

/** A module that touches another's asset is a bug, and halts. */
function ownAsset(view: StateView, module: number, id: bigint): Asset {
  const asset = getAsset(view, id);
  if (asset?.module !== module) throw new Error(`no asset of module ${module}`);
  return asset;
}
