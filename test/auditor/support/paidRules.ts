/** The auditor's side of the tests' own module (state/support/paidKinds.ts), written a second time. */
import { enterAsset, enterIssued, enterLive, enterTaken } from '@veilgrid/client-sdk/auditor/core/assets';
import type { CoreBooks } from '@veilgrid/client-sdk/auditor/core/books';
import type { Ledger } from '@veilgrid/client-sdk/auditor/core/ledger';
import { addNote, enterMoney, enterTransfer, move } from '@veilgrid/client-sdk/auditor/core/money';
import { FROZEN } from '@veilgrid/protocol/core/money/asset';
import { ensure } from '@veilgrid/protocol/errors';
import {
  type AssetBody,
  assetOf,
  type BuyBody,
  type GiveBackBody,
  MODULE,
  UNIT_PRICE,
} from '../../state/support/paidKinds.js';

type PaidRule<B> = (ledger: Ledger<CoreBooks>, body: B, context: bigint) => (readonly bigint[])[];

const setAsset: PaidRule<AssetBody> = (ledger, { n, live }) => {
  if (live === 0n) enterAsset(ledger, MODULE, [BigInt(n)]);
  else enterLive(ledger.books, MODULE, assetOf(n), live === FROZEN ? undefined : live);
  return [];
};

const buy: PaidRule<BuyBody> = (ledger, { pays, units, issued }, context) => {
  const { books, genesis } = ledger;
  ensure(books.assets.has(issued.asset), 'ASSET_UNKNOWN');
  ensure(pays.redeemed === 0n, 'FEE_ONLY');
  const price = units * UNIT_PRICE;
  enterIssued(books, MODULE, issued.asset, units);
  const paid = enterMoney(ledger, pays, context);
  addNote(ledger, issued.cm);
  move(books, 'shielded', 'issuer', price);
  return [
    [...paid.slice(0, -1), genesis.transferFee + price],
    [issued.cm, context, issued.asset, units],
  ];
};

const giveBack: PaidRule<GiveBackBody> = (ledger, { gives, units, issued }, context) => {
  const { books, genesis } = ledger;
  const value = units * UNIT_PRICE - genesis.transferFee;
  ensure(books.assets.has(gives.asset), 'ASSET_UNKNOWN');
  enterTaken(books, MODULE, gives.asset, units);
  const given = enterTransfer(ledger, gives, context, units);
  addNote(ledger, issued.cm);
  move(books, 'issuer', 'shielded', value);
  move(books, 'issuer', 'dso', genesis.transferFee);
  return [given, [issued.cm, context, 1n, value]];
};

export const PAID_RULES: Readonly<Record<string, PaidRule<never>>> = { setAsset, buy, giveBack };
