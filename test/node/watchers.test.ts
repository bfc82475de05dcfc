import { jest } from '@jest/globals';
import { bytesOf, mint } from './support/chain.js';
import { testLedger } from './support/ledger.js';

test('watchers are told of outcomes and blocks, the block when it is committed', async () => {
  const ledger = testLedger();
  const told: string[] = [];
  const stop = ledger.watch({
    transaction: (kind, outcome) => told.push(`${kind} ${outcome}`),
    block: ({ head }) => told.push(`block ${head.height} of ${ledger.head.height}`),
  });
  await (await ledger.submit(bytesOf(mint(0n)))).committed;
  await ledger.moveTime(2n ** 32n);
  stop();
  await (await ledger.submit(bytesOf(mint(1n)))).committed;
  expect(told).toEqual(['mintAccount accepted', 'mintAccount committed', 'block 1 of 1', 'block 2 of 2']);
  await ledger.close();
});

test('a watcher that fails is a warning, and the ledger and other watchers go on', async () => {
  const ledger = testLedger();
  const heights: bigint[] = [];
  ledger.watch({
    block: () => {
      throw new Error('a watcher failed');
    },
  });
  ledger.watch({ block: ({ head }) => heights.push(head.height) });
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  for (const sequence of [0n, 1n]) await (await ledger.submit(bytesOf(mint(sequence)))).committed;
  expect(warn.mock.calls.map(([text]) => String(text).split('\n')[0])).toEqual([
    'Error: a watcher failed',
    'Error: a watcher failed',
  ]);
  warn.mockRestore();
  expect(heights).toEqual([1n, 2n]);
  expect(ledger.stopped).toBeUndefined();
  await ledger.close();
});
