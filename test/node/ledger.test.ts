import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { openBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import { balanceOf } from '@veilgrid/node/state/core/money/accounts';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { Block, blockHash } from '@veilgrid/protocol/core/block';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import { consensusJson } from '../state/support/genesis.js';
import {
  bytesOf,
  GENESIS_TIME,
  genesis,
  genesisJson,
  idOf,
  mint,
  mintNote,
  signedTx,
} from './support/chain.js';
import { blocksOf, hasher, refusal, testLedger, transactionsOf, trustingVerifier } from './support/ledger.js';
import { GATE, openDay, order } from './support/market.js';

const start = BigInt(GENESIS_TIME);

describe('embedded ledger', () => {
  test('commits what follows on each other in one block, in order', async () => {
    const ledger = testLedger();
    const txs = [mint(0n), mint(1n), mintNote(2n)];
    const pending = await Promise.all(txs.map((tx) => ledger.submit(bytesOf(tx))));
    expect(txs.map((tx) => ledger.txState(idOf(tx)).status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await Promise.all(pending.map((p) => p.committed))).toEqual([1n, 1n, 1n]);
    expect(transactionsOf(ledger.block(1n)!)).toEqual(txs.map(bytesOf));
    expect(ledger.txState(idOf(txs[1]!))).toEqual({ status: 'committed', height: 1n });
    expect(balanceOf(ledger.view, 'supplier')).toBe(10n);
    await ledger.close();
  });

  test('accepted is not committed: nothing is visible before its block', async () => {
    const ledger = testLedger();
    const { committed } = await ledger.submit(bytesOf(mint(0n)));
    expect(balanceOf(ledger.view, 'supplier')).toBe(0n);
    expect(ledger.head.height).toBe(0n);
    await committed;
    expect(balanceOf(ledger.view, 'supplier')).toBe(5n);
    await ledger.close();
  });

  test('blocks form a signed chain from genesis', async () => {
    const ledger = testLedger();
    for (const sequence of [0n, 1n, 2n]) await (await ledger.submit(bytesOf(mint(sequence)))).committed;
    let { head } = originOf(genesis, hasher);
    for (const sealed of blocksOf(ledger)) {
      const { header } = openBlock(genesis, head, sealed);
      const { height, time, stateHash } = header;
      head = { height, time, stateHash, blockHash: blockHash(header) };
    }
    expect(head).toEqual(ledger.head);
    await ledger.close();
  });

  test('a proof that takes longer does not lose its place', async () => {
    const delays = [40, 1];
    const verifier = {
      ...trustingVerifier,
      async verify() {
        await new Promise((resolve) => setTimeout(resolve, delays.shift()));
        return [undefined];
      },
    };
    const ledger = testLedger({ verifier });
    for (const tx of openDay()) await ledger.submit(bytesOf(tx));
    const orders = [order(1n), order(2n)];
    const pending = await Promise.all(orders.map((tx) => ledger.submit(bytesOf(tx))));
    await pending[1]!.committed;
    const txs = transactionsOf(ledger.block(ledger.head.height)!);
    expect(txs.slice(-2)).toEqual(orders.map(bytesOf));
    await ledger.close();
  });

  test('an accepted order that its block comes too late for is dropped and says why', async () => {
    let now = start;
    const clock = { after: (previous: bigint) => (now > previous ? now : previous), move() {} };
    const ledger = testLedger({ clock });
    for (const tx of openDay()) await (await ledger.submit(bytesOf(tx))).committed;
    now = GATE - 1n;
    const late = await ledger.submit(bytesOf(order(1n)));
    const mintTx = mint(3n);
    const other = await ledger.submit(bytesOf(mintTx));
    now = GATE;
    expect(await refusal(() => late.committed)).toMatchObject({ code: 'GATE_CLOSED' });
    expect(ledger.txState(idOf(order(1n)))).toMatchObject({ status: 'rejected', error: { number: 600 } });
    const height = await other.committed;
    expect(transactionsOf(ledger.block(height)!)).toEqual([bytesOf(mintTx)]);
    await ledger.close();
  });

  test('a ledger that halts while it closes gives its store back', async () => {
    const store = memoryLedger(originOf(genesis, hasher));
    let closed = 0;
    const ledger = testLedger({
      store: {
        ...store,
        head: () => store.head(),
        commit: () => Promise.reject(new Error('the disk is full')),
        close: async () => {
          closed++;
        },
      },
    });
    const { committed } = await ledger.submit(bytesOf(mint(0n)));
    await ledger.close();
    expect(closed).toBe(1);
    expect(await refusal(() => committed)).toMatchObject({ code: 'INTERNAL' });
  });

  describe('heartbeat', () => {
    const consensus = consensusJson({ clock: 'block', blockInterval: 1 });
    const beating = parseGenesis(genesisJson({ consensus }));
    const parts = (now: () => bigint) => ({
      genesis: beating,
      store: memoryLedger(originOf(beating, hasher)),
      clock: { after: (previous: bigint) => (now() > previous ? now() : previous), move() {} },
    });
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
    };

    test('an empty block comes whenever the interval has passed since the time of the last', async () => {
      let now = start;
      const ledger = testLedger(parts(() => now));
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(ledger.head.height).toBe(0n);
      now = start + 5n;
      await until(() => ledger.head.height === 1n);
      now = start + 6n;
      await until(() => ledger.head.height === 2n);
      await ledger.close();
      const blocks = blocksOf(ledger).map(({ block }) => Block.deserialize(block));
      expect(blocks.map(({ header }) => header.time)).toEqual([start + 5n, start + 6n]);
      expect(blocks.map(({ transactions }) => transactions.length)).toEqual([0, 0]);
    });

    test('a clock that stands still makes none, however often it is asked', async () => {
      const asked: bigint[] = [];
      const { clock, ...rest } = parts(() => start);
      const after = (previous: bigint) => {
        asked.push(previous);
        return clock.after(previous);
      };
      const ledger = testLedger({ ...rest, clock: { ...clock, after } });
      await until(() => asked.length > 3);
      expect(ledger.head.height).toBe(0n);
      await ledger.close();
    });

    test('a ledger whose time is moved by hand waits for the hand', async () => {
      const ledger = testLedger({
        clock: { after: (previous: bigint) => previous + 10_000n, move() {} },
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(ledger.head.height).toBe(0n);
      await ledger.close();
    });
  });

  test('blocks keep within genesis, and what does not fit comes next', async () => {
    const consensus = consensusJson({ blockTxs: 2 });
    const narrow = parseGenesis(genesisJson({ consensus }));
    const ledger = testLedger({ genesis: narrow, store: memoryLedger(originOf(narrow, hasher)) });
    const txs = [0n, 1n, 2n].map((sequence) =>
      signedTx('mintAccount', { sequence, account: 1, value: 5n }, narrow.chainId),
    );
    const pending = await Promise.all(txs.map((tx) => ledger.submit(bytesOf(tx))));
    expect(await Promise.all(pending.map(({ committed }) => committed))).toEqual([1n, 1n, 2n]);
    await ledger.close();
  });

  test('time moves forward only, and what was accepted before keeps its time', async () => {
    const ledger = testLedger();
    await ledger.submit(bytesOf(mint(0n)));
    const { height, time } = await ledger.moveTime(start + 50n);
    expect({ height, time }).toEqual({ height: 2n, time: start + 50n });
    expect(Block.deserialize(ledger.block(1n)!).header.time).toBe(start);
    expect(await refusal(() => ledger.moveTime(start + 49n))).toEqual({
      code: 'TIME_NOT_MONOTONIC',
      field: 'time',
    });
    expect(await refusal(() => ledger.moveTime(2n ** 40n))).toMatchObject({ code: 'VALUE_OUT_OF_RANGE' });
    expect(ledger.head.height).toBe(2n);
    await ledger.close();
  });

  test('production refuses to move time', async () => {
    const consensus = consensusJson({ clock: 'block' });
    const production = parseGenesis(
      genesisJson({ production: true, windows: PRODUCTION_WINDOWS, consensus }),
    );
    const ledger = testLedger({ genesis: production });
    expect(await refusal(() => ledger.moveTime(start + 1n))).toEqual({
      code: 'PRODUCTION_REFUSES',
      field: 'time',
    });
    await ledger.close();
  });

  test('a disk that fails halts it: nobody is told "committed", nothing more is taken', async () => {
    const store = memoryLedger(originOf(genesis, hasher));
    store.commit = async () => {
      throw new Error('disk full');
    };
    const halts: string[] = [];
    const ledger = testLedger({ store, onHalt: ({ message }) => halts.push(message) });
    const { committed } = await ledger.submit(bytesOf(mint(0n)));
    expect(await refusal(() => committed)).toMatchObject({ code: 'INTERNAL' });
    expect(ledger.stopped).toBe('halted after block 0');
    expect(await refusal(() => ledger.submit(bytesOf(mint(0n))))).toMatchObject({ code: 'INTERNAL' });
    expect(await refusal(() => ledger.moveTime(start + 1n))).toMatchObject({ code: 'INTERNAL' });
    expect(halts).toEqual(['disk full']);
    await ledger.close();
  });

  test('goes on from the disk after a restart', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'veilgrid-ledger-'));
    const open = async () =>
      testLedger({ store: await openLmdb(ledgerFolders(dir), originOf(genesis, hasher)) });
    let ledger = await open();
    await (await ledger.submit(bytesOf(mint(0n)))).committed;
    await ledger.moveTime(start + 500n);
    await ledger.submit(bytesOf(mint(1n)));
    // Closing finishes what was accepted.
    await ledger.close();
    const { head } = ledger;
    expect(head.height).toBe(3n);

    ledger = await open();
    expect(ledger.head).toEqual(head);
    expect(await refusal(() => ledger.submit(bytesOf(mint(1n))))).toMatchObject({ code: 'TX_DUPLICATE' });
    expect(await (await ledger.submit(bytesOf(mint(2n)))).committed).toBe(4n);
    expect(ledger.head.time).toBe(start + 500n);
    await ledger.close();
    rmSync(dir, { recursive: true });
  });
});
