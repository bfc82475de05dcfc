import { HashPool, toBytes, WasmContext } from '@veilgrid/wasm-core';

describe('hash pool', () => {
  let wasm: WasmContext;
  let pool: HashPool;
  beforeAll(async () => {
    wasm = await WasmContext.create();
    pool = await HashPool.create(3);
  });
  afterAll(() => pool.close());

  test('gives what one thread gives, for any number of items', async () => {
    for (const count of [0, 1, 2, 3, 4, 1000]) {
      const items = toBytes(Array.from({ length: 3 * count }, (_, i) => BigInt(i)));
      expect(await pool.hashMany(items, 3, 7n)).toEqual(wasm.hashMany(items, 3, 7n));
    }
  });

  test('reads shared memory where it is, and leaves other input whole', async () => {
    const items = toBytes(Array.from({ length: 300 }, (_, i) => BigInt(i)));
    const shared = new Uint8Array(new SharedArrayBuffer(items.length));
    shared.set(items);
    const want = wasm.hashMany(items, 2, 0n);
    expect(await pool.hashMany(shared, 2, 0n)).toEqual(want);
    expect(await pool.hashMany(items, 2, 0n)).toEqual(want);
    expect(items.length).toBe(300 * 32);
  });

  test('refusals arrive as coded errors', async () => {
    const bad = new Uint8Array(64 * 10).fill(255);
    await expect(pool.hashMany(bad, 2, 0n)).rejects.toMatchObject({ code: 'FIELD_NOT_CANONICAL' });
    await expect(pool.hashMany(new Uint8Array(63), 2, 0n)).rejects.toMatchObject({
      code: 'VALUE_OUT_OF_RANGE',
    });
    await expect(HashPool.create(0)).rejects.toMatchObject({ code: 'VALUE_OUT_OF_RANGE' });
  });

  test('closing fails what is under way', async () => {
    const closed = await HashPool.create(1);
    const job = closed.hashMany(new Uint8Array(64 * 1000), 2, 0n);
    closed.close();
    await expect(job).rejects.toThrow('closed');
    await expect(closed.hashMany(new Uint8Array(64), 2, 0n)).rejects.toThrow('closed');
  });
});
