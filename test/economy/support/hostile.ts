/** What nobody may get away with: each attempt must fail at its statement or at the ledger, and change nothing. */
import type { VerifiedTx } from '@veilgrid/node/state/core/verified';
import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import { requiredDeposit } from '@veilgrid/protocol/market/order';
import { refundRho } from '@veilgrid/protocol/market/settlement';
import { MAX_LEVEL, MAX_QTY, MONEY } from '@veilgrid/protocol/params';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { AUCTION_ID, TIMES } from '../../state/support/slot.js';
import type { Member } from './member.js';
import type { Random } from './random.js';
import { clearedPeriods, clearTxs, closeTx, maskTxs } from './roleTxs.js';
import type { SimDay } from './simDay.js';
import { StatementError } from './statement.js';

/** Undefined where this day offers no occasion. */
type Attempt = (day: SimDay, member: Member, other: Member) => VerifiedTx | undefined;
export type Phase = 'order' | 'clear' | 'settle' | 'sum';

const flat = (cell: Cell): Cell[] => Array(PARAMS.K).fill(cell);

const order: Record<string, Attempt> = {
  'buys above its cap': (day, m) => {
    const { importCap } = m.point;
    if (importCap === MAX_QTY) return undefined;
    return day.orderTx({
      ...day.orderWitness(m),
      cells: flat({ side: 0, level: 0, qty: importCap + 1 }),
    });
  },
  'claims a larger cap': (day, m) => {
    const { importCap, exportCap } = m.point;
    return day.orderTx({ ...day.orderWitness(m), importCap: exportCap + 1, exportCap: importCap + 1 });
  },
  'deposits less than its order may cost': (day, m) => {
    const w = day.orderWitness(m);
    const needed = requiredDeposit(w.cells, w.auction.market, w.dayLimit);
    const tier = day.auction.tiers.findLast((t) => t < needed);
    return tier === undefined ? undefined : day.orderTx({ ...w, deposit: tier });
  },
  'deposits between the tiers': (day, m) => {
    const w = day.orderWitness(m);
    return day.orderTx({ ...w, deposit: w.deposit + 1n });
  },
  'shows a tier that it did not pay': (day, m) => {
    const w = day.orderWitness(m);
    const other = day.auction.tiers.find((t) => t !== w.deposit);
    return other === undefined ? undefined : day.orderTx(w, { deposit: other });
  },
  'understates its day limit': (day, m) => {
    const w = day.orderWitness(m);
    return w.dayLimit === 0n ? undefined : day.orderTx({ ...w, dayLimit: 0n });
  },
  'orders for another point': (day, m, o) => {
    const { pointPath, point } = day.orderWitness(o);
    return day.orderTx({ ...day.orderWitness(m), pointPath, point });
  },
  "pays with another's note": (day, m, o) =>
    day.orderTx({ ...day.orderWitness(m), input: day.orderWitness(o).input }),
  'keeps more change': (day, m) => {
    const w = day.orderWitness(m);
    const change = { ...m.note, value: m.note.value - w.deposit + 1n, rho: w.changeRho };
    return day.orderTx(w, { changeCm: noteCommitment(hasher, change) });
  },
  'commits to other cells than it seals': (day, m, o) => {
    const { c } = bodyOf(day.orderTx(day.orderWitness(o)), 'order');
    return day.orderTx(day.orderWitness(m), { c });
  },
  'uses a fresh nullifier for its point': (day, m) => day.orderTx(day.orderWitness(m), { nfBid: 12_345n }),
};

const clear: Record<string, Attempt> = {
  'drops an order': (day) => {
    const orders = day.placed();
    return first(clearTxs(day, clearedPeriods(day), orders.slice(1)));
  },
  'swaps two orders': (day) => {
    const [a, b, ...rest] = day.placed();
    return first(clearTxs(day, clearedPeriods(day), [b!, a!, ...rest]));
  },
  'changes an order': (day) => {
    const [a, ...rest] = day.placed();
    const cells = a!.plan.cells.map((cell) => ({ ...cell, qty: cell.qty ^ 1 }));
    return first(clearTxs(day, clearedPeriods(day), [{ ...a!, plan: { ...a!.plan, cells } }, ...rest]));
  },
  'orders after the gate': (day, m) => day.orderTx(day.orderWitness(m)),
  'closes without clearing': (day) => closeTx(day, clearedPeriods(day)),
  'raises the highest level': (day) => closeWith(day, (p) => ({ ...p, H: Math.min(MAX_LEVEL, p.H + 1) })),
  'lowers the lowest level': (day) => closeWith(day, (p) => ({ ...p, L: Math.max(0, p.L - 1) })),
  'shifts the price': (day) => closeWith(day, (p) => ({ ...p, L: p.L ^ 1, H: p.H ^ 1 })),
  'rations less': (day) => closeWith(day, (p) => ({ ...p, lambda: p.lambda + 1 })),
  'rations the other side': (day) => closeWith(day, (p) => ({ ...p, rationed: 1 - p.rationed })),
};

