import { createHash } from 'node:crypto';
import { keys } from '@veilgrid/node/state/core/keys';
import { noteCount, noteRoot } from '@veilgrid/node/state/core/money/notes';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { nextStateHash } from '@veilgrid/node/state/core/stateHash';
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { MONEY } from '@veilgrid/protocol/params';
import type { Tx } from '@veilgrid/protocol/tx';
import { TestChain } from '../support/chain.js';
import { Household } from '../support/household.js';
import { slipOf } from '../support/slip.js';

const mint = (rho: bigint) => slipOf({ asset: MONEY, value: 1_000n, ownerPk: 5n, rho });
const withSequence = (tx: Tx, sequence: bigint) => ({ ...tx, body: { ...tx.body, sequence } }) as Tx;
const transfer = (chain: TestChain, nf: bigint, cm: bigint) =>
  chain.tx('transfer', {
    nf: [nf, nf + 1n],
    cm: [cm, cm + 1n],
    noteRoot: noteRoot(chain.store),
    asset: MONEY,
    redeemed: 0n,
    payoutReference: new Uint8Array(32),
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES),
  });

describe('sequence numbers', () => {
  const chain = new TestChain();
  chain.submit(chain.tx('mintNote', mint(1n)));

  test('count by role, and only what was accepted', () => {
    expect([nextSequence(chain.store, 'issuer'), nextSequence(chain.store, 'dso')]).toEqual([1n, 0n]);
    chain.block([chain.verified(chain.tx('mintNote', mint(1n)))]);
    expect(nextSequence(chain.store, 'issuer')).toBe(1n);
    chain.submit(chain.tx('enrolPoint', new Household(1).point));
    expect([nextSequence(chain.store, 'dso'), nextSequence(chain.store, 'supplier')]).toEqual([1n, 0n]);
  });

  test.each([0n, 2n, 2n ** 64n - 1n])('refuse %d where 1 is due', (sequence) => {
    const error = chain.refusal(chain.verified(withSequence(chain.tx('mintNote', mint(2n)), sequence)));
    expect(error?.toBody()).toMatchObject({
      code: 'SEQUENCE_WRONG',
      field: 'sequence',
      role: 'issuer',
      expected: '1',
    });
  });
});

describe('a block', () => {
  test('writes nothing of what fails in it, and goes on', () => {
    const chain = new TestChain();
    chain.submit(chain.tx('mintNote', mint(1n)));
    const txs = [transfer(chain, 10n, 20n), transfer(chain, 10n, 30n), transfer(chain, 12n, 40n)];
    const { errors } = chain.block(txs.map((tx) => chain.verified(tx)));
    expect(errors.map((e) => e?.code)).toEqual([undefined, 'NULLIFIER_SPENT', undefined]);
    expect(errors.map((e) => e?.data.field)).toEqual([undefined, 'nf.0', undefined]);
    const without = new TestChain();
    without.submit(without.tx('mintNote', mint(1n)));
    without.submit(txs[0]!, txs[2]!);
    expect(without.store.entries()).toEqual(chain.store.entries());
    // It is the block without it: a block that held it would be none.
    expect(without.stateHash).toEqual(chain.stateHash);
  });

  test('sees what came before in it, and seals notes at its end only', () => {
    const chain = new TestChain();
    const root = noteRoot(chain.store);
    const first = chain.tx('mintNote', mint(1n));
    chain.submit(first, withSequence(chain.tx('mintNote', mint(2n)), 1n));
    expect(noteCount(chain.store)).toBe(2);
    const accepted = chain.store.entries().filter(([key]) => key.startsWith('notes/accepted/'));
    expect(accepted.map(([key]) => key).sort()).toEqual(
      [root, noteRoot(chain.store)].map(keys.acceptedNoteRoot).sort(),
    );
  });

  test('of nothing changes the hash and nothing else', () => {
    const chain = new TestChain();
    const { stateHash } = chain;
    const before = chain.store.entries();
    chain.block([]);
    expect(chain.store.entries()).toEqual(before);
    expect(chain.stateHash).not.toEqual(stateHash);
  });

  test('with a bug in it halts and writes nothing', () => {
    const chain = new TestChain();
    chain.store.commit([[keys.noteFrontier, Uint8Array.of(1, 2, 3)]]);
    const before = chain.store.entries();
    const vtx = chain.verified(chain.tx('mintNote', mint(1n)));
    expect(() => chain.block([vtx])).toThrow();
    expect(chain.store.entries()).toEqual(before);
  });
});

describe('a proof checked against other signals is refused', () => {
  const chain = new TestChain();
  chain.submit(chain.tx('mintNote', mint(1n)));
  const vtx = chain.verified(transfer(chain, 10n, 20n));
  const [signals] = vtx.signals as [readonly bigint[]];
  test.each([
    ['one changed', [signals.map((x, i) => (i === 5 ? x + 1n : x))]],
    ['one less', [signals.slice(0, -1)]],
    ['one more', [[...signals, 0n]]],
    ['none', []],
  ])('%s', (_name, changed) => {
    const forged: VerifiedTx = { ...vtx, signals: changed };
    expect(chain.refusal(forged)?.code).toBe('SIGNALS_CHANGED');
  });
});

describe('the state hash', () => {
  const sha256 = (...parts: (Uint8Array | string)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return new Uint8Array(hash.digest());
  };
  const prev = new Uint8Array(32).fill(1);
  const other = new Uint8Array(32).fill(2);

  test('has the bytes it says it has', () => {
    const a = sha256('\0\x03a/1', Uint8Array.of(1, 0, 0, 0, 2, 7, 8), '\0\x03a/2', Uint8Array.of(0));
    const b = sha256('\0\x03b/1', Uint8Array.of(1, 0, 0, 0, 0));
    const expected = sha256(prev, '\x01a', a, '\x01b', b);
    const writes = [
      ['a/1', Uint8Array.of(7, 8)],
      ['a/2', undefined],
      ['b/1', new Uint8Array()],
    ] as const;
    expect(nextStateHash(prev, writes)).toEqual(expected);
  });

  test('tells every difference', () => {
    const one = Uint8Array.of(1);
    const hashes = [
      nextStateHash(prev, []),
      nextStateHash(other, []),
      nextStateHash(prev, [['a/1', one]]),
      nextStateHash(prev, [['b/1', one]]),
      nextStateHash(prev, [['a/1', undefined]]),
      nextStateHash(prev, [['a/1', new Uint8Array()]]),
    ];
    expect(new Set(hashes.map(String)).size).toBe(hashes.length);
  });
});
