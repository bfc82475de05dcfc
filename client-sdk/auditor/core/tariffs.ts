/** Published tariffs. */
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { PRICE_BOUND } from '@veilgrid/protocol/params';
import type { CoreBooks } from './books.js';
import type { Rule } from './ledger.js';

export function isPrice(price: number | bigint): boolean {
  return -PRICE_BOUND < price && price < PRICE_BOUND;
}

const dayOf = (tariffId: number, day: number) => `${tariffId} ${day}`;

export const publishTariff: Rule<'publishTariff'> = ({ books }, body) => {
  const key = dayOf(body.tariffId, body.day);
  ensure(!books.tariffs.has(key), 'TARIFF_EXISTS', { field: 'day' });
  body.importPrice.forEach((buying, k) => {
    const selling = body.exportPrice[k]!;
    const network = body.network[k]!;
    const valid = isPrice(buying) && isPrice(selling) && isPrice(network);
    ensure(valid && selling <= buying && body.discount[k]! <= network, 'TARIFF_INVALID', { period: k });
  });
  books.tariffs.set(key, body);
};

/** @throws ProtocolError TARIFF_UNKNOWN */
export function tariffOf({ tariffs }: CoreBooks, tariffId: number, day: number): TariffRecord {
  const tariff = tariffs.get(dayOf(tariffId, day));
  if (!tariff) throw fail('TARIFF_UNKNOWN', { field: 'tariffId' });
  return tariff;
}
