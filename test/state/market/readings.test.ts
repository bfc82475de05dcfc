/** The market's use of readings' trees: what enters one, and when it freezes. */
import { keys } from '@veilgrid/node/state/core/keys';
import { getReadingTree } from '@veilgrid/node/state/core/readings/tree';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { FROZEN_DEPTH } from '@veilgrid/protocol/params';
import { refuses, type TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { LaterDay } from '../support/laterDay.js';
import { AUCTION_ID, FIRST, TIMES } from '../support/slot.js';
import { openBody, TERMS } from '../support/terms.js';

const readingsOf = ({ ctx, store }: TestChain, id = AUCTION_ID) => getReadingTree(ctx, store, id)!;
const rootOver = (leaves: readonly bigint[]) => new Tree8(hasher, PARAMS.orderDepth, leaves).root;

describe("an auction's readings", () => {
  const day = new TestDay().prepare().open().order().release().clear().close().settle(10);
  const { chain, households } = day;
  const settled = listSettlements(chain.store, AUCTION_ID, 0, 100).map((s) => s.readingCommitment);
  const root = rootOver(settled);

  test('are those of accepted settlements, in order, open until settleEnd', () => {
    expect(settled).toHaveLength(10);
    expect(readingsOf(chain)).toEqual({ freezes: TIMES.settleEnd, count: 10, root, frozen: undefined });
    chain.at(TIMES.settleEnd - 1n).block([]);
    expect(readingsOf(chain).frozen).toBeUndefined();
  });

  test('freeze in the block that crosses settleEnd, whatever else is in it', () => {
    const settlement = chain.verified(day.settleTx(households[10]!));
    chain.at(TIMES.settleEnd);
    const late = chain.tx('lateBill', households[11]!.lateBill(chain, AUCTION_ID));
    const { errors } = chain.block([settlement, chain.verified(late)]);
    expect(errors.map((error) => error?.code)).toEqual(['SETTLEMENT_NOT_OPEN', undefined]);
    expect(readingsOf(chain)).toEqual({ freezes: TIMES.settleEnd, count: 10, root, frozen: 0 });
  });

  test('stay as they are: a late bill never enters', () => {
    chain.send('lateBill', households[10]!.lateBill(chain, AUCTION_ID));
    expect(readingsOf(chain)).toMatchObject({ count: 10, root });
  });

  test('of an auction without settlements, closed or not, are an empty tree', () => {
    const nobody = new LaterDay(chain, 2).open();
    chain.at(nobody.at.settleEnd).block([]);
    expect(readingsOf(chain, nobody.id)).toMatchObject({ count: 0, root: rootOver([]), frozen: 1 });
  });
});

describe('when every place over frozen roots is promised', () => {
  const { chain } = new TestDay().prepare();
  chain.store.commit([[keys.readingTreeCount, U32.serialize(8 ** FROZEN_DEPTH)]]);
  refuses(
    () => chain,
    [['no auction is opened', () => chain.tx('openAuction', openBody(FIRST, TERMS)), 'READING_TREES_FULL']],
  );
});
