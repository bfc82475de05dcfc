import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { lateBillsOf } from '@veilgrid/node/state/market/lateBill';
import { isStruck, listStatus, statusDigest, statusHead } from '@veilgrid/node/state/market/statusList';
import { refundAndShortfall } from '@veilgrid/protocol/market/settlement';
import { MAX_STATUS_PARTS } from '@veilgrid/protocol/market/statusList';
import { NO_STATUS_DIGEST, nextStatusDigest, statusMemoHash } from '@veilgrid/protocol/market/terms';
import type { BodyOf } from '../support/chain.js';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { WINDOWS } from '../support/genesis.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const END = TIMES.settleEnd + BigInt(WINDOWS.late);

describe('the status list', () => {
  const day = new TestDay().prepare().open();
  const { chain, households } = day;
  chain.at(TIMES.settleFrom - 1n);
  const [a, b, c] = [households[3]!, households[2]!, households[5]!];
  const list = (change: Partial<BodyOf<'statusList'>> = {}) =>
    chain.tx('statusList', { ...day.statusBody([a, b]), ...change });
  const { entries } = day.statusBody([a, b, a]);

  refuses(
    () => chain,
    [
      ['of an unknown auction', () => list({ auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
      ['before the gate', () => list(), 'PHASE_WRONG', undefined, TIMES.gate - 1n],
      ['once settlement is open', () => list(), 'PHASE_WRONG', undefined, TIMES.settleFrom],
      ['a later part first', () => list({ part: 1 }), 'STATUS_PART_WRONG', 'part'],
      ['a tag twice', () => list({ entries }), 'STATUS_LIST_INVALID', 'entries.2.tag'],
    ],
  );

  describe('posted', () => {
    beforeAll(() => chain.submit(list()));
    const folded = (bodies: readonly BodyOf<'statusList'>[]) =>
      bodies
        .flatMap((body) => body.entries)
        .map((entry) => ({ tag: entry.tag, memoHash: statusMemoHash(entry) }))
        .reduce(nextStatusDigest, NO_STATUS_DIGEST);

    test('is kept, and its digest grows with it', () => {
      expect(listStatus(chain.store, AUCTION_ID, 0, 9)).toEqual(day.statusBody([a, b]).entries);
      expect(statusDigest(chain.store, AUCTION_ID)).toEqual(folded([day.statusBody([a, b])]));
    });

    refuses(
      () => chain,
      [
        ['the part again', () => list({ part: 0 }), 'STATUS_PART_WRONG', 'part'],
        ['a tag again', () => list(), 'STATUS_LIST_INVALID', 'entries.0.tag'],
      ],
    );

    test('goes on with the next part, to the sixteenth', () => {
      const first = day.statusBody([a, b]);
      chain.send('statusList', day.statusBody([c]));
      expect(statusDigest(chain.store, AUCTION_ID)).toEqual(folded([first, day.statusBody([c])]));
      for (let part = 2; part < MAX_STATUS_PARTS; part++)
        chain.send('statusList', { ...first, part, entries: [] });
      const error = chain.refusal(chain.verified(list({ part: MAX_STATUS_PARTS, entries: [] })));
      expect(error?.code).toBe('STATUS_PART_WRONG');
    });
  });
});

describe('when settlement is over', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().statusList().settle(6);
  const { chain, households } = day;
  const settled = households[2]!;
  const missing = households[8]!;
  chain.at(TIMES.settleEnd);
  const digest = statusDigest(chain.store, AUCTION_ID);
  const list = (who: typeof missing) => chain.tx('statusList', day.statusBody([who]));

  refuses(
    () => chain,
    [
      ['a point that settled', () => list(settled), 'STATUS_LIST_INVALID', 'entries.0.tag'],
      ['a list before the end', () => list(missing), 'PHASE_WRONG', undefined, TIMES.settleEnd - 1n],
      ['a list when late bills have ended', () => list(missing), 'PHASE_WRONG', undefined, END],
    ],
  );

  test.each([0, 1])(
    'a listed point bills late by either reading (%i), and terms stay as they are',
    (status) => {
      const m = households[8 + status]!;
      chain.send('statusList', day.statusBody([m]));
      expect(statusHead(chain.store, AUCTION_ID)).toMatchObject({ early: 1, entries: 2 + status });
      expect(statusDigest(chain.store, AUCTION_ID)).toEqual(digest);
      chain.send('lateBill', m.lateBill(chain, AUCTION_ID, status));
    },
  );
});

describe('a strike', () => {
  const day = new TestDay().prepare().open().order().release().clear().close();
  const { chain, households } = day;
  const [first, second, unlisted] = [households[1]!, households[2]!, households[3]!];
  day.postStatus([first, second]).settling();
  const strike = (...who: (typeof first)[]) =>
    chain.tx('strikeStatus', { auctionId: AUCTION_ID, tags: who.map((h) => h.tag('A', AUCTION_ID)) });

  refuses(
    () => chain,
    [
      ['of a point that is not listed', () => strike(first, unlisted), 'STATUS_NOT_LISTED', 'tags.1'],
      ['before settlement', () => strike(first), 'PHASE_WRONG', undefined, TIMES.settleFrom - 1n],
      ['when late bills have ended', () => strike(first), 'PHASE_WRONG', undefined, END],
      [
        'of an unknown auction',
        () => chain.tx('strikeStatus', { auctionId: 5n, tags: [] }),
        'AUCTION_UNKNOWN',
        'auctionId',
      ],
    ],
  );

  test.each([0, 1])('lets the point settle by either reading: %i', (status) => {
    const who = [first, second][status]!;
    const settle = (by: number) => chain.verified(chain.tx('settle', who.settle(chain, AUCTION_ID, by)));
    expect(chain.refusal(settle(0))?.code).toBe('STATUS_WRONG');
    chain.submit(strike(who));
    expect(isStruck(chain.store, AUCTION_ID, who.tag('A', AUCTION_ID))).toBe(true);
    expect(chain.refusal(settle(2))?.code).toBe('STATUS_WRONG');
    chain.block([settle(status)]);
    expect(chain.refusal(settle(status))?.code).toBe('ALREADY_SETTLED');
  });
});

test('a list of everybody with memos that nobody can open: after a strike all are paid late', () => {
  const day = new TestDay().prepare().open().order().release().clear().close();
  const { chain, households } = day;
  day.postStatus(households).settling();
  // Nobody has a reading of the DSO's, and the meter's is refused.
  const byMeter = (h: (typeof households)[number]) => chain.tx('settle', h.settle(chain, AUCTION_ID, 0));
  for (const h of households) expect(chain.refusal(chain.verified(byMeter(h)))?.code).toBe('STATUS_WRONG');
  chain.at(TIMES.settleEnd);
  day.strike(households);
  const before = getSupply(chain.store);
  // By either reading.
  for (const [i, h] of households.entries()) {
    const body = h.lateBill(chain, AUCTION_ID, i % 2);
    const { refund } = refundAndShortfall(h.deposit, h.bill!.cost);
    expect(body.paid).toBe(refund < h.deposit ? refund : h.deposit);
    chain.send('lateBill', body);
  }
  expect(lateBillsOf(chain.store, AUCTION_ID).count).toBe(households.length);
  // The supplier has nothing of it, now or later.
  expect(getSupply(chain.store).accounts).toEqual(before.accounts);
});
