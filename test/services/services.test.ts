import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { verifyKeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { sealOrder } from '@veilgrid/protocol/core/books/sealed';
import { add, mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { fold } from '@veilgrid/protocol/core/lists';
import { keyAHash, keyBHash, type PointRecord } from '@veilgrid/protocol/core/points';
import { paramsOf } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import { fileSecrets, MaskSummer, memorySecrets, Operator, RoleSigner } from '@veilgrid/services';
import { clearingBatches } from '@veilgrid/services/core/books/clearingBatches';
import { deleteShare, shareFor, shareScalar } from '@veilgrid/services/core/books/share';
import { maskSumBatches } from '@veilgrid/services/core/maskSumBatches';
import { submitFrom } from '@veilgrid/services/core/resume';
import { batchSalt } from '@veilgrid/services/core/salts';
import { createHasher, jsMatcher } from '@veilgrid/wasm-core';

const small = paramsOf('small');
const CHAIN = 77n;
const AUCTION = 1234n;
const HOLDER = { chainId: CHAIN, auctionId: AUCTION, role: 'operator' } as const;
const genesis = { profile: 'small', chainId: CHAIN, params: small } as Genesis;
const FEW = { few: true };
const coded = (code: string) => expect.objectContaining({ code });

let hasher: Hasher;
let directory: string;
beforeAll(async () => {
  hasher = await createHasher();
  directory = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('secrets', () => {
  test('a file keeps them over a restart, private to its owner', async () => {
    const path = join(directory, 'secrets.json');
    const store = await fileSecrets(path);
    await Promise.all([store.set('a:1', 'x'), store.set('a:2', 'y'), store.set('b', 'z')]);
    await store.delete('b');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const again = await fileSecrets(path);
    expect(await again.list('a:')).toEqual([
      ['a:1', 'x'],
      ['a:2', 'y'],
    ]);
    expect(await again.get('b')).toBeUndefined();
    expect(await readFile(path, 'utf8')).not.toContain('z');
  });

  test('a damaged file is refused, not begun anew', async () => {
    const path = join(directory, 'damaged.json');
    for (const text of ['', '{"a":', '{"a":1}', '[]']) {
      await writeFile(path, text);
      await expect(fileSecrets(path)).rejects.toEqual(coded('SECRETS_CORRUPT'));
    }
  });
});

describe('key shares', () => {
  test('are fresh, possessed, kept, and the same when asked again', async () => {
    const store = memorySecrets();
    const share = await shareFor(hasher, store, HOLDER);
    expect(verifyKeyShare(hasher, HOLDER, share)).toBe(true);
    expect(verifyKeyShare(hasher, { ...HOLDER, role: 'regulator' }, share)).toBe(false);
    expect(await shareFor(hasher, store, HOLDER)).toEqual(share);
    const others = await Promise.all([
      shareFor(hasher, store, { ...HOLDER, auctionId: AUCTION + 1n }),
      shareFor(hasher, store, { ...HOLDER, role: 'regulator' }),
      shareFor(hasher, memorySecrets(), HOLDER),
    ]);
    expect(new Set([share, ...others].map((s) => s.x)).size).toBe(4);
  });

  test('what is deleted is gone', async () => {
    const store = memorySecrets();
    await shareFor(hasher, store, HOLDER);
    await deleteShare(store, 'operator', AUCTION);
    await expect(shareScalar(store, 'operator', AUCTION)).rejects.toEqual(coded('SECRET_MISSING'));
  });

  test('salts differ by secret, label, auction and batch', () => {
    const salts = [
      batchSalt(1n, 'clear', AUCTION, 0),
      batchSalt(2n, 'clear', AUCTION, 0),
      batchSalt(1n, 'masksum:A', AUCTION, 0),
      batchSalt(1n, 'clear', AUCTION + 1n, 0),
      batchSalt(1n, 'clear', AUCTION, 1),
    ];
    expect(new Set(salts).size).toBe(5);
    expect(batchSalt(1n, 'clear', AUCTION, 0)).toBe(salts[0]);
  });
});

describe('proof chains', () => {
  const orders = (n: number) =>
    Array.from({ length: n }, (_, i) => {
      const cells = Array.from({ length: small.K }, () => ({ side: i % 2, level: 10, qty: 5 + i }));
      const inner = BigInt(i);
      return { cells, inner, c: orderCommitment(hasher, AUCTION, packOrder(cells), inner) };
    });
  const chainOf = (n: number, secret = 9n) => {
    const all = orders(n);
    const periods = jsMatcher.clearDay(
      all.map((o) => o.cells),
      small.K,
    );
    return clearingBatches(hasher, small, { auctionId: AUCTION, secret, orders: all, periods });
  };

  test('clearing: every order once, in order, folds and states joined end to end', () => {
    for (const n of [0, 1, 2, 3, 6]) {
      const batches = chainOf(n);
      expect(batches).toHaveLength(Math.max(1, Math.ceil(n / small.clearN)));
      expect(batches.flatMap((b) => b.orders)).toEqual(orders(n));
      expect(batches[0]).toMatchObject({ foldStart: AUCTION, stateIn: 0n });
      batches.slice(1).forEach((b, i) => {
        expect([b.foldStart, b.stateIn]).toEqual([batches[i]!.foldEnd, batches[i]!.stateOut]);
      });
      expect(batches.at(-1)!.foldEnd).toBe(orders(n).reduce((f, o) => fold(hasher, f, o.c), AUCTION));
    }
  });

  describe('mask sums', () => {
    const setOf = (groupId: bigint, ...keys: bigint[]) => {
      const members = keys.map((key) => ({ key, tag: tagOf(hasher, 'A', key, groupId) }));
      return { groupId, terms: groupId + 1n, members };
    };
    const host = () => setOf(AUCTION, 3n, 4n, 5n);
    const task = () => ({ role: 'A', secret: 9n, host: host(), taken: [] }) as const;
    const opens = { both: 1, net: 0, money: 1, count: 0 };
    const bits = (batches: readonly { first: boolean; last: boolean; money: number; count: number }[]) =>
      batches.map(({ first, last, money, count }) => [first, last, money, count]);

    test('the count alone is opened first', () => {
      const batches = maskSumBatches(hasher, small, task());
      expect(bits(batches)).toEqual([
        [true, false, 0, 0],
        [false, true, 0, 1],
      ]);
      expect(batches[0]!.sum.every((x) => x === 0n)).toBe(true);
      const { sums } = batches[1]!.after;
      expect(batches[1]!.sum).toEqual(sums.map((x, i) => (i === sums.length - 1 ? x : 0n)));
      expect(batches[1]!.foldEnd).toBe(host().members.reduce((f, { tag }) => fold(hasher, f, tag), AUCTION));
    });

    test('then its last batch once more, from the same state', () => {
      const batches = maskSumBatches(hasher, small, { ...task(), opens });
      expect(bits(batches).slice(1)).toEqual([
        [false, true, 0, 1],
        [false, true, 1, 0],
      ]);
      const [, counted, opened] = batches;
      expect(opened).toMatchObject({ stateIn: counted!.stateIn, index: 1, foldStart: counted!.foldStart });
      const { sums } = opened!.after;
      expect(opened!.sum).toEqual(sums.map((x, i) => (i === sums.length - 1 ? 0n : x)));
    });

    test('or on through what it takes in', () => {
      const batches = maskSumBatches(hasher, small, { ...task(), opens, taken: [setOf(AUCTION + 7n, 6n)] });
      expect(bits(batches)).toEqual([
        [true, false, 0, 0],
        [false, true, 0, 1],
        [false, true, 1, 0],
      ]);
      expect(batches[2]).toMatchObject({ stateIn: batches[1]!.stateOut, foldStart: AUCTION + 7n });
    });
  });

  test('a restart finds the same states; another secret starts again from batch 0', async () => {
    const batches = chainOf(12);
    const submitted = async (next: { batch: number; state: bigint }) => {
      const indexes: number[][] = [];
      await submitFrom(batches, next, async (few) => {
        indexes.push(few.map((b) => b.index));
      });
      return indexes;
    };
    const all = [
      [0, 1, 2, 3],
      [4, 5],
    ];
    expect(await submitted({ batch: 0, state: 0n })).toEqual(all);
    expect(await submitted({ batch: 3, state: chainOf(12)[2]!.stateOut })).toEqual([[3, 4, 5]]);
    expect(await submitted({ batch: 6, state: batches[5]!.stateOut })).toEqual([]);
    expect(await submitted({ batch: 3, state: chainOf(12, 8n)[2]!.stateOut })).toEqual(all);
    expect(await submitted({ batch: 9, state: 1n })).toEqual(all);
  });
});

describe('operator', () => {
  /** An auction of one order, as a node might tell it. */
  async function operatorFacing(change: { released?: bigint; qty?: number }) {
    const secrets = memorySecrets();
    const operatorShare = await shareFor(hasher, secrets, HOLDER);
    const regulatorShare = mulBase(21n);
    const cells = Array.from({ length: small.K }, () => ({ side: 0, level: 1, qty: 5 }));
    const words = packOrder(cells);
    const sealed = sealOrder(
      hasher,
      { auctionId: AUCTION, key: add(operatorShare, regulatorShare) },
      { words, inner: 8n, b: 3n },
    );
    const claimed = packOrder(cells.map((cell) => ({ ...cell, qty: change.qty ?? cell.qty })));
    const order = {
      c: orderCommitment(hasher, AUCTION, claimed, 8n),
      ephemeralX: sealed.ephemeral.x,
      ephemeralY: sealed.ephemeral.y,
      ct: sealed.ct,
    };
    const entry = { auctionId: AUCTION, operatorShare, regulatorShare };
    const signed = { count: 1, fold: fold(hasher, AUCTION, order.c) };
    const release = { scalar: change.released ?? 21n, ...signed };
    const auction = { zone: 1, tariffId: 1, day: 1, gate: 0n, ...signed, release };
    const head = { height: 1n, time: 0n, hash: new Uint8Array(32) };
    const follower = {
      catchUp: async () => ({ head, book: { auctions: { [String(AUCTION)]: auction } } }),
    };
    const api = {
      auction: async () => ({ ...entry, clearBatch: 0, clearState: 0n }),
      orders: async () => ({ total: 1, items: [order] }),
      sequence: () => Promise.reject(new Error('submits')),
    } as unknown as Api;
    const signer = new RoleSigner('operator', new Uint8Array(32), genesis, api);
    const prover = { prove: () => Promise.reject(new Error('proves')), close: async () => {} };
    return new Operator({ genesis, hasher, api, signer, prover, matcher: jsMatcher, secrets, follower });
  }

  test('goes on to the proofs only if every order opens to what was committed', async () => {
    await expect((await operatorFacing({})).clear(AUCTION, FEW)).rejects.toThrow('submits');
    const wrong = await operatorFacing({ qty: 6 });
    await expect(wrong.clear(AUCTION, FEW)).rejects.toMatchObject({
      code: 'ORDER_UNREADABLE',
      data: { field: 'orders.0' },
    });
  });

  test('notices a released scalar of another share', async () => {
    const operator = await operatorFacing({ released: 22n });
    await expect(operator.clear(AUCTION, FEW)).rejects.toEqual(coded('SHARE_MISMATCH'));
  });
});

describe('roles', () => {
  const api = {} as Api;
  const signer = new RoleSigner('statistician', new Uint8Array(32).fill(3), genesis, api);
  const point = (kA: bigint, kB: bigint) =>
    ({ position: 4, keyAHash: keyAHash(hasher, kA), keyBHash: keyBHash(hasher, kB) }) as PointRecord;
  const aggregator = (role: 'A' | 'B') =>
    new MaskSummer({
      role,
      genesis,
      hasher,
      api,
      signer,
      prover: { prove: () => Promise.reject(new Error('unused')), close: async () => {} },
      secrets: memorySecrets(),
      saltSecret: 1n,
      groups: {},
      follower: { catchUp: () => Promise.reject(new Error('unused')) },
    });

  test('an aggregator takes only the key of its own hash, and never one shared with the other', async () => {
    const b = aggregator('B');
    const wrong = coded('AGGREGATION_KEY_MISMATCH');
    await expect(b.accept(point(1n, 2n), 1n)).rejects.toEqual(wrong);
    await expect(b.accept(point(1n, 2n), 3n)).rejects.toEqual(wrong);
    await expect(b.accept(point(2n, 2n), 2n)).rejects.toEqual(wrong);
    await expect(aggregator('A').accept(point(2n, 2n), 2n)).rejects.toEqual(wrong);
    await b.accept(point(1n, 2n), 2n);
    const tags = await b.tags(AUCTION);
    expect(tags.get(tagOf(hasher, 'B', 2n, AUCTION))).toMatchObject({ position: 4, key: 2n });
    expect(tags.size).toBe(1);
  });

  test('it signs no enrolment whose key it has not seen, and nothing else', async () => {
    const b = aggregator('B');
    const draft = { kind: 'enrolPoint', body: { ...fullPoint, ...point(1n, 2n) } } as const;
    await expect(b.coSigner(draft)).rejects.toEqual(coded('SECRET_MISSING'));
    await b.accept(point(1n, 2n), 2n);
    expect(await b.coSigner(draft)).toMatchObject({ role: 4 });
    const other = { kind: 'revokePoint', body: { sequence: 0n, position: 4 } } as const;
    await expect(b.coSigner(other)).rejects.toEqual(coded('SIGNATURE_UNEXPECTED'));
  });

  test('a signer signs nothing of other roles, and only the kinds it agreed to', () => {
    const mint = { kind: 'mintAccount', body: { sequence: 0n, account: 1, value: 5n } } as const;
    expect(() => signer.sign(mint)).toThrow(coded('SIGNATURE_UNEXPECTED'));
    const enrol = { kind: 'enrolPoint', body: { ...fullPoint, ...point(1n, 2n) } } as const;
    expect(() => signer.coSigner('changePoint')(enrol)).toThrow(coded('SIGNATURE_UNEXPECTED'));
  });

  const fullPoint = {
    sequence: 0n,
    position: 4,
    ownerPk: 1n,
    ownerSigPk: new Uint8Array(32),
    meterAx: 0n,
    meterAy: 1n,
    importCap: 0,
    exportCap: 0,
    dayImportCap: 0,
    dayExportCap: 0,
    zone: 0,
    tariffId: 0,
    dayLimit: 0n,
    open: 0,
  };
});
