/** Whole witnesses of every circuit, with real signatures, for random days. */
import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { publishedResult } from '@veilgrid/protocol/core/books/result';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import {
  addMasks,
  initialMaskSum,
  maskSumCircuitInputs,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { fold } from '@veilgrid/protocol/core/lists';
import {
  dummyPath,
  noteCommitment,
  ownerPkOf,
  transferCircuitInputs,
} from '@veilgrid/protocol/core/money/note';
import { issueCircuitInputs } from '@veilgrid/protocol/core/money/slip';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import { orderCircuitInputs } from '@veilgrid/protocol/market/order';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import { jsMatcher } from '@veilgrid/wasm-core';
import { clearingDay } from '../../circuits/support/clearingDay.js';
import { orderDay, orderWitness } from '../../circuits/support/orderCase.js';
import type { Reference } from '../../circuits/support/reference.js';
import { settleWitness } from '../../circuits/support/settleCase.js';
import type { Inputs } from '../../circuits/support/witness.js';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { disclose } from './disclosureWitnesses.js';
import * as flexibility from './flexibilityWitnesses.js';
import type { Random } from './random.js';
import { type Plan, randomPlans } from './traders.js';
import { randomWorld, type World } from './world.js';

type Make = (random: Random, reference: Reference) => Inputs;

interface RandomDay {
  readonly world: World;
  readonly plans: readonly Plan[];
  readonly periods: readonly PeriodClearing[];
}

function dayOf(random: Random): RandomDay {
  const world = randomWorld(random, random.int(1, 11));
  const plans = randomPlans(random, world);
  const orders = plans.map((p) => p.cells);
  return { world, plans, periods: jsMatcher.clearDay(orders, PARAMS.K) };
}

const transfer: Make = (random) => {
  const sk = [random.big(1n, 1n << 60n), random.big(1n, 1n << 60n)] as const;
  const values = [random.pick([0n, random.big(0n, 1n << 40n)]), random.big(1_000n, (1n << 63n) - 1n)];
  const notes = values.map((value, i) => ({
    asset: MONEY,
    value,
    ownerPk: ownerPkOf(hasher, sk[i]!),
    rho: BigInt(i),
  }));
  const tree = new Tree8(hasher, PARAMS.noteDepth, [7n, ...notes.map((n) => noteCommitment(hasher, n)), 8n]);
  const input = (i: 0 | 1) => ({
    ...notes[i]!,
    path: values[i] === 0n ? dummyPath(PARAMS) : tree.path(1 + i),
  });
  const publicOut = random.big(0n, 1_000n);
  const first = random.big(0n, values[1]! - publicOut);
  const output = (value: bigint, rho: bigint) => ({ asset: MONEY, value, ownerPk: 9n, rho });
  return transferCircuitInputs({
    sk,
    inputs: [input(0), input(1)],
    outputs: [output(first, 60n), output(values[0]! + values[1]! - publicOut - first, 61n)],
    noteRoot: tree.root,
    publicOut,
    context: 4_711n,
  });
};

const order: Make = (random, reference) => {
  const { world, plans } = dayOf(random);
  const { importCap, exportCap, dayLimit } = world.points[0]!;
  const cells = [...plans[0]!.cells];
  const b = random.big(0n, (1n << 64n) - 1n) << 182n;
  // The case's own prices cover these cells too: its deposit is what they need.
  return orderCircuitInputs(
    orderWitness(hasher, reference, { ...orderDay(PARAMS), cells, importCap, exportCap, dayLimit, b }),
  );
};

const settle: Make = (random, reference) => {
  const { world, plans, periods } = dayOf(random);
  const { cells, readings, deposit } = plans[0]!;
  const { dayImportCap, dayExportCap } = world.points[0]!;
  const result = publishedResult(periods, plans.length, AUCTION_GROUP);
  const { market } = world;
  const status = random.int(0, 1);
  return settleCircuitInputs(
    settleWitness(
      hasher,
      reference,
      {
        cells: [...cells],
        readings: [...readings],
        market,
        result,
        deposit,
        status,
        open: random.int(0, 1),
        late: random.chance(0.5),
        dayImportCap,
        dayExportCap,
      },
      PARAMS,
    ),
  );
};

const clearing = (random: Random) => {
  const { plans, periods } = dayOf(random);
  return clearingDay(
    hasher,
    plans.map((p) => p.cells),
    periods,
    PARAMS,
  );
};

const masksum: Make = (random) => {
  const role = random.pick(['A', 'B'] as const);
  const groupId = random.big(1n, 1n << 60n);
  const terms = random.big(1n, 1n << 60n);
  const keys = Array.from({ length: random.int(1, PARAMS.maskN) }, () => random.big(1n, 1n << 60n));
  const first = random.chance(0.5);
  const before = first
    ? initialMaskSum(PARAMS)
    : addMasks(hasher, PARAMS, { terms, role, keys: [5n], before: initialMaskSum(PARAMS), saltOut: 77n });
  const start = random.big(1n, 1n << 60n);
  const tags = keys.map((key) => tagOf(hasher, role, key, groupId));
  return maskSumCircuitInputs(PARAMS, {
    context: 4_711n,
    groupId,
    terms,
    both: random.int(0, 1),
    net: random.int(0, 1),
    money: random.int(0, 1),
    count: random.int(0, 1),
    role,
    foldStart: start,
    foldEnd: tags.reduce((end, tag) => fold(hasher, end, tag), start),
    first,
    last: random.chance(0.5),
    stateIn: first ? 0n : maskSumCommitment(hasher, before),
    keys,
    before,
    saltOut: 78n,
  });
};

const issue: Make = (random) => {
  const note = { asset: random.big(1n, 1n << 250n), value: random.big(1n, 1n << 64n), ownerPk: 9n, rho: 8n };
  return issueCircuitInputs(note, 4_711n);
};

export const WITNESSES: Readonly<Record<Circuit, Make>> = {
  transfer,
  issue,
  order,
  settle,
  clear: (random) => random.pick(clearing(random).batches),
  close: (random) => clearing(random).close,
  masksum,
  ...flexibility,
  disclose,
};
