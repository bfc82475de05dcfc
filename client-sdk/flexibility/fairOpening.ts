/** What an opening leaves to households, whoever signed it. docs/protocol/flexibility.md "What a wallet does". */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { checkNeedPrices } from '@veilgrid/protocol/flexibility/needPrices';
import { checkNeedQuantities } from '@veilgrid/protocol/flexibility/needQuantities';
import { checkNeedTimes } from '@veilgrid/protocol/flexibility/needTimes';
import type { NeedOpening } from '../verifier/flexibility/need.js';
import type { NeedAuction } from './needAuctions.js';

/**
 * Roles that sign together must leave nobody less time, or other bounds, than the protocol says.
 * @throws ProtocolError NEED_QUANTITY_INVALID, NEED_PRICES_INVALID, NEED_TIMES_INVALID
 */
export function ensureFairOpening(
  genesis: Genesis,
  { need, openedAt }: Pick<NeedOpening, 'need' | 'openedAt'>,
  auctions: readonly Pick<NeedAuction, 'settleEnd'>[],
): void {
  checkNeedQuantities(genesis.params.K, need);
  checkNeedPrices(need);
  checkNeedTimes(genesis, need, { auctions, references: [] }, openedAt);
}
