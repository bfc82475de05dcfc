/** Areas, the calendar, the register: what openings and offers build on. */
import { leafChangeCount, listLeafChanges } from '@veilgrid/node/state/core/leaves/changes';
import { leafRoot } from '@veilgrid/node/state/core/leaves/tree';
import { listAreas, requireArea } from '@veilgrid/node/state/flexibility/areas';
import { isDayOff, isWorkingDay } from '@veilgrid/node/state/flexibility/calendar';
import { flexBook } from '@veilgrid/node/state/flexibility/register';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { CALENDAR_AHEAD } from '@veilgrid/protocol/flexibility/calendar';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { type BodyOf, refuses } from '../support/chain.js';
import { codeOf } from '../support/codeOf.js';
import type { FlexHousehold } from '../support/flexibility/flexHousehold.js';
import { FlexWorld } from '../support/flexibility/flexWorld.js';
import { AREA, PLACE } from '../support/flexibility/terms.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { TODAY } from '../support/registrations.js';

const world = new FlexWorld(3).prepare();
const { chain } = world;
const [first, second, third] = world.households as [FlexHousehold, FlexHousehold, FlexHousehold];

describe('areas', () => {
  const area = (change: Partial<BodyOf<'publishArea'>>) => () =>
    chain.tx('publishArea', { ...AREA, areaId: 6, ...change });
  const many = Array.from({ length: PARAMS.places + 1 }, (_, i) => i);

  test('are listed as published', () => {
    chain.submit(area({})());
    const listed = listAreas(chain.store, 0, 9);
    expect(listed).toEqual([AREA, { ...AREA, areaId: 6 }]);
    expect(codeOf(() => requireArea(chain.store, 7))).toBe('AREA_UNKNOWN');
  });

  refuses(
    () => chain,
    [
      ['an area again', area({ areaId: 5 }), 'AREA_EXISTS', 'areaId'],
      ['one without places', area({ areaId: 8, places: [] }), 'AREA_INVALID', 'places'],
      ['one without zones', area({ areaId: 8, zones: [] }), 'AREA_INVALID', 'zones'],
      ['places that do not ascend', area({ areaId: 8, places: [4, 4] }), 'AREA_INVALID', 'places.1'],
      ['zones that do not ascend', area({ areaId: 8, zones: [1, 3, 2] }), 'AREA_INVALID', 'zones.2'],
      ['more places than the statement holds', area({ areaId: 8, places: many }), 'AREA_INVALID', 'places'],
    ],
  );
});

describe('the calendar', () => {
  const ahead = TODAY + CALENDAR_AHEAD;
  const calendar =
    (...days: number[]) =>
    () =>
      chain.tx('publishCalendar', { days });

  test('makes days off of working days, from sixty days ahead', () => {
    // START is a Friday, and so is what comes sixty-three days later.
    expect([0, 1, 2, 3].map((days) => isWorkingDay(chain.store, TODAY + days))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    chain.submit(calendar(ahead, ahead + 3)());
    expect([ahead, ahead + 1, ahead + 3].map((day) => isDayOff(chain.store, day))).toEqual([
      true,
      false,
      true,
    ]);
    expect(isWorkingDay(chain.store, ahead + 3)).toBe(false);
  });

  refuses(
    () => chain,
    [
      ['no day', calendar(), 'CALENDAR_INVALID', 'days'],
      ['a day again', calendar(ahead + 3), 'CALENDAR_INVALID', 'days.0'],
      ['a day twice', calendar(ahead + 4, ahead + 4), 'CALENDAR_INVALID', 'days.1'],
      ['days that do not ascend', calendar(ahead + 5, ahead + 4), 'CALENDAR_INVALID', 'days.1'],
      ['a day too near', calendar(ahead - 1), 'CALENDAR_INVALID', 'days.0'],
    ],
  );
});

describe('the register', () => {
  const zeros = new Uint8Array(32);
  const root = () => leafRoot(chain.ctx, chain.store, flexBook(chain.ctx));
  const treeOf = (...households: FlexHousehold[]) => {
    const tree = Array<bigint>(1 + Math.max(...households.map(({ point }) => point.position))).fill(0n);
    for (const h of households) tree[h.point.position] = flexLeaf(hasher, h.leaf());
    return new Tree8(hasher, PARAMS.pointDepth, tree).root;
  };

  test('has a leaf at each point’s position', () => {
    expect(root()).toBe(treeOf(first, second, third));
    const changes = listLeafChanges(chain.store, flexBook(chain.ctx), 0, 9);
    expect(changes.map(({ position }) => position)).toEqual(
      [first, second, third].map((h) => h.point.position),
    );
  });

  test('loses a leaf by the DSO alone, and by a change or the end of the point', () => {
    const { position } = first.point;
    const removal = chain.tx('flexEnrol', { position, leaf: 0n, ownerSigPk: zeros });
    chain.submit(removal);
    expect(root()).toBe(treeOf(second, third));
    chain.send('changePoint', { ...second.point, open: 1 });
    expect(root()).toBe(treeOf(third));
    chain.send('revokePoint', { position: third.point.position });
    expect([root(), leafChangeCount(chain.store, flexBook(chain.ctx))]).toEqual([
      new Tree8(hasher, PARAMS.pointDepth, []).root,
      6,
    ]);
  });

  const enrol = (change: Partial<BodyOf<'flexEnrol'>>) => () =>
    chain.tx('flexEnrol', { ...first.enrolment({ place: PLACE }), ...change });
  const beyond = 8 ** PARAMS.pointDepth;
  refuses(
    () => chain,
    [
      ['a position beyond the tree', enrol({ position: beyond }), 'POSITION_OUT_OF_RANGE', 'position'],
      ['a position without a point', enrol({ position: 2 }), 'POSITION_EMPTY', 'position'],
      ['a revoked point', enrol(third.enrolment()), 'POINT_REVOKED', 'position'],
      [
        'another owner’s key',
        enrol({ ownerSigPk: second.point.ownerSigPk }),
        'VALUE_OUT_OF_RANGE',
        'ownerSigPk',
      ],
      ['a removal of no leaf', enrol({ leaf: 0n, ownerSigPk: zeros }), 'POSITION_EMPTY', 'position'],
    ],
  );

  test('a removal names nobody’s key', () => {
    chain.submit(enrol({})());
    const removal = chain.verified(enrol({ leaf: 0n })());
    expect(chain.refusal(removal)).toMatchObject({
      code: 'VALUE_OUT_OF_RANGE',
      data: { field: 'ownerSigPk' },
    });
  });
});
