/**
 * A day's total of an asset, as its meter signed it: posted once, withdrawn and posted once more by DSO and regulator.
 * What was withdrawn was seen, and divides the day as before. Relies on the signatures of DSO, regulator and the
 * meter's owner. protocol/core/measures.md, measured.
 */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { isZero } from '@veilgrid/protocol/core/isZero';
import { hasMeter, type NetworkAsset } from '@veilgrid/protocol/core/measures/asset';
import {
  ACT_POST,
  ACT_POST_AGAIN,
  ACT_WITHDRAW,
  isNet,
  type MeasuredBody,
  type MeasuredValues,
  measuredDigest,
  measuredValuesType,
} from '@veilgrid/protocol/core/measures/measured';
import { container, type Infer, U8 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { byProfile } from '@veilgrid/protocol/params';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { read, write } from '../record.js';
import type { StateContext, StateView } from '../view.js';
import { requireAsset } from './assets.js';
import { ensureHides } from './day.js';

const totalType = byProfile(({ profile }) =>
  container({
    /** How often it was posted. */
    posts: U8,
    withdrawn: U8,
    values: measuredValuesType(profile),
  }),
);
type Total = Infer<ReturnType<typeof totalType>>;

export interface Measured extends MeasuredValues {
  readonly withdrawn: boolean;
}

const totalOf = ({ genesis }: Pick<StateContext, 'genesis'>, view: StateView, assetId: number, day: number) =>
  read(view, keys.measured(assetId, day), totalType(genesis.profile));

/** An asset's total of a day, also one that was withdrawn; undefined before it is posted. */
export function getMeasured(
  ctx: Pick<StateContext, 'genesis'>,
  view: StateView,
  assetId: number,
  day: number,
): Measured | undefined {
  const total = totalOf(ctx, view, assetId, day);
  return total && { ...total.values, withdrawn: total.withdrawn === 1 };
}

function checkTurn(total: Total | undefined, act: number): void {
  if (act === ACT_POST) ensure(total === undefined, 'MEASURE_EXISTS', { field: 'day' });
  else if (act === ACT_WITHDRAW) ensure(total?.withdrawn === 0, 'VALUE_OUT_OF_RANGE', { field: 'act' });
  else if (act === ACT_POST_AGAIN)
    ensure(total?.withdrawn === 1 && total.posts === 1, 'MEASURE_EXISTS', { field: 'day' });
  else ensure(false, 'VALUE_OUT_OF_RANGE', { field: 'act' });
}

function checkOwner({ meterOwner }: NetworkAsset, body: MeasuredBody): void {
  ensure(body.meterOwner === meterOwner, 'VALUE_OUT_OF_RANGE', { field: 'meterOwner' });
}

function checkPosted({ genesis }: StateContext, asset: NetworkAsset, body: MeasuredBody): void {
  ensure(hasMeter(asset), 'SIGNATURE_INVALID', { field: 'signature' });
  ensure(isNet(body), 'VALUE_OUT_OF_RANGE', { field: 'exports' });
  ensure(isZero(body.reasonHash), 'VALUE_OUT_OF_RANGE', { field: 'reasonHash' });
  const digest = measuredDigest(genesis.profile, genesis.chainId, body);
  const signed = verifyEd25519(digest, body.signature, asset.meterKey);
  ensure(signed, 'SIGNATURE_INVALID', { field: 'signature' });
}

function checkWithdrawal(body: MeasuredBody): void {
  for (const field of ['imports', 'exports', 'signature'] as const)
    ensure(isZero(body[field]), 'VALUE_OUT_OF_RANGE', { field });
}

export const measured: Handler<'measured'> = {
  check(ctx, view, body) {
    const { assetId, day, act } = body;
    const asset = requireAsset(view, assetId, day);
    checkTurn(totalOf(ctx, view, assetId, day), act);
    checkOwner(asset, body);
    if (act === ACT_WITHDRAW) return checkWithdrawal(body);
    checkPosted(ctx, asset, body);
    ensureHides(ctx, view, assetId, day);
  },
  apply(ctx, writer, { assetId, day, act, imports, exports }) {
    const before = totalOf(ctx, writer, assetId, day);
    const posts = before?.posts ?? 0;
    const total =
      act === ACT_WITHDRAW
        ? { ...before!, withdrawn: 1 }
        : { posts: posts + 1, withdrawn: 0, values: { imports, exports } };
    write(writer, keys.measured(assetId, day), totalType(ctx.genesis.profile), total);
  },
};
