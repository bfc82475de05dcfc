/**
 * Tariffs of a day. Auctions point at one instead of copying it, so it never changes; its bounds are checked here
 * alone, and openAuction and settle rely on them. protocol/core.md, publishTariff.
 */
import { type TariffRecord, tariffRecordType } from '@veilgrid/protocol/core/tariffs';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { PRICE_BOUND, type Profile } from '@veilgrid/protocol/params';
import type { Handler } from './handler.js';
import { keys } from './keys.js';
import { has, read, write } from './record.js';
import type { StateView } from './view.js';

export function getTariff(
  profile: Profile,
  view: StateView,
  tariffId: number,
  day: number,
): TariffRecord | undefined {
  return read(view, keys.tariff(tariffId, day), tariffRecordType(profile));
}

/** @throws ProtocolError TARIFF_UNKNOWN */
export function requireTariff(
  profile: Profile,
  view: StateView,
  tariffId: number,
  day: number,
): TariffRecord {
  const tariff = getTariff(profile, view, tariffId, day);
  if (!tariff) throw fail('TARIFF_UNKNOWN', { field: 'tariffId' });
  return tariff;
}

export function isPrice(price: number | bigint): boolean {
  return price > -PRICE_BOUND && price < PRICE_BOUND;
}

/** Published once a day, never changed: auctions point at it instead of copying it. */
export const publishTariff: Handler<'publishTariff'> = {
  check(_ctx, view, body) {
    ensure(!has(view, keys.tariff(body.tariffId, body.day)), 'TARIFF_EXISTS', { field: 'day' });
    body.importPrice.forEach((importPrice, k) => {
      const exportPrice = body.exportPrice[k]!;
      const network = body.network[k]!;
      ensure(isPrice(importPrice), 'TARIFF_INVALID', { field: `importPrice.${k}` });
      ensure(isPrice(exportPrice) && exportPrice <= importPrice, 'TARIFF_INVALID', {
        field: `exportPrice.${k}`,
      });
      ensure(isPrice(network), 'TARIFF_INVALID', { field: `network.${k}` });
      ensure(body.discount[k]! <= network, 'TARIFF_INVALID', { field: `discount.${k}` });
    });
  },
  apply(ctx, writer, body) {
    write(writer, keys.tariff(body.tariffId, body.day), tariffRecordType(ctx.genesis.profile), body);
  },
};
