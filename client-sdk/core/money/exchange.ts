/**
 * Exchanges: another asset as a gift, or against money of somebody else. Both parts are proven over the whole body, so
 * the two parties agree on it first: the seller drafts its part, the buyer adds its own and proves it, the seller
 * proves last and sends. Whoever proves has the other's part before it, opens the note that is meant for it, and risks
 * nothing: its proof holds beside exactly this part. protocol/core/money.md, exchange.
 */
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { AssetPart, ExchangeBody } from '@veilgrid/protocol/core/money/exchange';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { bytesOf, container, type Infer } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { provenBytes } from '@veilgrid/protocol/prover';
import { contextOf, encodeTx } from '@veilgrid/protocol/tx';
import type { WalletContext } from '../../wallet/context.js';
import { provenTx } from '../../wallet/provenTx.js';
import type { Address } from './address.js';
import type { NoteBook } from './noteBook.js';
import { openTransferMemo } from './transferMemo.js';
import { type MadePart, makePart } from './transferPart.js';

/** What two parties have agreed on. */
export interface Sale {
  readonly asset: bigint;
  /** In the asset's own units. */
  readonly value: bigint;
  /** 1e-8 currency; the flat fee comes on top, from the buyer. */
  readonly price: bigint;
}

/** The buyer's answer: the whole body, with the proof of its own part. */
export const Bid = container({ body: ExchangeBody, moneyProof: bytesOf(PROOF_BYTES) });
export type Bid = Infer<typeof Bid>;

/** What a seller keeps until the bid comes: its part, and how it proves it. */
export type Offer = MadePart;

const NOTHING = { redeemed: 0n, payoutReference: new Uint8Array(32) };

/** A gift: the giver pays the fee. @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE */
export async function buildGift(
  ctx: WalletContext,
  notes: NoteBook,
  { asset, value, to }: Pick<Sale, 'asset' | 'value'> & { readonly to: Address },
): Promise<Uint8Array> {
  const given = makePart(ctx, { notes, asset, to, value, publicOut: 0n });
  const paid = moneyPartOf(ctx, notes, to, 0n);
  const body = { assetPart: given.part, moneyPart: { ...paid.part, ...NOTHING } };
  return provenTx(ctx, 'exchange', body, (context) => [given.statement(context), paid.statement(context)]);
}

/** The seller's part, to be sent to the buyer. @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE */
export function makeOffer(ctx: WalletContext, notes: NoteBook, sale: Sale, buyer: Address): Offer {
  return makePart(ctx, { notes, asset: sale.asset, to: buyer, value: sale.value, publicOut: 0n });
}

/**
 * The buyer's part beside the seller's, whose first note must be the buyer's own and worth what was agreed.
 * @throws ProtocolError MEMO_INVALID where it is not; NO_NOTE_LARGE_ENOUGH
 */
export async function makeBid(
  ctx: WalletContext,
  notes: NoteBook,
  sale: Sale,
  { assetPart, seller }: { readonly assetPart: AssetPart; readonly seller: Address },
): Promise<Bid> {
  ensure(assetPart.asset === sale.asset, 'MEMO_INVALID', { field: 'assetPart.asset' });
  ensurePaid(ctx, assetPart, sale.asset, sale.value, 'assetPart');
  const paid = moneyPartOf(ctx, notes, seller, sale.price);
  const body = { assetPart, moneyPart: { ...paid.part, ...NOTHING } };
  return { body, moneyProof: await proofOf(ctx, body, paid) };
}

/**
 * The whole transaction: the seller's proof beside the buyer's.
 * @throws ProtocolError MEMO_INVALID where the bid changes the offer, or does not pay the price
 */
export async function acceptBid(
  ctx: WalletContext,
  sale: Sale,
  offer: Offer,
  { body, moneyProof }: Bid,
): Promise<Uint8Array> {
  const { assetPart, moneyPart } = body;
  const same = equalBytes(AssetPart.serialize(assetPart), AssetPart.serialize(offer.part));
  ensure(same, 'MEMO_INVALID', { field: 'assetPart' });
  ensure(moneyPart.asset === MONEY && moneyPart.redeemed === 0n, 'MEMO_INVALID', { field: 'moneyPart' });
  ensurePaid(ctx, moneyPart, MONEY, sale.price, 'moneyPart');
  const proofs = concatBytes(await proofOf(ctx, body, offer), moneyProof);
  return encodeTx(ctx.genesis.profile, { kind: 'exchange', body, proofs, signatures: [] });
}

function moneyPartOf(ctx: WalletContext, notes: NoteBook, to: Address, value: bigint): MadePart {
  return makePart(ctx, { notes, asset: MONEY, to, value, publicOut: ctx.genesis.transferFee });
}

/** The first note that a part makes is this wallet's, and worth this. */
function ensurePaid(
  { hasher, keys }: WalletContext,
  { cm, memo1 }: Pick<AssetPart, 'cm' | 'memo1'>,
  asset: bigint,
  value: bigint,
  field: string,
): void {
  const opened = openTransferMemo(keys.encSecret, keys.encPk, memo1);
  const paid =
    opened?.value === value && noteCommitment(hasher, { asset, ownerPk: keys.ownerPk, ...opened }) === cm[0];
  ensure(paid, 'MEMO_INVALID', { field: `${field}.memo1` });
}

function proofOf(
  { genesis, prover }: WalletContext,
  body: ExchangeBody,
  made: MadePart,
): Promise<Uint8Array> {
  const draft: Draft = { kind: 'exchange', body };
  const { inputs, signals } = made.statement(contextOf(genesis.profile, genesis.chainId, draft));
  return provenBytes(prover, 'transfer', inputs, signals);
}
