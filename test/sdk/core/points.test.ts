import type { PointEntry, WalletContext } from '@veilgrid/client-sdk';
import { ownPoint, ownPoints, pinnedBy, pinnedPath } from '@veilgrid/client-sdk/core/points/points';
import { Tree8, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import { keyAHash, keyBHash, pointLeaf, tombstone } from '@veilgrid/protocol/core/points';
import { paramsOf } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';

const hasher = await createHasher();
const params = paramsOf('small');
const ctx = { hasher, genesis: { params }, keys: { ownerPk: 1n } } as unknown as WalletContext;

function record(position: number, ownerPk: bigint, key: bigint, revoked = false): PointEntry {
  const point = {
    position,
    ownerPk,
    ownerSigPk: new Uint8Array(32),
    meterAx: 3n,
    meterAy: 4n,
    importCap: 1,
    exportCap: 1,
    dayImportCap: 1,
    dayExportCap: 1,
    keyAHash: keyAHash(hasher, key),
    keyBHash: keyBHash(hasher, key + 1n),
    zone: 1,
    tariffId: 1,
    dayLimit: 1n,
    open: 0,
  };
  return { ...point, revoked, leaf: revoked ? tombstone(hasher) : pointLeaf(hasher, point) };
}

/** Two points; then new keys, a new owner, a third point, a revocation. */
const CHANGES = [
  record(0, 1n, 10n),
  record(2, 2n, 20n),
  record(0, 1n, 12n),
  record(0, 3n, 14n),
  record(1, 1n, 30n),
  record(2, 2n, 20n, true),
];

/** The tree as the node has it after so many changes. */
function rootAfter(count: number): bigint {
  const tree = new Tree8(hasher, params.pointDepth);
  for (const { position, leaf } of CHANGES.slice(0, count)) tree.set(position, leaf);
  return tree.root;
}

test.each([1, 2, 3, 4, 5, 6])(
  'points as they stood after %i changes lead to the root of then',
  (pointChanges) => {
    const points = pinnedBy({ pointChanges }, CHANGES);
    for (const point of [...points.values()].filter(({ revoked }) => !revoked)) {
      const path = pinnedPath(ctx, points, point, rootAfter(pointChanges));
      expect(verifyPath(hasher, rootAfter(pointChanges), point.leaf, path)).toBe(true);
      for (const other of [1, 2, 3, 4, 5, 6].filter((n) => n !== pointChanges)) {
        const refused = expect.objectContaining({ code: 'POINT_NOT_PINNED' });
        expect(() => pinnedPath(ctx, points, point, rootAfter(other))).toThrow(refused);
      }
    }
  },
);

test('a household sees what was its own then, whatever became of it', () => {
  const own = (pointChanges: number) => ownPoints(ctx, pinnedBy({ pointChanges }, CHANGES));
  expect([1, 2, 3, 4, 5, 6].map((n) => own(n).map((p) => CHANGES.indexOf(p)))).toEqual([
    [0],
    [0],
    [2],
    [],
    [4],
    [4],
  ]);
  const none = expect.objectContaining({ code: 'POSITION_EMPTY' });
  expect(() => ownPoint(ctx, pinnedBy({ pointChanges: 4 }, CHANGES))).toThrow(none);
  expect(() => ownPoint(ctx, pinnedBy({ pointChanges: 6 }, CHANGES), 0)).toThrow(none);
  const neighbour = { keys: { ownerPk: 2n } } as WalletContext;
  expect(ownPoints(neighbour, pinnedBy({ pointChanges: 5 }, CHANGES))).toEqual([CHANGES[1]]);
  expect(ownPoints(neighbour, pinnedBy({ pointChanges: 6 }, CHANGES))).toEqual([]);
});
