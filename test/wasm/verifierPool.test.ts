import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import type { VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';
import { outsideSubgroup, simulate } from './support/groth16.js';

const { key, prove } = simulate(1, 21n);
const items: VerifyItem[] = Array.from({ length: 20 }, (_, i) => ({
  key: 'one',
  publicSignals: [BigInt(i)],
  proof: prove([BigInt(i)], BigInt(i) + 3n, BigInt(i) + 4n),
}));
const bad: VerifyItem = { ...items[0]!, publicSignals: [77n] };

describe('a pool of threads', () => {
  test('answers each caller in order, whatever is verified together', async () => {
    const pool = createVerifierPool({ keys: { one: key }, workers: 2 });
    const calls = [items, [bad], [...items.slice(0, 5), bad, ...items.slice(5)], [items[3]!], []];
    const answers = await Promise.all(calls.map((call) => pool.verifyMany(call)));
    expect(answers.map((results) => results.map(({ ok }) => ok))).toEqual(
      calls.map((call) => call.map((item) => item !== bad)),
    );
    await pool.close();
  });

  test('bounds what waits: all of a call or nothing is taken', async () => {
    const pool = createVerifierPool({ keys: { one: key }, workers: 1, maxQueue: 20 });
    const first = pool.verifyMany(items);
    await expect(pool.verifyMany([items[0]!])).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(await first).toHaveLength(20);
    expect(await pool.verifyMany(items)).toHaveLength(20);
    await pool.close();
  });

  test('closes, with open jobs failing', async () => {
    const pool = createVerifierPool({ keys: { one: key }, workers: 2 });
    const open = expect(pool.verifyMany(items)).rejects.toMatchObject({ code: 'CLOSED' });
    await pool.close();
    await open;
    await expect(pool.verifyMany(items)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('refuses a malformed key at once, and one with bad points at the first proof', async () => {
    const options = { workers: 1, keys: { one: { ...key, nPublic: 2 } } };
    expect(() => createVerifierPool(options)).toThrow(expect.objectContaining({ reason: 'KEY_SIZE' }));
    const outside = [...outsideSubgroup().map((pair) => pair.map(String)), ['1', '0']];
    const pool = createVerifierPool({ workers: 1, keys: { one: { ...key, vk_delta_2: outside } } });
    await expect(pool.verifyMany(items)).rejects.toMatchObject({
      code: 'WORKER_FAILED',
      message: expect.stringContaining('KEY_POINT_NOT_IN_SUBGROUP'),
    });
    await expect(pool.verifyMany(items)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('keeps a process alive while it works, and not when idle', () => {
    const module = createRequire(import.meta.url).resolve('@veilgrid/wasm-core/verifier/pool');
    const text = (value: unknown) => JSON.stringify(value, (_, x) => (typeof x === 'bigint' ? `${x}n` : x));
    const source = `
      import { createVerifierPool } from ${JSON.stringify(module)};
      const parse = (text) => JSON.parse(text, (_, x) => (/^\\d+n$/.test(x) ? BigInt(x.slice(0, -1)) : x));
      const pool = createVerifierPool({ keys: { one: ${JSON.stringify(key)} }, workers: 1 });
      pool.verifyMany(parse(${JSON.stringify(text(items))})).then((results) => {
        console.log(results.filter(({ ok }) => ok).length);
      });`;
    const folder = mkdtempSync(join(tmpdir(), 'veilgrid-test-'));
    const script = join(folder, 'verify.mjs');
    writeFileSync(script, source);
    const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    rmSync(folder, { recursive: true });
    expect({ stdout, stderr, status }).toEqual({ stdout: '20\n', stderr: '', status: 0 });
  });
});
