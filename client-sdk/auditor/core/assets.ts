/** Assets beside money: whose they are, from when on they are exchanged, and how much there is of each. */
import { assetIdOf } from '@veilgrid/protocol/core/money/asset';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { AssetBook, CoreBooks } from './books.js';
import type { Ledger, Rule } from './ledger.js';
import { enterMoney, enterTransfer } from './money.js';

/** An asset that this module made. A rule that asks for another's is wrong itself. */
function ownAsset({ assets }: CoreBooks, module: number, id: bigint): AssetBook {
  const asset = assets.get(id);
  if (asset?.module !== module) throw new Error('an asset of another module');
  return asset;
}

/** @returns the id of a new asset, frozen */
export function enterAsset({ books, hasher }: Ledger, module: number, parts: readonly bigint[]): bigint {
  const id = assetIdOf(hasher, module, parts);
  if (books.assets.has(id)) throw new Error('an asset twice');
  books.assets.set(id, { module, supply: 0n });
  return id;
}

/** @param live Unix seconds; undefined freezes */
export function enterLive(books: CoreBooks, module: number, id: bigint, live: bigint | undefined): void {
  const asset = ownAsset(books, module, id);
  if (live === undefined) delete asset.live;
  else asset.live = live;
}

/** Value comes into being: of one asset it stays below 2^64. */
export function enterIssued(books: CoreBooks, module: number, id: bigint, value: bigint): void {
  const asset = ownAsset(books, module, id);
  ensure(value > 0n, 'AMOUNT_ZERO');
  ensure(asset.supply + value < 1n << 64n, 'AMOUNT_OVERFLOW');
  asset.supply += value;
}

/** Value leaves the notes of an asset, never more than came into being. */
export function enterTaken(books: CoreBooks, module: number, id: bigint, value: bigint): void {
  const asset = ownAsset(books, module, id);
  ensure(value <= asset.supply, 'BALANCE_TOO_LOW');
  asset.supply -= value;
}

export const exchange: Rule<'exchange'> = (ledger, { assetPart, moneyPart }, context) => {
  const asset = ledger.books.assets.get(assetPart.asset);
  if (!asset) throw fail('ASSET_UNKNOWN', { field: 'assetPart.asset' });
  ensure(asset.live !== undefined && asset.live <= ledger.time, 'ASSET_FROZEN');
  ensure(moneyPart.redeemed === 0n, 'FEE_ONLY');
  return [enterTransfer(ledger, assetPart, context, 0n), enterMoney(ledger, moneyPart, context)];
};
