import { sealBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import { Block, type BlockHeader } from '@veilgrid/protocol/core/block';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import fc from 'fast-check';
import { SIGNERS, secretOf } from '../state/support/genesis.js';
import { baseLedger, tryMutants } from './support/agreement.js';
import { Pair } from './support/play.js';

const base = baseLedger();
const { material, before, sealed } = base;
const after = before.at(-1)!;

test('the ledger holds everything: each kind of transaction, every outcome, a debt that was paid', () => {
  const kinds = new Set(material.blocks.flatMap(({ txs }) => txs.map(({ tx }) => tx.kind)));
  expect(kinds.size).toBe(19);
  const auctions = [...after.books.auctions.values()];
  const [cleared, empty, unclosed, unreleased, few, many] = material.auctions;
  expect(auctions.map((a) => [a.outcome, a.published?.auctions])).toEqual([
    ['closed', [cleared]],
    ['closed', [empty, unclosed]],
    ['void', [empty, unclosed]],
    ['void', [unreleased]],
    ['void', [few, many]],
    ['void', [few, many]],
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

/** The last block with another header, signed again. */
function sealedAgain(change: Partial<BlockHeader>, signer = SIGNERS.validator): Uint8Array {
  const { header, txs } = Block.deserialize(sealed.at(-1)!);
  const { height, time, prevHash, stateHash } = { ...header, ...change };
  const head = { height: height - 1n, time, stateHash, blockHash: prevHash };
  const bytes = txs.map((tx) => new Uint8Array(tx));
  return sealBlock(head, { time, stateHash, txs: bytes }, secretOf(signer)).block;
}

const lastButOne = () => new Pair(before.at(-2));

test.each([
  ['height', () => sealedAgain({ height: 9_999n })],
  ['time', () => sealedAgain({ time: 1n })],
  ['back pointer', () => sealedAgain({ prevHash: new Uint8Array(32) })],
  ['validator', () => sealedAgain({}, SIGNERS.dso)],
  ['end', () => sealed.at(-1)!.slice(0, -1)],
  ['place', () => sealed.at(-2)!],
])('both refuse a block with another %s', (_name, block) => {
  expect(lastButOne().playBytes(block())).toBeDefined();
});

test('both refuse any flipped bit of a block', () => {
  const last = sealed.at(-1)!;
  const bits = fc.nat(8 * last.length - 1);
  const flip = (bit: number) => last.with(bit >> 3, last[bit >> 3]! ^ (1 << (bit & 7)));
  fc.assert(
    fc.property(bits, (bit) => lastButOne().playBytes(flip(bit)) !== undefined),
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
    expect(() => pair.play(again)).toThrow('node: ALREADY_SETTLED at 0, auditor: accepted');
  });

  test('on an auditor that is too strict', () => {
    const pair = new Pair(before[settles]);
    const { nf, auctionId } = again.txs[0]!.tx.body as SettleBody;
    pair.books.auctions.get(auctionId)!.settled.add(nf);
    expect(() => pair.play(again)).toThrow('node: accepted, auditor: ALREADY_SETTLED at 0');
  });

  test('on another amount', () => {
    const pair = new Pair(after);
    pair.books.dsoDebt++;
    expect(() => pair.compare()).toThrow();
  });
});
