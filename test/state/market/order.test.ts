import { entryList } from '@veilgrid/node/state/core/books/entries';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import { listOrders, orderAuction, ordersOf } from '@veilgrid/node/state/market/order';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { fold } from '@veilgrid/protocol/core/lists';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import type { BodyOf } from '../support/chain.js';
import { leaveNoteRoom, refuses } from '../support/chain.js';
import { cellsOf, TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { TARIFF, ZONE } from '../support/party.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

describe('orders', () => {
  const day = new TestDay().prepare().open();
  const { chain, households } = day;
  const body = (i: number) => households[i]!.order(chain, day.auction, cellsOf(i, 12));
  const placed = [0, 1, 2, 3, 4].map(body);
  for (const b of placed) chain.submit(chain.tx('order', b));
  const another = (difference: Partial<BodyOf<'order'>> = {}) =>
    chain.tx('order', { ...body(5), ...difference });

  test('stand on the ledger in order', () => {
    const listed = listOrders(chain.store, AUCTION_ID, 0, 100);
    expect(listed.map((o) => o.c)).toEqual(placed.map((b) => b.c));
    const { nfBid, changeCm, c, ephemeralX, ephemeralY, ct, deposit, memo } = placed[3]!;
    expect(listed[3]).toEqual({ nfBid, changeCm, c, ephemeralX, ephemeralY, ct, deposit, memo });
    expect(listOrders(chain.store, AUCTION_ID, 4, 1).map((o) => o.c)).toEqual([placed[4]!.c]);
  });

  test('are in the tree, in the fold and in the sum of deposits', () => {
    const commitments = placed.map((b) => b.c);
    const deposits = placed.reduce((sum, b) => sum + b.deposit, 0n);
    const root = new Tree8(hasher, PARAMS.orderDepth, commitments).root;
    expect(ordersOf(chain.store, AUCTION_ID)).toEqual({ count: 5, root, deposits });
    const folded = commitments.reduce((f, c) => fold(hasher, f, c), AUCTION_ID);
    expect(entryList(chain.ctx, chain.store, AUCTION_ID).current).toBe(folded);
    expect(getSupply(chain.store)).toMatchObject({ deposits });
    expect(new Set(placed.map((b) => b.deposit)).size).toBe(2);
  });

  test('give change as notes', () => {
    const change = listNotes(chain.store, 12, 100);
    expect(change.map((n) => [n.origin, n.cm])).toEqual(placed.map((b) => ['change', b.changeCm]));
  });

  test('are proven against the auction as opened', () => {
    const { pointRoot, key } = day.auction;
    expect(orderAuction(chain.ctx, chain.store, AUCTION_ID)).toEqual({
      auctionId: AUCTION_ID,
      pointRoot,
      zoneTariff: zoneTariff(ZONE, TARIFF),
      key,
      market: day.market,
    });
  });

  test('are taken until the gate', () => {
    chain.at(TIMES.gate - 1n);
    expect(chain.refusal(chain.verified(another()))).toBeUndefined();
  });

  refuses(
    () => chain,
    [
      ['at the gate', () => another(), 'GATE_CLOSED', undefined, TIMES.gate],
      ['an unknown auction', () => another({ auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
      ['another asset', () => another({ asset: 2n }), 'ASSET_UNKNOWN', 'asset'],
      [
        'a deposit that is no tier',
        () => another({ deposit: 100_000_001n }),
        'DEPOSIT_NOT_A_TIER',
        'deposit',
      ],
      ['a second order of a point', () => another({ nfBid: placed[2]!.nfBid }), 'ORDER_EXISTS', 'nfBid'],
      ['an unknown note root', () => another({ noteRoot: 5n }), 'NOTE_ROOT_UNKNOWN', 'noteRoot'],
      ['a spent note', () => another({ nfNote: placed[2]!.nfNote }), 'NULLIFIER_SPENT', 'nfNote'],
      [
        'an old commitment',
        () => another({ changeCm: placed[2]!.changeCm }),
        'COMMITMENT_EXISTS',
        'changeCm',
      ],
      ['the empty leaf as change', () => another({ changeCm: 0n }), 'VALUE_OUT_OF_RANGE', 'changeCm'],
      ['the empty leaf as order', () => another({ c: 0n }), 'VALUE_OUT_OF_RANGE', 'c'],
      [
        'an ephemeral key off the curve',
        () => another({ ephemeralX: 1n }),
        'EPHEMERAL_INVALID',
        'ephemeralX',
      ],
      [
        'an ephemeral key outside the subgroup',
        () => another({ ephemeralX: R - placed[0]!.ephemeralX, ephemeralY: R - placed[0]!.ephemeralY }),
        'EPHEMERAL_INVALID',
        'ephemeralX',
      ],
    ],
  );

  describe('fill the tree', () => {
    beforeAll(() => {
      const more = (i: bigint) =>
        another({ nfNote: 900n + i, nfBid: 900n + i, changeCm: 900n + i, c: 900n + i });
      chain.submit(...Array.from({ length: 59 }, (_, i) => more(BigInt(i))));
    });
    refuses(() => chain, [['the 65th order', () => another(), 'AUCTION_FULL']]);
  });

  test('need room for their change', () => {
    leaveNoteRoom(chain, 0);
    expect(chain.refusal(chain.verified(another()))?.code).toBe('NOTE_TREE_FULL');
  });
});
