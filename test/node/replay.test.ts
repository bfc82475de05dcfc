import { bytesToHex } from '@noble/hashes/utils.js';
import { type ReplayOptions, replayLedger } from '@veilgrid/node';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { sealBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import { Block, blockHash } from '@veilgrid/protocol/core/block';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import fc from 'fast-check';
import { bytesOf, genesis, genesisJson, mint, mintNote, VALIDATOR_KEY } from './support/chain.js';
import { blocksOf, refusal, testLedger } from './support/ledger.js';
import { openDay } from './support/market.js';

let ledger: SoloLedger;
let blocks: Uint8Array[];

beforeAll(async () => {
  ledger = testLedger();
  await (await ledger.submit(bytesOf(mint(0n)))).committed;
  await ledger.moveTime(ledger.head.time + 60n);
  await (await ledger.submit(bytesOf(mintNote(1n)))).committed;
  blocks = blocksOf(ledger);
});
afterAll(() => ledger.close());

const audit = (change: Partial<ReplayOptions> = {}) =>
  replayLedger({ genesis, blocks, verifierThreads: 1, ...change });

/** Block `index` with other content, signed anew by the validator. */
function forged(index: number, change: (block: Block) => Partial<Parameters<typeof sealAgain>[0]>) {
  const block = Block.deserialize(blocks[index]!);
  const { header, txs } = block;
  return blocks.with(
    index,
    sealAgain({ ...header, txs: txs.map((tx) => new Uint8Array(tx)), ...change(block) }),
  );
}

function sealAgain(b: {
  height: bigint;
  time: bigint;
  prevHash: Uint8Array;
  stateHash: Uint8Array;
  txs: Uint8Array[];
}) {
  const head = { height: b.height - 1n, time: 0n, stateHash: b.stateHash, blockHash: b.prevHash };
  return sealBlock(head, b, VALIDATOR_KEY).block;
}

describe('audit', () => {
  test('arrives at the ledger’s own state hash, and counts', async () => {
    const progress: bigint[] = [];
    const report = await audit({ onProgress: ({ height }) => progress.push(height) });
    expect(report).toEqual({
      blocks: 3,
      transactions: 2,
      proofsVerified: 0,
      proofsSkipped: 0,
      stateHash: bytesToHex(ledger.head.stateHash),
      blockHash: bytesToHex(ledger.head.blockHash),
      height: 3n,
      time: ledger.head.time,
    });
    expect(progress).toEqual([1n, 2n, 3n]);
  });

  test('follows transactions that build on each other within one block', async () => {
    const day = testLedger();
    await Promise.all(openDay().map((tx) => day.submit(bytesOf(tx))));
    await day.close();
    const report = await audit({ blocks: blocksOf(day) });
    expect(report).toMatchObject({ blocks: 1, stateHash: bytesToHex(day.head.stateHash) });
  });

  test('refuses any flipped bit of any block', async () => {
    const bit = fc
      .nat(blocks.length - 1)
      .chain((index) => fc.tuple(fc.constant(index), fc.nat(8 * blocks[index]!.length - 1)));
    // The three blocks hold about 9,000 bits, and each costs a replay: a sample.
    await fc.assert(
      fc.asyncProperty(bit, async ([index, at]) => {
        const bytes = blocks[index]!.slice();
        bytes[at >> 3]! ^= 1 << (at & 7);
        await expect(audit({ blocks: blocks.with(index, bytes) })).rejects.toMatchObject({
          data: { height: index + 1 },
        });
      }),
      { numRuns: 60 },
    );
  });

  const cases: [
    name: string,
    change: () => Partial<ReplayOptions>,
    code: string,
    field: string | undefined,
    height: number,
  ][] = [
    ['a missing block', () => ({ blocks: blocks.slice(1) }), 'BLOCK_INVALID', 'header.height', 1],
    ['a block twice', () => ({ blocks: [blocks[0]!, blocks[0]!] }), 'BLOCK_INVALID', 'header.height', 2],
    ['a truncated block', () => ({ blocks: [blocks[0]!.slice(0, -1)] }), 'BLOCK_INVALID', 'header.txRoot', 1],
    ['half a header', () => ({ blocks: [blocks[0]!.slice(0, 50)] }), 'MALFORMED', 'block', 1],
    ['nothing for a block', () => ({ blocks: [new Uint8Array()] }), 'MALFORMED', 'block', 1],
    [
      'a validator that is not of genesis',
      () => ({ genesis: parseGenesis(genesisJson({ validatorKey: genesisJson().roles.dso.publicKey })) }),
      'BLOCK_INVALID',
      'signature',
      1,
    ],
    [
      'another genesis',
      () => ({ genesis: parseGenesis(genesisJson({ roleBond: '7' })) }),
      'BLOCK_INVALID',
      'header.prevHash',
      1,
    ],
    [
      'time that goes back',
      () => ({ blocks: forged(1, () => ({ time: 0n })) }),
      'BLOCK_INVALID',
      'header.time',
      2,
    ],
    [
      'a state hash of the validator’s own',
      () => ({ blocks: forged(0, () => ({ stateHash: new Uint8Array(32) })) }),
      'BLOCK_INVALID',
      'header.stateHash',
      1,
    ],
    [
      'a transaction left out',
      () => ({ blocks: forged(0, () => ({ txs: [] })) }),
      'BLOCK_INVALID',
      'header.stateHash',
      1,
    ],
    [
      'a transaction that the rules refuse',
      () => ({ blocks: forged(0, () => ({ txs: [bytesOf(mint(4n))] })) }),
      'SEQUENCE_WRONG',
      'sequence',
      1,
    ],
    [
      'a transaction nobody signed',
      () => ({ blocks: forged(0, ({ txs }) => ({ txs: [unsigned(txs[0]!)] })) }),
      'SIGNATURE_INVALID',
      'signatures.0',
      1,
    ],
  ];

  /** The signature ends a role transaction. */
  function unsigned(tx: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(tx);
    bytes.fill(0, -64);
    return bytes;
  }

  test.each(cases)('refuses %s', async (...[, change, code, field, height]) => {
    await expect(audit(change())).rejects.toMatchObject({ code, data: { field, height } });
  });

  test('a rewritten history breaks the chain at its successor', async () => {
    const rewritten = forged(0, () => ({ time: ledger.head.time }));
    expect(await refusal(() => audit({ blocks: rewritten }))).toEqual({
      code: 'BLOCK_INVALID',
      field: 'header.prevHash',
    });
    expect(blockHash(Block.deserialize(rewritten[0]!).header)).not.toEqual(
      blockHash(Block.deserialize(blocks[0]!).header),
    );
  });
});
