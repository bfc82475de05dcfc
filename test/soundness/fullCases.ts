/** One valid witness of each circuit in its full size, from the day that the small one plays. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { type MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { transferCircuitInputs } from '@veilgrid/protocol/core/money/note';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { orderCircuitInputs } from '@veilgrid/protocol/market/order';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { paramsOf } from '@veilgrid/protocol/params';
import { clearingDay } from '../circuits/support/clearingDay.js';
import { ORDER, orderWitness } from '../circuits/support/orderCase.js';
import type { Reference } from '../circuits/support/reference.js';
import { DAY, type SettleCase, settleWitness } from '../circuits/support/settleCase.js';
import { type Case, CLEARING_DAY, maskSums, transfer } from './cases.js';

const full = paramsOf('full');

/** The small day again and again until it is a whole one. */
const often = <T>(four: readonly T[]): T[] =>
  Array.from({ length: full.K }, (_, k) => four[k % four.length]!);

/** The leaves of a small tree's path, in a tree of full depth. */
function replanted(hasher: Hasher, path: MerklePath, depth: number) {
  const tree = new Tree8(hasher, depth, [...path[0]!]);
  return { root: tree.root, path: tree.path(0) };
}

function order(hasher: Hasher, reference: Reference) {
  const witness = orderWitness(hasher, reference, { ...ORDER, cells: often(ORDER.cells) });
  const points = replanted(hasher, witness.pointPath, full.pointDepth);
  const notes = replanted(hasher, witness.input.path, full.noteDepth);
  return orderCircuitInputs({
    ...witness,
    auction: { ...witness.auction, pointRoot: points.root },
    pointPath: points.path,
    noteRoot: notes.root,
    input: { ...witness.input, path: notes.path },
  });
}

function settle(hasher: Hasher, reference: Reference) {
  const { market, result } = DAY;
  const day: SettleCase = {
    ...DAY,
    cells: often(DAY.cells),
    readings: often(DAY.readings),
    market: {
      ...market,
      importPrice: often(market.importPrice),
      exportPrice: often(market.exportPrice),
      network: often(market.network),
      discount: often(market.discount),
    },
    result: {
      ...result,
      traded: 2n ** BigInt(full.K) - 1n,
      p: often(result.p),
      lambdaBuy: often(result.lambdaBuy),
      lambdaSell: often(result.lambdaSell),
    },
    deposit: 12n * DAY.deposit,
  };
  const witness = settleWitness(hasher, reference, day);
  const orders = replanted(hasher, witness.orderPath, full.orderDepth);
  return settleCircuitInputs({
    ...witness,
    auction: { ...witness.auction, orderRoot: orders.root },
    orderPath: orders.path,
  });
}

export function fullCase(hasher: Hasher, reference: Reference, circuit: CircuitName): Case {
  const clearing = () => clearingDay(hasher, CLEARING_DAY.map(often), undefined, full);
  const inputs = {
    transfer: () => transferCircuitInputs(transfer(hasher, full, [700n, 45n], [600n, 100n], 45n)),
    order: () => order(hasher, reference),
    clear: () => clearing().batches[0]!,
    close: () => clearing().close,
    settle: () => settle(hasher, reference),
    // A second batch without padding: what is inactive, and a first batch's salt, nothing binds.
    masksum: () => {
      const keys = Array.from({ length: 2 * full.maskN }, (_, i) => 3n ** BigInt(9 * i + 1));
      return maskSums(hasher, full, keys)[1]!;
    },
  };
  return { name: 'full size', inputs: inputs[circuit]() };
}