const settle: Record<string, Attempt> = {
  'reads less than its meter': (day, m) => {
    const w = day.settleWitness(m);
    const used = w.readings.some((r) => r.imported > 0);
    return used
      ? day.settleTx({ ...w, readings: w.readings.map((r) => ({ ...r, imported: 0 })) })
      : undefined;
  },
  'reads more export than its meter': (day, m) => {
    const w = day.settleWitness(m);
    return day.settleTx({ ...w, readings: w.readings.map((r) => ({ ...r, exported: r.exported + 1 })) });
  },
  "settles with another's meter": (day, m, o) => {
    const { signature, readings, meterKey } = day.settleWitness(o);
    return day.settleTx({ ...day.settleWitness(m), signature, readings, meterKey });
  },
  "settles another's order as its own": (day, m, o) => {
    const w = day.settleWitness(m);
    return day.settleTx({ ...w, inner: { ...day.settleWitness(o).inner, ownerPk: m.ownerPk } });
  },
  'settles an order it did not place': (day, m) => {
    const w = day.settleWitness(m);
    return day.settleTx({ ...w, cells: w.cells.map((c) => ({ ...c, qty: c.qty ^ 1 })) });
  },
  'claims a larger deposit': (day, m) => {
    const w = day.settleWitness(m);
    return day.settleTx({ ...w, inner: { ...w.inner, deposit: w.inner.deposit + 1n } });
  },
  'takes a larger refund': (day, m) => {
    const w = day.settleWitness(m);
    const rho = refundRho(hasher, w.inner.salt, AUCTION_ID);
    const refundCm = noteCommitment(hasher, {
      asset: MONEY,
      value: w.inner.deposit * 2n + 1n,
      ownerPk: m.ownerPk,
      rho,
    });
    return day.settleTx(w, { refundCm });
  },
  'hides its shortfall': (day, m) => {
    const w = day.settleWitness(m);
    return day.settleTx(w, { short: bodyOf(day.settleTx(w), 'settle').short - 1n });
  },
  'masks with another key': (day, m, o) => day.settleTx({ ...day.settleWitness(m), kA: o.kA }),
  'invents its tag': (day, m) => day.settleTx(day.settleWitness(m), { tagA: 99n }),
  'picks the status of its reading': (day, m) => {
    const { auction, status, orderPath } = day.settleWitness(m);
    // With a valid signature of the other kind too.
    return day.settleTx(m.settleWitness(auction, day.plans[m.i]!, 1 - status, orderPath, day.chain.meters));
  },
  'settles under other prices': (day, m) => {
    const w = day.settleWitness(m);
    const market = { ...w.auction.market, fixedPerDay: w.auction.market.fixedPerDay + 1n };
    return day.settleTx({ ...w, auction: { ...w.auction, market } });
  },
};

const sum: Record<string, Attempt> = {
  'settles after the end': (day, m) => day.settleTx(day.settleWitness(m)),
  "sums another member's masks": (day) => {
    const [a, b, ...rest] = day.settled();
    return first(maskTxs(day, 'A', [b!, a!, ...rest]));
  },
  'invents a sum': (day) => {
    const sum = Array<bigint>(PARAMS.laneWords).fill(1n);
    return first(maskTxs(day, 'B', day.settled(), { sum }));
  },
  'leaves a member out of the sum': (day) => first(maskTxs(day, 'A', day.settled().slice(1))),
  'publishes before the sums': ({ chain }) =>
    chain.at(TIMES.publish).verified(chain.tx('publish', { auctionId: AUCTION_ID })),
};

const ATTEMPTS: Readonly<Record<Phase, Readonly<Record<string, Attempt>>>> = { order, clear, settle, sum };
export const ATTEMPT_NAMES = Object.values(ATTEMPTS).flatMap((phase) => Object.keys(phase));

function first(txs: Generator<VerifiedTx>): VerifiedTx {
  return txs.next().value as VerifiedTx;
}

function bodyOf<K extends Kind>({ tx }: VerifiedTx, _kind: K): Bodies[K] {
  return tx.body as Bodies[K];
}

/** Clears the whole day with wrong parameters, as far as the statements go: the close at the latest refuses. */
function closeWith(day: SimDay, change: (p: PeriodClearing) => PeriodClearing): undefined {
  const periods = clearedPeriods(day);
  const changed = periods.map(change);
  if (JSON.stringify(changed) === JSON.stringify(periods)) return undefined;
  const copy = day.fork();
  for (const tx of clearTxs(copy, changed)) copy.chain.accept(tx);
  closeTx(copy, changed);
  throw new Error('closed with other parameters than the book has');
}

/** Tries one thing in each phase of a day, first what was never refused yet, and notes what refused it. */
export function trials(random: Random, refusals: Map<string, Set<string>>) {
  return (phase: Phase, day: SimDay): void => {
    const names = random.shuffled(Object.keys(ATTEMPTS[phase]));
    const [member, other] = random.shuffled(day.members);
    const { time } = day.chain;
    for (const name of [...names.filter((name) => !refusals.has(name)), ...names]) {
      const refusal = refusalOf(name, day, () => ATTEMPTS[phase][name]!(day, member!, other!));
      day.chain.at(time);
      if (refusal === undefined) continue;
      refusals.set(name, (refusals.get(name) ?? new Set()).add(refusal));
      return;
    }
  };
}

function refusalOf(name: string, day: SimDay, attempt: () => VerifiedTx | undefined): string | undefined {
  let vtx: VerifiedTx | undefined;
  try {
    vtx = attempt();
  } catch (error) {
    if (error instanceof StatementError) return `check ${error.check}`;
    throw error;
  }
  if (!vtx) return undefined;
  const error = day.chain.refusal(vtx);
  if (!error) throw new Error(`whoever ${name} gets away with it`);
  return error.code;
}
