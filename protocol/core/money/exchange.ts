/** A transfer of another asset beside one of money: both or none. protocol/core/money.md, exchange. */
import { bytesOf, container, Fr, type Infer, vectorOf } from '../ssz.js';
import { TRANSFER_MEMO_BYTES, TransferBody } from './note.js';

/** A transfer of an asset other than money. */
export const AssetPart = container({
  asset: Fr,
  noteRoot: Fr,
  nf: vectorOf(Fr, 2),
  cm: vectorOf(Fr, 2),
  memo1: bytesOf(TRANSFER_MEMO_BYTES),
  memo2: bytesOf(TRANSFER_MEMO_BYTES),
});
export type AssetPart = Infer<typeof AssetPart>;

/** Nothing of the asset goes out; of the money, the fee. */
export const ExchangeBody = container({ assetPart: AssetPart, moneyPart: TransferBody });
export type ExchangeBody = Infer<typeof ExchangeBody>;
