import { logCount, readLog } from '@veilgrid/node/state/core/log';
import { Block } from '@veilgrid/protocol/core/block';
import type { Finality } from '@veilgrid/protocol/core/finality';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { LOG } from '@veilgrid/protocol/log';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import fc from 'fast-check';
import { SIGNERS } from '../state/support/genesis.js';
import { reseal } from '../state/support/reseal.js';
import { baseLedger, tryMutants } from './support/agreement.js';
import { Pair } from './support/play.js';

const base = baseLedger();
const { material, before, sealed } = base;
const after = before.at(-1)!;

test('the ledger holds everything: each kind of transaction, every outcome, a debt that was paid', () => {
  const kinds = new Set(material.blocks.flatMap(({ txs }) => txs.map(({ tx }) => tx.kind)));
  expect(kinds.size).toBe(35);
  const auctions = [...after.books.auctions.values()];
  const [cleared, empty, unclosed, unreleased, few, many] = material.auctions;
  // The last one waits for ever.
  expect(auctions.map((a) => [a.sealed.outcome, a.published?.auctions])).toEqual([
    ['closed', [cleared]],
    ['closed', [empty, unclosed]],
    ['void', [empty, unclosed]],
    ['void', [unreleased]],
    ['void', [few, many]],
    ['void', [few, many]],
    ['void', undefined],
  ]);
  expect(auctions[2]!.published!.dsoDebt).toBeGreaterThan(0n);
  expect([after.books.dsoDebt, auctions[3]!.published!.dsoShare > 0n]).toEqual([0n, true]);
});

test('node and auditor agree on mutated ledgers', () => {
  const tally = tryMutants(base, 200, () => 2);
  expect(tally.tried).toBe(200);
  // Neither trivial: a good part is accepted, the rest refused for many reasons.
  expect(tally.accepted).toBeGreaterThan(20);
  expect(tally.codes.size).toBeGreaterThan(15);
});

const membersOf = ({ groups }: typeof after.books, id: bigint) => groups.get(id)!.tags.A.folds.length - 1;
const lastButOne = () => new Pair(before.at(-2));
const last = sealed.at(-1)!;
const nothing = new Uint8Array(32);
const final = (change: Partial<Finality>) => ({ ...last, finality: { ...last.finality!, ...change } });
/** With a header that is longer or shorter by a byte. */
const stretched = (by: number) => {
  const { block } = last;
  const header = by < 0 ? block.slice(0, 175) : Uint8Array.of(...block.slice(0, 176), 0);
  return { ...last, block: Uint8Array.of(...header, ...block.slice(176)) };
};

test.each<[string, LedgerBlock, string?]>([
  ['height', reseal(last, { header: { height: 9_999n } })],
  ['time', reseal(last, { header: { time: 1n } })],
  ['back pointer', reseal(last, { header: { prevHash: nothing } })],
  ['txRoot', reseal(last, { header: { txRoot: nothing } })],
  ['note root', reseal(last, { header: { noteRoot: 5n } })],
  ['log root', reseal(last, { header: { logRoot: nothing } })],
  ['validator', reseal(last, {}, SIGNERS.dso)],
  ['epoch', final({ epoch: 1 })],
  ['evidence, of another block', final(sealed.at(-2)!.finality!)],
  ['evidence, of 63 bytes', final({ evidence: last.finality!.evidence.slice(1) })],
  ['evidence, of 65 bytes', final({ evidence: new Uint8Array(65) })],
  ['header, of 175 bytes', stretched(-1), 'MALFORMED'],
  ['header, of 177 bytes', stretched(1), 'MALFORMED'],
  ['end', { ...last, block: last.block.slice(0, -1) }],
  ['place', sealed.at(-2)!],
])('both refuse a block with another %s', (_name, block, code = 'BLOCK_INVALID') => {
  expect(lastButOne().playSealed(block)).toEqual({ node: { code }, auditor: { code } });
});

