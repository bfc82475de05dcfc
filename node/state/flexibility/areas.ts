/**
 * Areas, published once: openNeed, offer and the baseline's list rely on places and zones that ascend and never change.
 * docs/protocol/flexibility.md "Objects".
 */
import { listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type Area, AreaRecord } from '@veilgrid/protocol/flexibility/area';
import { MAX_GROUP } from '@veilgrid/protocol/params';
import type { Handler } from '../core/handler.js';
import { has, mustRead, page, read, readCount, write } from '../core/record.js';
import type { StateView } from '../core/view.js';
import { keys } from './keys.js';

/** @throws ProtocolError AREA_UNKNOWN */
export function requireArea(view: StateView, id: number): Area {
  const area = read(view, keys.area(id), AreaRecord);
  if (!area) throw fail('AREA_UNKNOWN', { field: 'areaId' });
  return area;
}

export function areaCount(view: StateView): number {
  return readCount(view, keys.areaCount);
}

/** Areas in order of publication. */
export function listAreas(view: StateView, from: number, limit: number): Area[] {
  return page(areaCount(view), from, limit).map((index) =>
    requireArea(view, mustRead(view, keys.areaAt(index), U32)),
  );
}

const Ids = listOf(U32, MAX_GROUP);

function areasAt(view: StateView, place: number): number[] {
  return read(view, keys.areasAt(place), Ids) ?? [];
}

/** Areas that share a place with this one, itself among them: of the same homes. */
export function overlappingAreas(view: StateView, { places }: Area): number[] {
  return [...new Set(places.flatMap((place) => areasAt(view, place)))];
}

function checkAscending(values: readonly number[], field: string): void {
  ensure(values.length > 0, 'AREA_INVALID', { field });
  values.forEach((value, i) => {
    ensure(i === 0 || value > values[i - 1]!, 'AREA_INVALID', { field: `${field}.${i}` });
  });
}

export const publishArea: Handler<'publishArea'> = {
  check({ genesis }, view, { areaId, places, zones }) {
    ensure(!has(view, keys.area(areaId)), 'AREA_EXISTS', { field: 'areaId' });
    checkAscending(places, 'places');
    checkAscending(zones, 'zones');
    // The offer statement has room for so many.
    ensure(places.length <= genesis.params.places, 'AREA_INVALID', { field: 'places' });
  },
  apply(_ctx, writer, body) {
    write(writer, keys.area(body.areaId), AreaRecord, body);
    for (const place of body.places) {
      write(writer, keys.areasAt(place), Ids, [...areasAt(writer, place), body.areaId]);
    }
    const index = areaCount(writer);
    write(writer, keys.areaAt(index), U32, body.areaId);
    write(writer, keys.areaCount, U32, index + 1);
  },
};
