import type { Cell } from '@veilgrid/protocol/core/books/cells';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import {
  addMasks,
  initialMaskSum,
  maskSumCircuitInputs,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { NOTHING } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import {
  dummyPath,
  noteCommitment,
  ownerPkOf,
  type TransferWitness,
  transferCircuitInputs,
} from '@veilgrid/protocol/core/money/note';
import { issueCircuitInputs } from '@veilgrid/protocol/core/money/slip';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { orderCircuitInputs } from '@veilgrid/protocol/market/order';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { type Params, paramsOf } from '@veilgrid/protocol/params';
import { type ClaimCase, claimDay, claimInputs } from '../circuits/support/claimCase.js';
import { clearingDay, ordersOf } from '../circuits/support/clearingDay.js';
import { type DeliverCase, deliverDay, deliverInputs } from '../circuits/support/deliverCase.js';
import { ownDay, SHORT_LIST, UNPROVEN } from '../circuits/support/deliverVariants.js';
import {
  type DiscloseCase,
  discloseDay,
  discloseInputs,
  FIRST_LINK,
  SIMULATED,
} from '../circuits/support/discloseCase.js';
import { type FlexOfferCase, flexOfferDay, flexOfferInputs } from '../circuits/support/flexOfferCase.js';
import { type OrderCase, orderDay, orderWitness } from '../circuits/support/orderCase.js';
import type { Reference } from '../circuits/support/reference.js';
import {
  costOf,
  type SettleCase,
  settleDay,
  settleWitness,
  voidResult,
} from '../circuits/support/settleCase.js';
import { often, wholeDay } from '../circuits/support/wholeDay.js';
import type { Inputs } from '../circuits/support/witness.js';

const MAX_QTY = 2 ** 24 - 1;
export const cell = (side: number, level: number, qty: number): Cell => ({ side, level, qty });

export interface Case {
  readonly name: string;
  readonly inputs: Inputs;
}

/** Builders of valid witnesses on a profile, for mutation and as the ground of hostile ones. */
export interface Builders {
  readonly params: Params;
  transfer(values: readonly bigint[], outs: readonly bigint[], publicOut: bigint): Inputs;
  order(change?: Partial<OrderCase>): Inputs;
  settle(change?: Partial<SettleCase>): Inputs;
  offer(change?: Partial<FlexOfferCase>): Inputs;
  claim(change?: Partial<ClaimCase>): Inputs;
  deliver(change?: Partial<DeliverCase>): Inputs;
  disclose(change?: Partial<DiscloseCase>): Inputs;
  /** The batches and the close of a day. */
  clearing(orders?: Cell[][]): { batches: Inputs[]; close: Inputs };
  maskSums(keys: readonly bigint[]): Inputs[];
}

// Period 0: buys long at one level; 1: sells long; 2: one-sided; 3: L < H with volume on both ends. Null orders
// and extremes in between.
const FIVE_ORDERS: readonly (readonly Cell[])[] = [
  [cell(0, 50, 700), cell(0, 9, 40), cell(0, 0, MAX_QTY), cell(0, 200, 30)],
  [cell(0, 50, 300), cell(1, 9, 90), cell(0, 65_535, 1), cell(1, 100, 30)],
  [cell(1, 50, 400), cell(1, 9, 10), cell(0, 7, 0), cell(0, 100, 5)],
  [cell(1, 50, 0), cell(0, 8, 0), cell(1, 65_535, 0), cell(1, 200, 5)],
  [cell(0, 3, 0), cell(1, 65_535, 0), cell(1, 0, 0), cell(0, 150, 0)],
];

/**
 * Three batches, the last with one padding slot. Each kind of period comes back at other levels and with other
 * quantities, the books as balanced as they were.
 */
export function clearingOrders(params: Params): Cell[][] {
  const vary = ({ side, level, qty }: Cell, round: number) =>
    cell(side, level % 65_535 === 0 ? level : level + round, Math.min(qty * (1 + round), MAX_QTY));
  return Array.from({ length: 3 * params.clearN - 1 }, (_, i) =>
    wholeDay(params, FIVE_ORDERS[i % FIVE_ORDERS.length]!, vary),
  );
}

/** Two batches, the last with one padding slot. */
export const maskKeys = ({ maskN }: Params): bigint[] =>
  [123_456_789n, 2n, 3n ** 150n, 7n ** 80n, 5n].slice(0, 2 * maskN - 1);

export function builders(hasher: Hasher, reference: Reference, params: Params = paramsOf('small')): Builders {
  return {
    params,
    transfer: (values, outs, publicOut) =>
      transferCircuitInputs(transfer(hasher, params, values, outs, publicOut)),
    order: (change = {}) =>
      orderCircuitInputs(orderWitness(hasher, reference, { ...orderDay(params), ...change }, params)),
    settle: (change = {}) =>
      settleCircuitInputs(settleWitness(hasher, reference, { ...settleDay(params), ...change }, params)),
    offer: (change = {}) =>
      flexOfferInputs(hasher, reference, { ...flexOfferDay(params), ...change }, params),
    claim: (change = {}) => claimInputs(hasher, reference, { ...claimDay(params), ...change }, params),
    deliver: (change = {}) => deliverInputs(hasher, reference, { ...deliverDay(params), ...change }, params),
    disclose: (change = {}) =>
      discloseInputs(hasher, reference, { ...discloseDay(params), ...change }, params),
    clearing: (orders = clearingOrders(params)) => clearingDay(hasher, orders, undefined, params),
    maskSums: (keys) => maskSums(hasher, params, keys),
  };
}

function transfer(
  hasher: Hasher,
  params: Params,
  values: readonly bigint[],
  outs: readonly bigint[],
  publicOut: bigint,
): TransferWitness {
  const sk = [424_242n, 535_353n] as const;
  const notes = values.map((value, i) => ({
    asset: 1n,
    value,
    ownerPk: ownerPkOf(hasher, sk[i]!),
    rho: 50n + BigInt(i),
  }));
  const leaves = notes.map((note) => noteCommitment(hasher, note));
  const tree = new Tree8(hasher, params.noteDepth, [...Array(63).fill(7n), ...leaves]);
  const [first, second] = notes.map((note, i) => ({
    ...note,
    path: note.value === 0n ? dummyPath(params) : tree.path(63 + i),
  }));
  const [one, two] = outs.map((value, i) => ({
    asset: 1n,
    value,
    ownerPk: 900n + BigInt(i),
    rho: 60n + BigInt(i),
  }));
  return {
    sk,
    inputs: [first!, second!],
    outputs: [one!, two!],
    noteRoot: tree.root,
    publicOut,
    context: 4_711n,
  };
}

function maskSums(hasher: Hasher, params: Params, keys: readonly bigint[]): Inputs[] {
  const [groupId, terms] = [0x51e2n, 0x7e12n];
  const role = 'A';
  // Each energy word in its own way where there are two: the first as a net, the others with both sides.
  const opening = { both: ((1 << params.sideWords) - 1) & ~1, net: 1, money: 1, count: 1 };
  let before = initialMaskSum(params);
  let stateIn = 0n;
  let foldStart = groupId;
  const batches: Inputs[] = [];
  for (let from = 0; from < keys.length; from += params.maskN) {
    const batch = keys.slice(from, from + params.maskN);
    const saltOut = BigInt(100 + from);
    const foldEnd = batch.reduce(
      (end, key) => fold(hasher, end, tagOf(hasher, role, key, groupId)),
      foldStart,
    );
    const [first, last] = [from === 0, from + params.maskN >= keys.length];
    const chain = { foldStart, foldEnd, stateIn, first, last };
    const group = { groupId, terms, ...(last ? opening : NOTHING) };
    const witness = { ...chain, ...group, context: 9n, role, keys: batch, before, saltOut } as const;
    batches.push(maskSumCircuitInputs(params, witness));
    before = addMasks(hasher, params, { terms, role, keys: batch, before, saltOut });
    stateIn = maskSumCommitment(hasher, before);
    foldStart = foldEnd;
  }
  return batches;
}

/** A late bill of an open point, its credit above its deposit, with something in every half hour of both sides. */
function fullDay(params: Params): SettleCase {
  const day = settleDay(params);
  const readings = day.readings.map(({ imported, exported }) => ({
    imported: imported + 3,
    exported: exported + 2,
  }));
  const full: SettleCase = { ...day, readings, open: 1, late: true, deposit: 1_000n };
  const fixedPerDay = full.market.fixedPerDay - costOf(full).cost - 500n;
  return { ...full, market: { ...full.market, fixedPerDay } };
}

/** Valid witnesses of a circuit that together reach every branch; the first alone is the fast form's. */
export function casesOf(build: Builders, circuit: CircuitName): Case[] {
  const { params } = build;
  switch (circuit) {
    case 'transfer':
      return [
        { name: 'two notes', inputs: build.transfer([700n, 45n], [600n, 100n], 45n) },
        { name: 'a note of value 0', inputs: build.transfer([0n, 45n], [45n, 0n], 0n) },
      ];
    case 'issue': {
      const note = { asset: 1n, value: 700n, ownerPk: 900n, rho: 60n };
      return [{ name: 'a note', inputs: issueCircuitInputs(note, 4_711n) }];
    }
    case 'order':
      return [
        { name: 'a day of orders', inputs: build.order() },
        {
          name: 'a null order',
          inputs: build.order({ cells: Array<Cell>(params.K).fill(cell(1, 123, 0)), extra: 0n, change: 0n }),
        },
      ];
    case 'clear': {
      const names = ['the first batch', 'a middle batch', 'a batch with padding'];
      return build.clearing().batches.map((inputs, i) => ({ name: names[i]!, inputs }));
    }
    case 'close':
      return [
        { name: 'a day of orders', inputs: build.clearing().close },
        { name: 'no orders', inputs: build.clearing([]).close },
        {
          name: 'ties on both sides',
          inputs: build.clearing(
            ordersOf(
              often(params, [
                [cell(0, 5, 9), cell(1, 5, 9)],
                [cell(0, 65_535, 8)],
                [cell(1, 0, 8), cell(0, 0, 3)],
                [cell(0, 65_535, MAX_QTY), cell(1, 65_535, MAX_QTY)],
              ]),
            ),
          ).close,
        },
      ];
    case 'settle':
      return [
        { name: 'a day by the meter', inputs: build.settle() },
        { name: 'an estimate with a shortfall', inputs: build.settle({ status: 1, deposit: 1n }) },
        {
          name: 'a void auction',
          inputs: build.settle({ result: voidResult(params) }),
        },
        { name: 'a late bill of a full day', inputs: build.settle(fullDay(params)) },
      ];
    case 'masksum': {
      const names = ['the first batch', 'a batch with padding'];
      return build.maskSums(maskKeys(params)).map((inputs, i) => ({ name: names[i]!, inputs }));
    }
    case 'offer': {
      // Both limits are reached, so that neither has room.
      const { cells } = flexOfferDay(params);
      const few = cells.map(({ level, qty }, k) => ({ level, qty: k % 4 === 0 || k === 2 ? qty : 0 }));
      return [
        { name: 'a day of offers', inputs: build.offer() },
        { name: 'one without change', inputs: build.offer({ cells: few, extra: 0n, change: 0n }) },
      ];
    }
    case 'claim':
      return [
        { name: 'a day that sold', inputs: build.claim() },
        { name: 'a late claim of a void need', inputs: build.claim({ traded: 0n, late: true }) },
      ];
    case 'deliver':
      return [
        { name: 'a proven day', inputs: build.deliver() },
        { name: 'a late delivery', inputs: build.deliver({ late: true }) },
        { name: 'nothing proven', inputs: build.deliver(UNPROVEN) },
        { name: 'a day read by the DSO', inputs: build.deliver(ownDay(deliverDay(params))) },
        { name: 'one listed day', inputs: build.deliver(SHORT_LIST) },
      ];
    case 'disclose':
      return [
        { name: 'the last link of a chain', inputs: build.disclose() },
        { name: 'a first link', inputs: build.disclose(FIRST_LINK) },
        { name: 'a simulated link', inputs: build.disclose(SIMULATED) },
      ];
  }
}
