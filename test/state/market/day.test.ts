import { applyBlock } from '@veilgrid/node/state/applyBlock';
import { getResult } from '@veilgrid/node/state/core/books/close';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import { applyGenesis } from '@veilgrid/node/state/genesis';
import { GROUPS } from '@veilgrid/node/state/groups';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { isTraded } from '@veilgrid/protocol/core/books/result';
import { signed } from '@veilgrid/protocol/core/crypto/field';
import { refundAndShortfall } from '@veilgrid/protocol/market/settlement';
import { TestDay } from '../support/day.js';
import { GENESIS, PARAMS, START } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { AUCTION_ID } from '../support/slot.js';

const sum = (xs: readonly bigint[]) => xs.reduce((a, b) => a + b, 0n);

describe('a day of 12 households', () => {
  const day = new TestDay().prepare().open().order().release().clear().close().statusList();
  const before = getSupply(day.chain.store);
  day.settle().maskSums().publish();
  const { store, blocks } = day.chain;
  const bills = day.households.map((h) => h.bill!);

  test('something trades, and at least 10 took part or the volume stays hidden', () => {
    const result = getResult(store, AUCTION_ID)!;
    const idle = result.p.flatMap((_, k) => (isTraded(result, k) ? [] : [k]));
    expect([result.p.length, idle]).toEqual([PARAMS.K, [2]]);
    expect([result.enough, result.volume]).toEqual([false, 0n]);
  });

  test('the published money is the sum of the bills', () => {
    const aggregate = getPublication(store, AUCTION_ID)!;
    const money = day.households.map((h) => refundAndShortfall(h.deposit, h.bill!.cost));
    expect(aggregate).toMatchObject({
      members: 12,
      refund: sum(money.map((m) => m.refund)),
      shortfall: sum(money.map((m) => m.shortfall)),
      network: sum(bills.map((b) => b.network)),
      deposit: sum(day.households.map((h) => h.deposit)),
      held: 0n,
      deposits: sum(day.households.map((h) => h.deposit)),
    });
  });

  test('few export, so that the net of the readings is opened', () => {
    const { words } = readSum(store, AUCTION_ID);
    const readings = day.households.map((h) => h.readings());
    const net = (k: number) => sum(readings.map((r) => BigInt(r[k]!.imported - r[k]!.exported)));
    expect(words.both).toBe(0);
    expect(words.nets.map(signed)).toEqual(Array.from({ length: PARAMS.K }, (_, k) => net(k)));
  });

  test('money is conserved, and the supplier is left with what it is owed', () => {
    const after = getSupply(store);
    const { dsoShare, network } = getPublication(store, AUCTION_ID)!;
    expect(dsoShare).toBe(network);
    expect(after.accounts.dso - before.accounts.dso).toBe(network);
    const owed = sum(bills.map((b) => b.cost - b.network));
    expect(after.accounts.supplier - before.accounts.supplier - before.bonds).toBe(owed);
    expect(after).toMatchObject({ deposits: 0n, bonds: 0n, roleBonds: 0n, minted: before.minted });
    const held = sum(Object.values(after.accounts));
    expect(after.notes + held + after.redeemed).toBe(after.minted);
    // What the notes hold by their owners' own books.
    const funds = sum(day.households.map((h) => h.note.value - h.bill!.cost));
    expect(after.notes).toBe(funds);
  });

  test('the note list tells how each note came to be', () => {
    const origins = listNotes(store, 0, 100).map((note) => note.origin);
    const count = (origin: string) => origins.filter((o) => o === origin).length;
    expect([count('mint'), count('change'), count('refund')]).toEqual([12, 12, 12]);
  });

  test('a replay from genesis gives every state hash and the same store', () => {
    const replay = new MemoryStore();
    let overlay = new Overlay(replay);
    const ctx = { hasher, genesis: GENESIS, height: 0n, time: 0n, groups: GROUPS };
    let stateHash = applyGenesis(ctx, overlay).stateHash;
    replay.commit(overlay.writes());
    blocks.forEach(({ time, vtxs, stateHash: expected }, i) => {
      overlay = new Overlay(replay);
      const block = { ...ctx, height: BigInt(i + 1), time };
      const prev = { stateHash, time: blocks[i - 1]?.time ?? START };
      ({ stateHash } = applyBlock(block, overlay, prev, vtxs).roots);
      expect(stateHash).toEqual(expected);
      replay.commit(overlay.writes());
    });
    expect(replay.entries()).toEqual(store.entries());
  });

  test('every block changes the state hash', () => {
    const hashes = blocks.map((b) => Buffer.from(b.stateHash).toString('hex'));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
