import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { z } from 'zod';
import type { Watch } from '../../core/follower/watch.js';
import { dropVersions, unaskedVersions } from '../../core/sets/followedPoints.js';
import { listFields, listWatch, type StatusLists } from './lists.js';
import { ORDER_WATCH, type OrderBooks, orderFields } from './orders.js';

const Stored = z.object({ ...orderFields, ...listFields });

/** What the regulator releases, and what it strikes. */
export function regulatorWatch(chain: {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
}): Watch<OrderBooks & StatusLists> {
  const lists = listWatch(chain);
  return {
    open: () => ({ ...ORDER_WATCH.open(), ...lists.open() }),
    stored: Stored,
    observers: {
      ...ORDER_WATCH.observers,
      ...lists.observers,
      openAuction(book, body, at) {
        ORDER_WATCH.observers.openAuction(book, body, at);
        lists.observers.openAuction(book, body, at);
        dropVersions(book, unaskedVersions(book));
      },
    },
  };
}