test('a block with a refused transaction is none, whatever else is right', () => {
  const { transactions } = Block.deserialize(last.block);
  const twice = [...transactions, transactions[0]!].map((tx) => new Uint8Array(tx));
  const refused = lastButOne().playSealed(reseal(last, { transactions: twice }));
  expect(refused).toMatchObject({ node: { transaction: twice.length - 1 } });
});

test('what a publication opened stands in the log of both', () => {
  const published = [...after.books.auctions.values()].flatMap((auction) =>
    auction.published && auction.published.auctions.at(-1) === auction.id ? [auction.published] : [],
  );
  const { store } = after.node;
  expect(published.length).toBeGreaterThan(1);
  // Of each the money, and the energy; of each day its points; what froze, and the root over it after each block.
  const { readings, points } = after.books;
  const froze = readings.frozen.size + readings.roots.size - 1;
  expect(logCount(store)).toBe(2 * published.length + points.days.size + froze);
  for (const { auctions, members, money } of published) {
    const auctionId = auctions.at(-1)!;
    const entry = readLog(store, LOG.aggregate, Fr.serialize(auctionId));
    expect(entry).toEqual({ ...money, members, auctions, auctionId });
  }
});

test("every auction's readings stand frozen in the log of both, of those without settlements too", () => {
  const { books, node } = after;
  expect(books.readings.open.size).toBe(0);
  expect([...books.readings.frozen.keys()]).toEqual(material.auctions);
  for (const [auctionId, { count, root }] of books.readings.frozen) {
    expect(count).toBe(membersOf(books, auctionId));
    const entry = readLog(node.store, LOG.readings, Fr.serialize(auctionId));
    expect(entry).toEqual({ auctionId, count, root });
  }
  expect([...books.readings.frozen.values()].some(({ count }) => count === 0)).toBe(true);
});

test('both refuse any flipped bit of a block', () => {
  const { block } = last;
  const bits = fc.nat(8 * block.length - 1);
  const flip = (bit: number) => ({
    ...last,
    block: block.with(bit >> 3, block[bit >> 3]! ^ (1 << (bit & 7))),
  });
  fc.assert(
    fc.property(bits, (bit) => lastButOne().playSealed(flip(bit)) !== undefined),
    { numRuns: 60 },
  );
});

describe('the comparison bites', () => {
  const settles = material.blocks.findIndex(({ txs }) => txs[0]?.tx.kind === 'settle');
  const again = { ...material.blocks[settles]!, txs: [material.blocks[settles]!.txs[0]!] };

  test('on an auditor that forgets a settlement', () => {
    const pair = new Pair(before[settles + 1]);
    for (const { settled } of pair.books.auctions.values()) settled.clear();
    for (const { tags } of pair.books.groups.values()) {
      for (const forgotten of [tags.A.seen, tags.B.seen]) forgotten.clear();
    }
    pair.books.notes.cms.clear();
    expect(() => pair.play(again)).toThrow('node: ALREADY_SETTLED at 0, auditor: BLOCK_INVALID at undefined');
  });

  test('on an auditor that is too strict', () => {
    const pair = new Pair(before[settles]);
    const { nf, auctionId } = again.txs[0]!.tx.body as SettleBody;
    pair.books.auctions.get(auctionId)!.settled.add(nf);
    expect(() => pair.play(again)).toThrow('node: accepted, auditor: ALREADY_SETTLED at 0');
  });

  test('on an auditor that takes another reading', () => {
    const pair = new Pair(before[settles + 1]);
    for (const { tree } of pair.books.readings.open.values()) tree.levels[0]!.set(0, 5n);
    for (const { tree } of pair.books.readings.open.values()) tree.levels.at(-1)!.set(0, 5n);
    expect(() => pair.compare()).toThrow();
  });

  test('on another amount', () => {
    const pair = new Pair(after);
    pair.books.dsoDebt++;
    expect(() => pair.compare()).toThrow();
  });
});
