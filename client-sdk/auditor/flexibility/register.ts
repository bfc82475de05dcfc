/** The register: who may offer for a point. docs/protocol/flexibility.md, flexEnrol. */
import { equalBytes } from '@noble/curves/utils.js';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import type { CoreBooks } from '../core/books.js';
import { type LeafTree, newLeafTree } from '../core/leafTree.js';
import { changeLeaf } from '../core/leaves.js';
import type { Ledger } from '../core/ledger.js';
import { enterLog } from '../core/log.js';
import { roomOf, rootOf } from '../core/tree.js';
import type { FlexibilityLedger, FlexibilityRule } from './book.js';

const NAME = 'flex';

function registerOf({ books, genesis, hasher }: Ledger<CoreBooks>): LeafTree {
  const register = books.leaves.get(NAME) ?? newLeafTree(hasher, genesis.params.pointDepth, true);
  books.leaves.set(NAME, register);
  return register;
}

/** The register of a day, as its first need finds it. */
export function pinnedRegister(ledger: FlexibilityLedger, day: number): bigint {
  const { books } = ledger;
  const known = books.flexRoots.get(day);
  if (known !== undefined) return known;
  const { tree, history } = registerOf(ledger);
  const root = rootOf(tree);
  books.flexRoots.set(day, root);
  enterLog(books, FLEXIBILITY_LOG.dayFlex, { day, root, changes: history.length });
  return root;
}

export const flexEnrol: FlexibilityRule<'flexEnrol'> = (ledger, { position, leaf, ownerSigPk }) => {
  const register = registerOf(ledger);
  ensure(position < roomOf(register.tree), 'POSITION_OUT_OF_RANGE', { field: 'position' });
  const ofOwner = { field: 'ownerSigPk' };
  if (leaf === 0n) {
    const stands = (register.tree.levels[0]!.get(position) ?? 0n) !== 0n;
    ensure(stands, 'POSITION_EMPTY', { field: 'position' });
    ensure(
      ownerSigPk.every((byte) => byte === 0),
      'VALUE_OUT_OF_RANGE',
      ofOwner,
    );
  } else {
    const entry = ledger.books.points.at.get(position);
    if (!entry) throw fail('POSITION_EMPTY', { field: 'position' });
    ensure(entry.live, 'POINT_REVOKED', { field: 'position' });
    ensure(equalBytes(ownerSigPk, entry.point.ownerSigPk), 'VALUE_OUT_OF_RANGE', ofOwner);
  }
  changeLeaf(ledger, register, position, leaf);
};
