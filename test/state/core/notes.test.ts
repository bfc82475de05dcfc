import { balanceOf, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { isSpent, listNotes, noteIndex, noteRoot } from '@veilgrid/node/state/core/money/notes';
import { emptyRoots, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { noteCommitment, TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { BodyOf } from '../support/chain.js';
import { leaveNoteRoom, refuses, TestChain } from '../support/chain.js';
import { FEE, PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { slipOf } from '../support/slip.js';

const MAX = 2n ** 64n - 1n;
const note = { asset: MONEY, value: 1_000n, ownerPk: 5n, rho: 6n };
const cm = noteCommitment(hasher, note);
const reference = new Uint8Array(32).fill(1);

describe('money', () => {
  const chain = new TestChain();
  chain.submit(chain.tx('mintNote', slipOf(note)));
  chain.submit(chain.tx('mintAccount', { account: ROLES.supplier, value: 700n }));
  const root = noteRoot(chain.store);
  const transfer = (change: Partial<BodyOf<'transfer'>> = {}) =>
    chain.tx('transfer', {
      nf: [11n, 12n],
      cm: [21n, 22n],
      noteRoot: root,
      asset: MONEY,
      redeemed: 0n,
      payoutReference: new Uint8Array(32),
      memo1: new Uint8Array(TRANSFER_MEMO_BYTES).fill(1),
      memo2: new Uint8Array(TRANSFER_MEMO_BYTES).fill(2),
      ...change,
    });
  const redeem = (account: number, value: bigint) =>
    chain.tx('redeem', { account, value, payoutReference: reference });

  chain.submit(transfer({ nf: [1n, 2n], cm: [31n, 32n] }));
  chain.submit(transfer({ nf: [3n, 4n], cm: [33n, 34n], redeemed: 90n, payoutReference: reference }));
  chain.submit(redeem(ROLES.supplier, 200n));

  test('goes where it should', () => {
    const { store } = chain;
    expect(getSupply(store)).toEqual({
      minted: 1_700n,
      held: 0n,
      redeemed: 290n,
      shielded: 1_000n - 2n * FEE - 90n,
      notes: 1_000n - 2n * FEE - 90n,
      deposits: 0n,
      bonds: 0n,
      roleBonds: 0n,
      parties: 0n,
      accounts: { dso: 2n * FEE, supplier: 500n, operator: 0n, regulator: 0n, issuer: 0n },
    });
    expect(balanceOf(store, 'supplier')).toBe(500n);
    expect(listNotes(store, 0, 2)).toEqual([
      { index: 0, cm, origin: 'mint', asset: MONEY, memo: slipOf(note).slip.memo },
      {
        index: 1,
        cm: 31n,
        origin: 'transfer',
        asset: MONEY,
        memo: new Uint8Array(TRANSFER_MEMO_BYTES).fill(1),
      },
    ]);
    expect(listNotes(store, 4, 9).map((n) => n.cm)).toEqual([34n]);
    expect(listNotes(store, 5, 9)).toEqual([]);
    expect([noteIndex(store, 33n), noteIndex(store, 99n)]).toEqual([3, undefined]);
    expect([isSpent(store, 4n), isSpent(store, 5n)]).toEqual([true, false]);
    expect(noteRoot(store)).toBe(new Tree8(hasher, PARAMS.noteDepth, [cm, 31n, 32n, 33n, 34n]).root);
  });

  test('every root at the end of a block is accepted for ever, the empty one too', () => {
    const empty = emptyRoots(hasher, PARAMS.noteDepth)[PARAMS.noteDepth]!;
    for (const old of [empty, root, noteRoot(chain.store)]) {
      expect(chain.refusal(chain.verified(transfer({ noteRoot: old })))).toBeUndefined();
    }
    const inside = new Tree8(hasher, PARAMS.noteDepth, [cm, 31n]).root;
    const error = chain.refusal(chain.verified(transfer({ noteRoot: inside })));
    expect(error?.code).toBe('NOTE_ROOT_UNKNOWN');
  });

  refuses(
    () => chain,
    [
      [
        'mint of nothing',
        () => chain.tx('mintNote', slipOf({ ...note, value: 0n })),
        'AMOUNT_ZERO',
        'slip.value',
      ],
      [
        'mint of another asset',
        () => chain.tx('mintNote', slipOf({ ...note, asset: 2n })),
        'ASSET_UNKNOWN',
        'slip.asset',
      ],
      ['mint of the same note', () => chain.tx('mintNote', slipOf(note)), 'COMMITMENT_EXISTS', 'slip.cm'],
      [
        'mint beyond u64 in all',
        () => chain.tx('mintNote', slipOf({ ...note, rho: 7n, value: MAX - 1_699n })),
        'AMOUNT_OVERFLOW',
        'slip.value',
      ],
      [
        'account mint of nothing',
        () => chain.tx('mintAccount', { account: 0, value: 0n }),
        'AMOUNT_ZERO',
        'value',
      ],
      [
        'account mint beyond u64 in all',
        () => chain.tx('mintAccount', { account: 0, value: MAX - 1_699n }),
        'AMOUNT_OVERFLOW',
        'value',
      ],
      [
        'a role without an account',
        () => chain.tx('mintAccount', { account: ROLES.statistician, value: 1n }),
        'VALUE_OUT_OF_RANGE',
        'account',
      ],
      ['redeeming nothing', () => redeem(ROLES.supplier, 0n), 'AMOUNT_ZERO', 'value'],
      ['redeeming more than there is', () => redeem(ROLES.supplier, 501n), 'BALANCE_TOO_LOW'],
      ['transfer of another asset', () => transfer({ asset: 2n }), 'ASSET_UNKNOWN', 'asset'],
      ['transfer under an unknown root', () => transfer({ noteRoot: 5n }), 'NOTE_ROOT_UNKNOWN', 'noteRoot'],
      ['one nullifier twice', () => transfer({ nf: [11n, 11n] }), 'NULLIFIER_SPENT', 'nf.1'],
      ['a spent first nullifier', () => transfer({ nf: [1n, 12n] }), 'NULLIFIER_SPENT', 'nf.0'],
      ['a spent second nullifier', () => transfer({ nf: [11n, 4n] }), 'NULLIFIER_SPENT', 'nf.1'],
      ['one commitment twice', () => transfer({ cm: [21n, 21n] }), 'COMMITMENT_EXISTS', 'cm.1'],
      ['an old commitment', () => transfer({ cm: [21n, cm] }), 'COMMITMENT_EXISTS', 'cm.1'],
      ['the empty leaf', () => transfer({ cm: [0n, 22n] }), 'VALUE_OUT_OF_RANGE', 'cm.0'],
      [
        'a payout reference without payout',
        () => transfer({ payoutReference: reference }),
        'VALUE_OUT_OF_RANGE',
        'payoutReference',
      ],
      [
        'more than all notes hold',
        () => transfer({ redeemed: 1_000n - 3n * FEE - 90n + 1n, payoutReference: reference }),
        'BALANCE_TOO_LOW',
        'redeemed',
      ],
    ],
  );
});

describe('a note tree with one place left', () => {
  const chain = new TestChain();
  chain.submit(chain.tx('mintNote', slipOf(note)));
  const tx = chain.tx('transfer', {
    nf: [1n, 2n],
    cm: [3n, 4n],
    noteRoot: noteRoot(chain.store),
    asset: MONEY,
    redeemed: 0n,
    payoutReference: new Uint8Array(32),
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES),
  });
  leaveNoteRoom(chain, 1);
  refuses(() => chain, [['two notes', () => tx, 'NOTE_TREE_FULL']]);

  test('takes one and no more', () => {
    const mint = chain.tx('mintNote', slipOf({ ...note, rho: 7n }));
    expect(chain.refusal(chain.verified(mint))).toBeUndefined();
    leaveNoteRoom(chain, 0);
    expect(chain.refusal(chain.verified(mint))?.code).toBe('NOTE_TREE_FULL');
  });
});
