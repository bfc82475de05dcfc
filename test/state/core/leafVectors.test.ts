/** The vectors that a second implementation of leaves and pinned points is held to. */
import { readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { leavesOfDay } from '@veilgrid/client-sdk/core/leaves';
import { listLeafChanges } from '@veilgrid/node/state/core/leaves/changes';
import { rootOfDay } from '@veilgrid/node/state/core/leaves/days';
import { putLeaf } from '@veilgrid/node/state/core/leaves/putLeaf';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { DAY_POINTS, NO_POINT_CHANGES, nextPointChanges } from '@veilgrid/protocol/core/dayPoints';
import { type PointRecord, pointLeaf, tombstone } from '@veilgrid/protocol/core/points';
import { GENESIS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';

type Hex<T> = { [F in keyof T]: T[F] extends number ? number : string | number };
interface Vector {
  readonly depth: number;
  readonly changes: readonly { readonly time: number; readonly position: number; readonly leaf: string }[];
  readonly days: readonly { readonly day: number; readonly changes: number; readonly root: string }[];
  readonly points: {
    readonly record: Hex<PointRecord>;
    readonly leaves: readonly string[];
    readonly digests: readonly string[];
    readonly entry: string;
  };
}
const vector: Vector = JSON.parse(readFileSync('test/vectors/leaves.json', 'utf8'));
const number = (hex: string | number) => BigInt(`0x${hex}`);

test('roots of days', () => {
  const book = { tree: 'vector', depth: vector.depth, clearedByPoint: false };
  const store = new Overlay(new MemoryStore());
  const at = (time: number) => ({ hasher, genesis: GENESIS, height: 1n, time: BigInt(time), groups: {} });
  for (const { time, position, leaf } of vector.changes)
    putLeaf(at(time), store, book, position, number(leaf));
  const log = listLeafChanges(store, book, 0, 100);
  const last = vector.days.at(-1)!.day * 86_400;
  for (const { day, changes, root } of vector.days) {
    expect(rootOfDay(at(last), store, book, day)).toEqual({ changes, root: number(root) });
    expect(leavesOfDay(hasher, vector.depth, log, { changes, root: number(root) }).root).toBe(number(root));
  }
});

test('changes of points, and a day that pins them', () => {
  const { record, leaves, digests, entry } = vector.points;
  const point: PointRecord = {
    ...record,
    ownerPk: number(record.ownerPk),
    ownerSigPk: hexToBytes(String(record.ownerSigPk)),
    meterAx: number(record.meterAx),
    meterAy: number(record.meterAy),
    keyAHash: number(record.keyAHash),
    keyBHash: number(record.keyBHash),
    dayLimit: BigInt(record.dayLimit),
  };
  const changes = [
    { revoked: 0, leaf: pointLeaf(hasher, point), point },
    { revoked: 1, leaf: tombstone(hasher), point },
  ];
  expect(changes.map(({ leaf }) => leaf)).toEqual(leaves.map(number));
  let digest: Uint8Array = NO_POINT_CHANGES;
  changes.forEach((change, i) => {
    digest = nextPointChanges(digest, change);
    expect(bytesToHex(digest)).toBe(digests[i]);
  });
  const [{ day }, { root }] = vector.days as [Vector['days'][number], Vector['days'][number]];
  const body = DAY_POINTS.body.serialize({ day, root: number(root), changes: 2, digest });
  expect(bytesToHex(body)).toBe(entry);
});
