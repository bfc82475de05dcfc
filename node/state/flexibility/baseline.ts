/**
 * What a delivery measures its day against: reference factors and the roots of readings. Kept with the need's first
 * payment; it is the same whenever it is asked for from deliverFrom on, as readings have frozen and openings are dated.
 * docs/protocol/flexibility.md "Baseline".
 */
import { container, Fr, listOf, U16, vectorOf } from '@veilgrid/protocol/core/ssz';
import { type NeedBaseline, TERMS_DAYS } from '@veilgrid/protocol/flexibility/terms';
import { byProfile } from '@veilgrid/protocol/params';
import { has, read, write } from '../core/record.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { factorsOf } from './factors.js';
import { keys } from './keys.js';
import type { Need } from './need.js';
import { readRootsOf } from './readRoots.js';

const baselineType = byProfile(({ K }) =>
  container({
    imports: vectorOf(U16, K),
    exports: vectorOf(U16, K),
    readRoot: Fr,
    /** Of the listed days. */
    readRoots: listOf(Fr, TERMS_DAYS),
  }),
);

/** From deliverFrom on. */
export function baselineOf(ctx: StateContext, view: StateView, need: Need): NeedBaseline {
  const { days } = need;
  const kept = read(view, keys.factors(need.needId), baselineType(ctx.genesis.profile));
  if (!kept) return { factors: factorsOf(ctx, view, need), days, ...readRootsOf(ctx, view, need) };
  const { imports, exports, ...roots } = kept;
  return { factors: { imports, exports }, days, ...roots };
}

export function keepBaseline(ctx: StateContext, writer: StateWriter, need: Need): void {
  if (has(writer, keys.factors(need.needId))) return;
  const { factors, readRoot, readRoots } = baselineOf(ctx, writer, need);
  write(writer, keys.factors(need.needId), baselineType(ctx.genesis.profile), {
    imports: [...factors.imports],
    exports: [...factors.exports],
    readRoot,
    readRoots: [...readRoots],
  });
}
