/** A book's commitments, folds, root, clearing state and key share: the vectors, by the protocol and by hand. */
import { readFileSync } from 'node:fs';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import {
  addOrders,
  clearingStateCommitment,
  initialClearingState,
} from '@veilgrid/protocol/core/books/clearingState';
import { makeKeyShare, verifyKeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { fold } from '@veilgrid/protocol/core/lists';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher, jsMatcher } from '@veilgrid/wasm-core';
import { clearingState } from '../oracle/clear.js';
import { buildCrypto } from '../oracle/crypto.js';
import { commitment } from '../oracle/order.js';

interface Vector {
  readonly id: string;
  readonly steps: readonly (readonly [level: number, qty: number])[][];
  readonly commitments: readonly string[];
  readonly folds: readonly string[];
  readonly root: Readonly<Record<'2' | '6', string>>;
  readonly periods: readonly (readonly [L: number, H: number, lambda: number, rationed: number])[];
  readonly state: string;
  readonly share: Readonly<Record<'chainId' | 'scalar' | 'x' | 'y' | 'r8x' | 'r8y' | 's', string>>;
}

const vector: Vector = JSON.parse(readFileSync('test/vectors/books.json', 'utf8'));
const number = (hex: string) => BigInt(`0x${hex}`);
const id = number(vector.id);
const steps = vector.steps.map((cells) => cells.map(([level, qty]) => ({ side: 0, level, qty })));
const commitments = vector.commitments.map(number);

test('the protocol gives the vectors', async () => {
  const hasher = await createHasher();
  const c = steps.map((cells, s) => orderCommitment(hasher, id, packOrder(cells), BigInt(s + 1)));
  expect(c).toEqual(commitments);
  const folds = [id];
  for (const each of c) folds.push(fold(hasher, folds.at(-1)!, each));
  expect(folds.slice(1)).toEqual(vector.folds.map(number));
  for (const depth of ['2', '6'] as const) {
    expect(new Tree8(hasher, Number(depth), c).root).toBe(number(vector.root[depth]));
  }
  const periods = jsMatcher.clearDay(steps, 4);
  expect(periods.map(({ L, H, lambda, rationed }) => [L, H, lambda, rationed])).toEqual(vector.periods);
  const after = addOrders(initialClearingState(paramsOf('small')), 5n, steps, periods);
  expect(clearingStateCommitment(hasher, after, periods)).toBe(number(vector.state));
  const { chainId, scalar, ...share } = vector.share;
  const holder = { chainId: number(chainId), auctionId: id, role: 'operator' } as const;
  const made = makeKeyShare(hasher, holder, number(scalar));
  expect(made).toEqual(Object.fromEntries(Object.entries(share).map(([name, hex]) => [name, number(hex)])));
  expect(verifyKeyShare(hasher, holder, made)).toBe(true);
  expect(verifyKeyShare(hasher, { ...holder, auctionId: id + 1n }, made)).toBe(false);
});

test('so does the text, with other people’s hashes', async () => {
  const crypto = await buildCrypto();
  const columns = steps.map((cells) => ({
    side: cells.map(() => 0n),
    level: cells.map(({ level }) => BigInt(level)),
    qty: cells.map(({ qty }) => BigInt(qty)),
  }));
  expect(columns.map((cells, s) => commitment(crypto, id, cells, BigInt(s + 1)))).toEqual(commitments);
  let current = id;
  commitments.forEach((c, i) => {
    current = crypto.hash('FOLD', current, c);
    expect(current).toBe(number(vector.folds[i]!));
  });
  // Without sales L is 0 or the level above all purchases, and D(≥L), D(=L), V(=H), M, C follow by hand.
  const parameters = {
    L: vector.periods.map(([L]) => BigInt(L)),
    H: vector.periods.map(([, H]) => BigInt(H)),
    lambda: vector.periods.map(([, , lambda]) => BigInt(lambda)),
    rationed: vector.periods.map(([, , , rationed]) => BigInt(rationed)),
  };
  const lanes = vector.periods.flatMap(([L, H], k) => {
    const cells = steps.map((step) => step[k]!);
    const volume = (of: typeof cells) => of.reduce((sum, { qty }) => sum + BigInt(qty), 0n);
    const at = cells.filter(({ level }) => level === L);
    const top = volume(cells.filter(({ level }) => level === H && L < H));
    return [volume(cells.filter(({ level }) => level >= L)), 0n, volume(at), 0n, top, 0n, BigInt(at.length)];
  });
  const sums = Array<bigint>(Math.ceil(lanes.length / 5)).fill(0n);
  lanes.forEach((lane, i) => {
    sums[Math.floor(i / 5)]! += lane << BigInt(50 * (i % 5));
  });
  expect(clearingState(crypto, 5n, sums, 3n, parameters)).toBe(number(vector.state));
  const { chainId, x, y, r8x, r8y, s } = vector.share;
  const key = { x: number(x), y: number(y) };
  // Role 2 is the operator's.
  const message = crypto.hash('POP', number(chainId), id, 2n, key.x, key.y);
  const signature = { R8x: number(r8x), R8y: number(r8y), S: number(s) };
  expect(crypto.verifies(key, message, signature)).toBe(true);
});
