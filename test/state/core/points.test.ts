import { rootOfDay } from '@veilgrid/node/state/core/leaves/days';
import { putLeaf } from '@veilgrid/node/state/core/leaves/putLeaf';
import { leafAt } from '@veilgrid/node/state/core/leaves/tree';
import { listPointChanges, pointChangeCount } from '@veilgrid/node/state/core/points/changes';
import { pointsAt } from '@veilgrid/node/state/core/points/group';
import { getPoint, listPoints, pointCount } from '@veilgrid/node/state/core/points/points';
import { pointRoot } from '@veilgrid/node/state/core/points/tree';
import { Overlay } from '@veilgrid/node/store/overlay';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { type PointRecord, pointLeaf, tombstone } from '@veilgrid/protocol/core/points';
import { MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import { refuses, TestChain } from '../support/chain.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { Household } from '../support/household.js';
import { TARIFF, ZONE } from '../support/party.js';

const [a, b, c, d] = [0, 1, 2, 3].map((i) => new Household(i).point) as [
  PointRecord,
  PointRecord,
  PointRecord,
  PointRecord,
];
const otherMeter = mulBase(31_337n);

describe('connection points', () => {
  const chain = new TestChain();
  const enrol = (p: PointRecord) => chain.tx('enrolPoint', p);
  const change = (p: PointRecord) => chain.tx('changePoint', p);
  const revoke = (position: number) => chain.tx('revokePoint', { position });
  const fresh = (difference: Partial<PointRecord>) => enrol({ ...d, ...difference });

  for (const p of [a, b, c]) chain.submit(enrol(p));
  const moved = { ...a, zone: ZONE + 1, meterAx: otherMeter.x, meterAy: otherMeter.y, importCap: 0 };
  chain.submit(change(moved));
  chain.submit(revoke(b.position));

  test('stand in the tree at their positions', () => {
    const tree = new Tree8(hasher, PARAMS.pointDepth);
    tree.set(a.position, pointLeaf(hasher, moved));
    tree.set(b.position, tombstone(hasher));
    tree.set(c.position, pointLeaf(hasher, c));
    expect(pointRoot(chain.ctx, chain.store)).toBe(tree.root);
  });

  test('are listed by enrolment, by position, and by zone and tariff', () => {
    const { store } = chain;
    expect(pointCount(store)).toBe(3);
    expect(listPoints(store, 0, 10)).toEqual([
      { ...moved, index: 0, revoked: false },
      { ...b, index: 1, revoked: true },
      { ...c, index: 2, revoked: false },
    ]);
    expect(getPoint(store, c.position)?.index).toBe(2);
    expect(getPoint(store, 0)).toBeUndefined();
    const group = (zone: number, changes: number) => pointsAt(store, { zone, tariffId: TARIFF }, changes);
    expect(group(ZONE, 5)).toEqual([c]);
    expect(group(ZONE + 1, 5)).toEqual([moved]);
    // As they stood after each change: three enrolments, a move, a revocation.
    expect([0, 1, 2, 3, 4].map((changes) => group(ZONE, changes))).toEqual([
      [],
      [a],
      [a, b],
      [a, b, c],
      [b, c],
    ]);
    expect([3, 4].map((changes) => group(ZONE + 1, changes))).toEqual([[], [moved]]);
  });

  test('a change may keep its own keys, a free key may be taken again, and limits are allowed', () => {
    const allowed = [
      change({ ...c, ownerPk: 5n }),
      fresh({ meterAx: a.meterAx, meterAy: a.meterAy }),
      fresh({ keyAHash: b.keyAHash, keyBHash: b.keyBHash }),
      fresh({ importCap: 0xff_ffff, exportCap: 0xff_ffff, dayImportCap: 0xffff_ffff, dayExportCap: 0 }),
      fresh({ position: 8 ** PARAMS.pointDepth - 1, dayLimit: MONEY_LANE_BOUND - 1n }),
    ];
    for (const tx of allowed) expect(chain.refusal(chain.verified(tx))).toBeUndefined();
  });

  test('every record a point had is kept, in order, with its leaf', () => {
    const live = (p: PointRecord) => ({ ...p, revoked: false, leaf: pointLeaf(hasher, p) });
    expect(listPointChanges(chain.store, 0, 10)).toMatchObject([
      ...[a, b, c, moved].map(live),
      { ...b, revoked: true, leaf: tombstone(hasher) },
    ]);
    expect(pointChangeCount(chain.store)).toBe(5);
  });

  refuses(
    () => chain,
    [
      ['a taken position', () => fresh({ position: c.position }), 'POSITION_TAKEN', 'position'],
      ["a revoked point's position", () => fresh({ position: b.position }), 'POSITION_TAKEN', 'position'],
      [
        'a position beyond the tree',
        () => fresh({ position: 8 ** PARAMS.pointDepth }),
        'POSITION_OUT_OF_RANGE',
        'position',
      ],
      ['no owner', () => fresh({ ownerPk: 0n }), 'VALUE_OUT_OF_RANGE', 'ownerPk'],
      ['import beyond u24', () => fresh({ importCap: 2 ** 24 }), 'CAPACITY_INVALID', 'importCap'],
      ['export beyond u24', () => fresh({ exportCap: 2 ** 24 }), 'CAPACITY_INVALID', 'exportCap'],
      [
        'a limit beyond its lane',
        () => fresh({ dayLimit: MONEY_LANE_BOUND }),
        'CAPACITY_INVALID',
        'dayLimit',
      ],
      ['a key off the curve', () => fresh({ meterAx: 1n }), 'METER_KEY_INVALID', 'meterAx'],
      ['the identity as a key', () => fresh({ meterAx: 0n, meterAy: 1n }), 'METER_KEY_INVALID', 'meterAx'],
      [
        'a key outside the subgroup',
        () => fresh({ meterAx: R - d.meterAx, meterAy: R - d.meterAy }),
        'METER_KEY_INVALID',
        'meterAx',
      ],
      [
        'a meter in use',
        () => fresh({ meterAx: c.meterAx, meterAy: c.meterAy }),
        'METER_KEY_TAKEN',
        'meterAx',
      ],
      [
        "a changed point's new meter",
        () => fresh({ meterAx: otherMeter.x, meterAy: otherMeter.y }),
        'METER_KEY_TAKEN',
        'meterAx',
      ],
      ['a used kA', () => fresh({ keyAHash: c.keyAHash }), 'AGGREGATION_KEY_TAKEN', 'keyAHash'],
      ['a used kB', () => fresh({ keyBHash: c.keyBHash }), 'AGGREGATION_KEY_TAKEN', 'keyBHash'],
      ['one hash for both', () => fresh({ keyBHash: d.keyAHash }), 'AGGREGATION_KEY_TAKEN', 'keyBHash'],
      ['a change of nothing', () => change(d), 'POSITION_EMPTY', 'position'],
      ['a change of a revoked point', () => change(b), 'POINT_REVOKED', 'position'],
      ['a change to bad values', () => change({ ...c, importCap: 2 ** 24 }), 'CAPACITY_INVALID', 'importCap'],
      [
        "a change to another's kA",
        () => change({ ...c, keyAHash: a.keyAHash }),
        'AGGREGATION_KEY_TAKEN',
        'keyAHash',
      ],
      ['revoking nothing', () => revoke(d.position), 'POSITION_EMPTY', 'position'],
      ['revoking twice', () => revoke(b.position), 'POINT_REVOKED', 'position'],
    ],
  );
});

describe('leaves of a module at the positions of points', () => {
  const chain = new TestChain();
  const falls = { tree: 'made-up', depth: PARAMS.pointDepth, clearedByPoint: true };
  const stays = { ...falls, tree: 'indifferent', clearedByPoint: false };
  const leavesAt = ({ position }: PointRecord) =>
    [falls, stays].map((book) => leafAt(chain.store, book, position));
  const put = ({ position }: PointRecord) => {
    const overlay = new Overlay(chain.store);
    for (const book of [falls, stays]) putLeaf(chain.ctx, overlay, book, position, 9n);
    chain.store.commit(overlay.writes());
  };
  for (const p of [a, b, c]) {
    chain.send('enrolPoint', p);
    put(p);
  }

  test.each<[string, Partial<PointRecord>]>([
    ['its owner', { ownerPk: 5n }],
    ['its meter', { meterAx: otherMeter.x, meterAy: otherMeter.y }],
    ['the key of A', { keyAHash: 91n }],
    ['the key of B', { keyBHash: 92n }],
    ['nothing at all', {}],
  ])('a change of %s takes out those that ask for it, there alone', (_name, change) => {
    put(a);
    expect(leavesAt(a)).toEqual([9n, 9n]);
    chain.send('changePoint', { ...a, ...change });
    expect([a, b].map(leavesAt)).toEqual([
      [0n, 9n],
      [9n, 9n],
    ]);
  });

  test('so does a revocation, and the day keeps the root that it began with', () => {
    chain.at(chain.time + 86_400n);
    const today = Math.floor(Number(chain.time) / 86_400);
    const root = () => rootOfDay(chain.ctx, chain.store, falls, today).root;
    const before = root();
    chain.send('revokePoint', { position: b.position });
    expect([b, c].map(leavesAt)).toEqual([
      [0n, 9n],
      [9n, 9n],
    ]);
    expect(root()).toBe(before);
  });

  test('a refused change takes out nothing', () => {
    expect(chain.refusal(chain.verified(chain.tx('changePoint', { ...c, ownerPk: 0n })))?.code).toBe(
      'VALUE_OUT_OF_RANGE',
    );
    expect(leavesAt(c)).toEqual([9n, 9n]);
  });
});
