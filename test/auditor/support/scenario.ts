/** A ledger with everything in it: a market day, days that go void, a day without orders, a DSO in debt. */
import { requireAuction } from '@veilgrid/node/state/auction';
import { noteRoot } from '@veilgrid/node/state/notes';
import { settleAuction } from '@veilgrid/node/state/settlement';
import { auctionIdOf } from '@veilgrid/protocol/auction';
import { mulBase } from '@veilgrid/protocol/babyjub';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/note';
import { type Cell, orderMemoBytes } from '@veilgrid/protocol/order';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Reading } from '@veilgrid/protocol/reading';
import { ROLES } from '@veilgrid/protocol/roles';
import { billOf, maskedOutputs, settleMemoBytes } from '@veilgrid/protocol/settlement';
import type { Tx } from '@veilgrid/protocol/tx';
import { type BodyOf, hasher, type TestChain } from '../../state/support/chain.js';
import { AUCTION_ID, DAY, openBody, share, TestDay, TIMES, tariffBody } from '../../state/support/day.js';
import { GENESIS, PARAMS } from '../../state/support/genesis.js';
import { Household, TARIFF, ZONE } from '../../state/support/household.js';

/** What happened at one time; unsigned, with the sequence numbers of the original. */
export interface Step {
  readonly time: bigint;
  readonly txs: readonly Tx[];
}

const idOfDay = (day: number) => auctionIdOf(hasher, GENESIS.chainId, ZONE, TARIFF, day);

/** An auction `days` after the first, with key shares of its own. */
class LaterDay {
  readonly id: bigint;
  readonly day: number;
  readonly secret: bigint;
  readonly at: typeof TIMES;
  readonly #chain: TestChain;

  constructor(chain: TestChain, days: number) {
    this.#chain = chain;
    this.day = DAY + days;
    this.id = idOfDay(this.day);
    this.secret = 33_333n + BigInt(1_000 * days);
    const shift = BigInt(days * SECONDS_PER_DAY);
    this.at = Object.fromEntries(Object.entries(TIMES).map(([name, t]) => [name, t + shift])) as typeof TIMES;
  }

  open(): this {
    const chain = this.#chain;
    chain.submit(chain.tx('publishTariff', { ...tariffBody(), day: this.day }));
    const operatorShare = share('operator', this.id, this.secret);
    const regulatorShare = share('regulator', this.id, this.secret + 1n);
    const terms = { ...openBody(), ...this.at, day: this.day, operatorShare, regulatorShare };
    chain.submit(chain.tx('openAuction', terms));
    return this;
  }

  /** Orders whose contents nobody ever sees. */
  order(count: number): this {
    const chain = this.#chain;
    const { tiers } = requireAuction(chain.store, this.id);
    const numbers = Array.from({ length: count }, (_, i) => this.secret + BigInt(100 * i));
    const orders = numbers.map((n): BodyOf<'order'> => {
      const ephemeral = mulBase(n);
      return {
        auctionId: this.id,
        nfNote: n + 1n,
        nfBid: n + 2n,
        changeCm: n + 3n,
        c: n + 4n,
        ephemeralX: ephemeral.x,
        ephemeralY: ephemeral.y,
        ct: Array.from({ length: PARAMS.orderWords + 1 }, (_, i) => n + BigInt(i)),
        noteRoot: noteRoot(chain.store),
        asset: MONEY,
        deposit: tiers[0]!,
        memo: new Uint8Array(orderMemoBytes(PARAMS)),
      };
    });
    chain.submit(...orders.map((body) => chain.tx('order', body)));
    return this;
  }

  release(): this {
    const chain = this.#chain.at(this.at.gate);
    chain.submit(chain.tx('releaseShare', { auctionId: this.id, scalar: this.secret + 1n }));
    return this;
  }

  void(time: bigint): this {
    const chain = this.#chain.at(time);
    chain.submit(chain.tx('voidAuction', { auctionId: this.id }));
    return this;
  }

