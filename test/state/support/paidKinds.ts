/**
 * A module of the tests' own, with what core offers one: an asset that is made, thawed and frozen, bought by a paid
 * statement (a transfer of money beside an issue), and given back by another (a transfer of the asset beside an issue
 * of money).
 */
import type { Handler } from '@veilgrid/node/state/core/handler';
import { moveBalance, moveSupply } from '@veilgrid/node/state/core/money/accounts';
import {
  ensureInSupply,
  ensureIssuable,
  issueAsset,
  makeAsset,
  requireAsset,
  setLive,
  takeAsset,
} from '@veilgrid/node/state/core/money/assets';
import { appendNote, ensureNoteRoot, ensureNotes } from '@veilgrid/node/state/core/money/notes';
import { applyPart, ensureMoneyPart, notesOf, takeFee } from '@veilgrid/node/state/core/money/transfer';
import { HANDLERS } from '@veilgrid/node/state/handlers';
import { by, fixed, kind } from '@veilgrid/protocol/core/kind';
import { assetIdOf } from '@veilgrid/protocol/core/money/asset';
import { AssetPart } from '@veilgrid/protocol/core/money/exchange';
import { TransferBody, transferSignals } from '@veilgrid/protocol/core/money/note';
import { issueSignals, Slip } from '@veilgrid/protocol/core/money/slip';
import { container, type Infer, U8, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { KINDS, type Kind } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { hasher } from './hasher.js';

/** Hundreds of error numbers that no module has. */
export const MODULE = 28;
export const UNIT_PRICE = 100n;

export const AssetBody = container({ n: U8, live: U64 });
export type AssetBody = Infer<typeof AssetBody>;
export const BuyBody = container({ pays: TransferBody, units: U64, issued: Slip });
export type BuyBody = Infer<typeof BuyBody>;
export const GiveBackBody = container({ gives: AssetPart, units: U64, issued: Slip });
export type GiveBackBody = Infer<typeof GiveBackBody>;

/** What a kind of the tests has of a handler. */
type TestHandler<B> = {
  readonly [K in keyof Handler<Kind>]: Handler<Kind>[K] extends infer F
    ? F extends (ctx: infer C, view: infer V, body: never, ...rest: infer R) => infer T
      ? (ctx: C, view: V, body: B, ...rest: R) => T
      : F
    : never;
};

const setAsset: TestHandler<AssetBody> = {
  check() {},
  apply(ctx, writer, { n, live }) {
    if (live === 0n) makeAsset(ctx, writer, MODULE, [BigInt(n)]);
    else setLive(writer, MODULE, assetOf(n), live);
  },
};

const buy: TestHandler<BuyBody> = {
  check(ctx, view, { pays, units, issued }) {
    requireAsset(view, issued.asset);
    ensure(pays.redeemed === 0n, 'FEE_ONLY');
    ensureMoneyPart(view, pays, ctx.genesis.transferFee + units * UNIT_PRICE);
    ensureIssuable(view, issued.asset, units, 'units');
    const { spent, made } = notesOf(pays);
    ensureNotes(ctx, view, { spent, made: { ...made, issued: issued.cm } });
  },
  apply(ctx, writer, { pays, units, issued }) {
    applyPart(ctx, writer, pays);
    takeFee(ctx, writer);
    appendNote(ctx, writer, issued.cm, 'transfer', issued);
    issueAsset(writer, MODULE, issued.asset, units);
    moveBalance(writer, 'issuer', units * UNIT_PRICE);
    moveSupply(writer, { shielded: -units * UNIT_PRICE });
  },
  signals({ genesis }, _view, { pays, units, issued }, context) {
    const out = genesis.transferFee + units * UNIT_PRICE;
    return [transferSignals(pays, context, out), issueSignals({ ...issued, value: units }, context)];
  },
};

const giveBack: TestHandler<GiveBackBody> = {
  check(ctx, view, { gives, units, issued }) {
    requireAsset(view, gives.asset);
    ensureNoteRoot(view, gives.noteRoot);
    ensureInSupply(view, gives.asset, units);
    ensure(units * UNIT_PRICE > ctx.genesis.transferFee, 'AMOUNT_ZERO');
    const { spent, made } = notesOf(gives);
    ensureNotes(ctx, view, { spent, made: { ...made, issued: issued.cm } });
  },
  apply(ctx, writer, { gives, units, issued }) {
    applyPart(ctx, writer, gives);
    appendNote(ctx, writer, issued.cm, 'transfer', { ...issued, asset: MONEY });
    takeAsset(writer, MODULE, gives.asset, units);
    moveBalance(writer, 'issuer', -units * UNIT_PRICE);
    moveSupply(writer, { shielded: units * UNIT_PRICE });
    takeFee(ctx, writer);
  },
  signals({ genesis }, _view, { gives, units, issued }, context) {
    const value = units * UNIT_PRICE - genesis.transferFee;
    return [
      transferSignals(gives, context, units),
      issueSignals({ ...issued, asset: MONEY, value }, context),
    ];
  },
};

export const assetOf = (n: number): bigint => assetIdOf(hasher, MODULE, [BigInt(n)]);

const unsigned = { signers: by() };
const TEST_KINDS = {
  setAsset: kind({ id: 190, body: fixed(AssetBody), ...unsigned, circuits: [] }),
  buy: kind({ id: 191, body: fixed(BuyBody), ...unsigned, circuits: ['transfer', 'issue'] }),
  giveBack: kind({ id: 192, body: fixed(GiveBackBody), ...unsigned, circuits: ['transfer', 'issue'] }),
};

/** Puts the kinds into the tables of this test file's own copy of the packages. */
export function addPaidKinds(): void {
  Object.assign(KINDS, TEST_KINDS);
  Object.assign(HANDLERS, { setAsset, buy, giveBack });
}
