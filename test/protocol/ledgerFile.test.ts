import { BlockHeader } from '@veilgrid/protocol/core/block';
import { Finality } from '@veilgrid/protocol/core/finality';
import { decodeFrames, encodeFrames, type LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import fc from 'fast-check';

const nothing = new Uint8Array(32);
const header = (height: bigint) =>
  BlockHeader.serialize({
    height,
    time: 7n,
    prevHash: nothing,
    txRoot: nothing,
    noteRoot: 5n,
    logRoot: nothing,
    stateHash: nothing,
  });
const evidence = new Uint8Array(64).fill(9);
const blocks: LedgerBlock[] = [
  { block: Uint8Array.of(...header(1n), 1, 2, 3) },
  { block: Uint8Array.of(...header(258n), 4), finality: { epoch: 3, evidence } },
];
const frames = encodeFrames(blocks);
const malformed = expect.objectContaining({ code: 'MALFORMED', data: { field: 'frames' } });

test('a header has 176 bytes, the finality of the embedded ledger 72', () => {
  expect(header(1n)).toHaveLength(176);
  expect(Finality.serialize({ epoch: 0, evidence })).toHaveLength(72);
});

test('frames have the bytes they say they have', () => {
  expect(frames).toEqual(
    Uint8Array.of(
      ...[0, 0, 0, 179, 0x42, ...blocks[0]!.block],
      ...[0, 0, 0, 177, 0x42, ...blocks[1]!.block],
      ...[0, 0, 0, 76, 0x46, ...[0, 0, 0, 0, 0, 0, 1, 2], ...[0, 0, 0, 3], ...evidence],
    ),
  );
  expect(decodeFrames(frames)).toEqual(blocks);
  expect(decodeFrames(new Uint8Array())).toEqual([]);
});

test('a stream cut anywhere is refused, but between frames', () => {
  const whole = [0, 184, 366];
  for (let end = 0; end < frames.length; end++) {
    const cut = frames.slice(0, end);
    if (whole.includes(end)) expect(decodeFrames(cut)).toHaveLength(whole.indexOf(end));
    else expect(() => decodeFrames(cut)).toThrow(malformed);
  }
});

const finality = frames.slice(366);
test.each([
  ['a type that is none', frames.with(4, 0x43)],
  ['a block shorter than its header', Uint8Array.of(0, 0, 0, 1, 0x42, 0)],
  ['finality before any block', finality],
  ['finality of another height', frames.with(366 + 12, 3)],
  ['finality twice', Uint8Array.of(...frames, ...finality)],
  [
    'finality without an epoch',
    Uint8Array.of(...frames.slice(0, 366), 0, 0, 0, 8, 0x46, ...finality.slice(5, 13)),
  ],
  ['a length beyond the end', frames.with(0, 255)],
])('refuses %s', (_name, bytes) => {
  expect(() => decodeFrames(bytes)).toThrow(malformed);
});

test('whatever comes is taken or refused by code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        expect(encodeFrames(decodeFrames(bytes))).toEqual(bytes);
      } catch (error) {
        expect(error).toEqual(malformed);
      }
    }),
  );
});
