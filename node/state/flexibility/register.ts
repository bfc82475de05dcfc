/**
 * The register of flexible points: a leaf at a point's position, which a change of the point takes out, as it names the
 * record. Relies on signatures for what the leaf hides: the DSO saw its opening, and the owner agreed to who offers and
 * who is paid. docs/protocol/flexibility.md "Objects".
 */
import { equalBytes } from '@noble/curves/utils.js';
import { isZero } from '@veilgrid/protocol/core/isZero';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Handler } from '../core/handler.js';
import { checkPosition, type LeafBook } from '../core/leaves/book.js';
import { putLeaf } from '../core/leaves/putLeaf.js';
import { leafAt } from '../core/leaves/tree.js';
import { getPoint } from '../core/points/points.js';
import type { StateContext } from '../core/view.js';

/** As deep as the points' tree: a position is the same in both. */
export function flexBook({ genesis }: Pick<StateContext, 'genesis'>): LeafBook {
  return { tree: 'flex', depth: genesis.params.pointDepth, clearedByPoint: true };
}

export const flexEnrol: Handler<'flexEnrol'> = {
  check(ctx, view, { position, leaf, ownerSigPk }) {
    checkPosition(flexBook(ctx), position);
    if (leaf === 0n) {
      ensure(leafAt(view, flexBook(ctx), position) !== 0n, 'POSITION_EMPTY', { field: 'position' });
      ensure(isZero(ownerSigPk), 'VALUE_OUT_OF_RANGE', { field: 'ownerSigPk' });
      return;
    }
    const point = getPoint(view, position);
    if (!point) throw fail('POSITION_EMPTY', { field: 'position' });
    ensure(!point.revoked, 'POINT_REVOKED', { field: 'position' });
    // Whoever signed as the owner is the one of the record.
    const own = equalBytes(ownerSigPk, point.ownerSigPk);
    ensure(own, 'VALUE_OUT_OF_RANGE', { field: 'ownerSigPk' });
  },
  apply(ctx, writer, { position, leaf }) {
    putLeaf(ctx, writer, flexBook(ctx), position, leaf);
  },
};
