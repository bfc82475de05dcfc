/** Offers from files: a quantity and the least price of it by half hour. */
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import { MAX_LEVEL, MAX_QTY, type Params, PRICE_BOUND } from '@veilgrid/protocol/params';
import { IssueList, quoted } from '../csv/issues.js';
import { readPeriods, wholeOf } from '../csv/periodTable.js';
import { offerCell } from './offer.js';

const COLUMNS = ['price', 'qty_wh'] as const;

/**
 * Cells from `period,price,qty_wh`; half hours that are left out offer nothing.
 * @param file how messages name it
 * @throws DataError with every issue; ProtocolError TOO_LARGE
 */
export function parseOffer(
  file: string,
  bytes: Uint8Array,
  { K }: Params,
  need: Pick<NeedTerms, 'floor' | 'tick'>,
): OfferCell[] {
  const issues = new IssueList(file);
  const cells = Array.from({ length: K }, (): OfferCell => ({ level: 0, qty: 0 }));
  const highest = need.floor + MAX_LEVEL * need.tick;
  for (const { row, period, values } of readPeriods(bytes, COLUMNS, K, issues)) {
    const [priceText = '', qtyText = ''] = values;
    const place = { row, column: 'price' };
    const price = wholeOf(priceText, [0, PRICE_BOUND - 1], place, issues);
    const qty = wholeOf(qtyText, [0, MAX_QTY], { row, column: 'qty_wh' }, issues);
    if (price !== undefined && (price < need.floor || price > highest))
      issues.add('CSV_VALUE_INVALID', place, { value: quoted(priceText), lowest: need.floor, highest });
    else if (price !== undefined && qty !== undefined) cells[period] = offerCell(need, price, qty);
  }
  issues.ensureNone();
  return cells;
}