  /** A day without trades of each household; the one at `large` owes more than its deposit. */
  settle(households: readonly Household[], large: number): this {
    const chain = this.#chain.at(this.at.settleFrom);
    const { market, result } = settleAuction(chain.ctx, chain.store, this.id);
    const deposit = requireAuction(chain.store, this.id).tiers[0]!;
    const idle: Cell[] = Array.from({ length: PARAMS.K }, () => ({ side: 0, level: 0, qty: 0 }));
    const bodies = households.map((h, i): BodyOf<'settle'> => {
      const n = this.secret + BigInt(100 * i);
      const readings: Reading[] = h
        .readings()
        .map((r) => (i === large ? { imported: 12_500, exported: 0 } : r));
      const bill = billOf(idle, readings, market, result);
      return {
        ...maskedOutputs(hasher, PARAMS, this.id, h.kA, h.kB, readings, bill, deposit),
        auctionId: this.id,
        nf: n + 5n,
        readingCommitment: n + 6n,
        refundCm: n + 7n,
        status: 0,
        memo: new Uint8Array(settleMemoBytes(PARAMS)),
      };
    });
    chain.submit(...bodies.map((body) => chain.tx('settle', body)));
    return this;
  }

  /** Mask sums, late bill, publication. */
  finish(day: TestDay): void {
    const chain = this.#chain.at(this.at.settleEnd);
    for (const role of ['A', 'B'] as const) {
      for (const body of day.maskBodies(role, this.id)) chain.submit(chain.tx('maskSum', body));
    }
    chain.submit(chain.tx('lateBill', { auctionId: this.id, nf: this.secret }));
    chain.at(this.at.publish).submit(chain.tx('publish', { auctionId: this.id }));
  }
}

function pay(chain: TestChain, n: bigint, redeemed: bigint): void {
  const body: BodyOf<'transfer'> = {
    nf: [n, n + 1n],
    cm: [n + 2n, n + 3n],
    noteRoot: noteRoot(chain.store),
    asset: MONEY,
    redeemed,
    payoutReference: new Uint8Array(32).fill(redeemed > 0n ? 7 : 0),
    memo1: new Uint8Array(TRANSFER_MEMO_BYTES).fill(1),
    memo2: new Uint8Array(TRANSFER_MEMO_BYTES).fill(2),
  };
  chain.submit(chain.tx('transfer', body));
}

/** Beside the market: payments, a point that moves in, changes its meter and leaves. */
function aside(chain: TestChain): void {
  const guest = new Household(20);
  const point = { ...guest.point, zone: ZONE + 1 };
  const meter = mulBase(9_999n);
  chain.submit(chain.tx('enrolPoint', point));
  chain.submit(chain.tx('changePoint', { ...point, meterAx: meter.x, meterAy: meter.y, importCap: 4_000 }));
  chain.submit(chain.tx('revokePoint', { position: point.position }));
  pay(chain, 70_000n, 0n);
  pay(chain, 80_000n, 5_000n);
  const value = 1_234n;
  chain.submit(
    chain.tx('redeem', { account: ROLES.supplier, value, payoutReference: new Uint8Array(32).fill(3) }),
  );
}

export function scenario(): { steps: Step[]; auctions: bigint[] } {
  const day = new TestDay(10).prepare().open().order().release().clear().close().statusList();
  day.settle().maskSums().publish();
  const { chain, households } = day;
  aside(chain);
  // No order, and a result all the same.
  const empty = new LaterDay(chain, 2).open().release();
  const state = { auctionId: empty.id, batch: 0, stateOut: 5n };
  chain.submit(chain.tx('clear', state));
  const none = Array<number>(PARAMS.K).fill(0);
  const result = { traded: 0n, enough: 0, volume: 0n, p: none, lambdaBuy: none, lambdaSell: none };
  chain.submit(chain.tx('close', { auctionId: empty.id, ...result }));
  // The operator is silent; a household's shortfall leaves the DSO in debt.
  const unclosed = new LaterDay(chain, 3).open().order(10).release();
  unclosed.void(unclosed.at.close).settle(households, 4).finish(day);
  // The regulator is silent; the DSO's share pays its debt first.
  const unreleased = new LaterDay(chain, 5).open().order(10);
  unreleased.void(unreleased.at.release).settle(households, -1).finish(day);
  const steps = chain.blocks.map(({ time, vtxs }) => ({ time, txs: vtxs.map((vtx) => vtx.tx) }));
  return { steps: blocksOf(steps), auctions: [AUCTION_ID, empty.id, unclosed.id, unreleased.id] };
}

/** Small blocks, so that a change is soon seen; a transfer may spend what the block before it sealed. */
function blocksOf(steps: readonly Step[]): Step[] {
  const blocks: { time: bigint; txs: Tx[] }[] = [];
  for (const step of steps) {
    for (const tx of step.txs) {
      const last = blocks.at(-1);
      const joins = last?.time === step.time && last.txs.length < 3 && tx.kind !== 'transfer';
      if (joins) last.txs.push(tx);
      else blocks.push({ time: step.time, txs: [tx] });
    }
  }
  return blocks;
}
