import { bytesToHex } from '@noble/hashes/utils.js';
import { type ReplayOptions, replayLedger } from '@veilgrid/node';
import type { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { Block, blockHash } from '@veilgrid/protocol/core/block';
import type { ConsensusJson } from '@veilgrid/protocol/core/consensus';
import type { Finality } from '@veilgrid/protocol/core/finality';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import fc from 'fast-check';
import { consensusJson, SIGNERS } from '../state/support/genesis.js';
import { type Forgery, reseal } from '../state/support/reseal.js';
import { bytesOf, genesis, genesisJson, mint } from './support/chain.js';
import { blocksOf, refusal, testLedger, transactionsOf } from './support/ledger.js';
import { openDay } from './support/market.js';

let ledger: SoloLedger;
let blocks: LedgerBlock[];

beforeAll(async () => {
  ledger = testLedger();
  await (await ledger.submit(bytesOf(mint(0n)))).committed;
  await ledger.moveTime(ledger.head.time + 60n);
  await (await ledger.submit(bytesOf(mint(1n, 6n)))).committed;
  blocks = blocksOf(ledger);
});
afterAll(() => ledger.close());

const audit = (change: Partial<ReplayOptions> = {}) =>
  replayLedger({ genesis, blocks, verifierThreads: 1, ...change });

/** The ledger with block `index` of a dishonest validator's. */
const forged = (index: number, forgery: Forgery) => blocks.with(index, reseal(blocks[index]!, forgery));

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
      .chain((index) => fc.tuple(fc.constant(index), fc.nat(8 * blocks[index]!.block.length - 1)));
    // The three blocks hold about 9,000 bits, and each costs a replay: a sample.
    await fc.assert(
      fc.asyncProperty(bit, async ([index, at]) => {
        const { block: before, finality } = blocks[index]!;
        const block = before.with(at >> 3, before[at >> 3]! ^ (1 << (at & 7)));
        await expect(audit({ blocks: blocks.with(index, { block, finality }) })).rejects.toMatchObject({
          data: { height: index + 1 },
        });
      }),
      { numRuns: 60 },
    );
  });

  const cut = (index: number, end: number) =>
    blocks.with(index, { ...blocks[index]!, block: blocks[index]!.block.slice(0, end) });
  /** The first block with a longer or shorter header. */
  const stretched = (by: number) => {
    const { block } = blocks[0]!;
    const longer = [
      ...block.slice(0, 176 + Math.min(by, 0)),
      ...Array(Math.max(by, 0)).fill(0),
      ...block.slice(176),
    ];
    return blocks.with(0, { ...blocks[0]!, block: Uint8Array.from(longer) });
  };
  const signedBy = (signer: number) => blocks.with(1, reseal(blocks[1]!, {}, signer));
  const final = (index: number, change: Partial<Finality>) =>
    blocks.with(index, { ...blocks[index]!, finality: { ...blocks[index]!.finality!, ...change } });
  /** A first block under a genesis of other bounds. */
  const bounded = (bounds: Partial<ConsensusJson>, transactions: Uint8Array[]) => {
    const own = parseGenesis(genesisJson({ consensus: consensusJson(bounds) }));
    return { genesis: own, blocks: [reseal(blocks[0]!, { header: { prevHash: own.hash }, transactions })] };
  };
  /** Every field of a header, in the last block so that nothing after it tells. */
  const headerCases = (
    [
      ['height', 4n],
      ['time', 0n],
      ['prevHash', new Uint8Array(32)],
      ['txRoot', new Uint8Array(32)],
      ['noteRoot', 5n],
      ['logRoot', new Uint8Array(32)],
      ['stateHash', new Uint8Array(32)],
    ] as const
  ).map(([field, value]): (typeof cases)[number] => [
    `another ${field}`,
    () => ({ blocks: forged(2, { header: { [field]: value } }) }),
    'BLOCK_INVALID',
    `header.${field}`,
    3,
  ]);

  const cases: [
    name: string,
    change: () => Partial<ReplayOptions>,
    code: string,
    field: string | undefined,
    height: number,
  ][] = [
    ['a missing block', () => ({ blocks: blocks.slice(1) }), 'BLOCK_INVALID', 'header.height', 1],
    ['a block twice', () => ({ blocks: [blocks[0]!, blocks[0]!] }), 'BLOCK_INVALID', 'header.height', 2],
    ['a truncated block', () => ({ blocks: cut(0, -1) }), 'BLOCK_INVALID', 'header.txRoot', 1],
    ['half a header', () => ({ blocks: cut(0, 50) }), 'MALFORMED', 'block', 1],
    ['a header of 175 bytes', () => ({ blocks: stretched(-1) }), 'MALFORMED', 'block', 1],
    ['a header of 177 bytes', () => ({ blocks: stretched(1) }), 'MALFORMED', 'block', 1],
    ['nothing for a block', () => ({ blocks: cut(0, 0) }), 'MALFORMED', 'block', 1],
    ['another validator', () => ({ blocks: signedBy(SIGNERS.dso) }), 'BLOCK_INVALID', 'finality', 2],
    ['another epoch', () => ({ blocks: final(1, { epoch: 1 }) }), 'BLOCK_INVALID', 'finality', 2],
    ...[0, 63, 65].map(
      (length) =>
        [
          `evidence of ${length} bytes`,
          () => ({ blocks: final(1, { evidence: new Uint8Array(length) }) }),
          'BLOCK_INVALID',
          'finality',
          2,
        ] as (typeof cases)[number],
    ),
    [
      'the finality of another block',
      () => ({ blocks: final(1, blocks[0]!.finality!) }),
      'BLOCK_INVALID',
      'finality',
      2,
    ],
    [
      'an end that nothing shows to be final',
      () => ({ blocks: blocks.with(2, { block: blocks[2]!.block }) }),
      'BLOCK_INVALID',
      'finality',
      3,
    ],
    [
      'another genesis',
      () => ({ genesis: parseGenesis(genesisJson({ roleBond: '7' })) }),
      'BLOCK_INVALID',
      'header.prevHash',
      1,
    ],
    ...headerCases,
    [
      'a transaction left out',
      () => ({ blocks: forged(0, { transactions: [] }) }),
      'BLOCK_INVALID',
      'header.stateHash',
      1,
    ],
    [
      'a transaction that the rules refuse',
      () => ({ blocks: forged(0, { transactions: [bytesOf(mint(4n))] }) }),
      'SEQUENCE_WRONG',
      'sequence',
      1,
    ],
    [
      'a refused transaction after one that is not',
      () => ({ blocks: forged(0, { transactions: [bytesOf(mint(0n)), bytesOf(mint(0n, 6n))] }) }),
      'SEQUENCE_WRONG',
      'sequence',
      1,
    ],
    [
      'a transaction nobody signed',
      () => ({ blocks: forged(0, { transactions: [unsigned(transactionsOf(blocks[0]!.block)[0]!)] }) }),
      'SIGNATURE_INVALID',
      'signatures.0',
      1,
    ],
    [
      'more transactions than genesis allows',
      () => bounded({ blockTxs: 1 }, [bytesOf(mint(0n)), bytesOf(mint(1n))]),
      'BLOCK_INVALID',
      'transactions',
      1,
    ],
    [
      'more bytes than genesis allows',
      () => bounded({ blockBytes: 140_000 }, Array(2).fill(new Uint8Array(70_001))),
      'BLOCK_INVALID',
      'transactions',
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
    const rewritten = forged(0, { header: { time: ledger.head.time } });
    expect(await refusal(() => audit({ blocks: rewritten }))).toEqual({
      code: 'BLOCK_INVALID',
      field: 'header.prevHash',
    });
    expect(blockHash(Block.deserialize(rewritten[0]!.block).header)).not.toEqual(
      blockHash(Block.deserialize(blocks[0]!.block).header),
    );
  });
});
