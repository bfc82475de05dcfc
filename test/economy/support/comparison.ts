import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { slotsOf, tryWitness } from '../../circuits/support/binding.js';
import { type Circuit, openCircuit } from '../../circuits/support/r1cs.js';
import { buildReference } from '../../circuits/support/reference.js';
import type { Inputs } from '../../circuits/support/witness.js';
import { PROFILE } from '../../state/support/profile.js';
import { real } from './primitives.js';
import { Random } from './random.js';
import { StatementError } from './statement.js';
import { signalsOf } from './statements.js';
import { WITNESSES } from './witnesses.js';

/** What statement and circuit are given equally: they agree where the node's preconditions hold only. */
const PRECONDITION = /^(P[xy]|n)$/; // a key of the subgroup, the number of active days
const PATH = /[pP]ath/;
/** Bits of what the node takes from its own state: results of a clearing, a need's prices, its baseline. */
const BITS: Record<string, number> = {
  ...{ p: 16, lambdaBuy: 24, lambdaSell: 24, lambda: 24 },
  ...{ collateral: 40, maxPay: 40, maxQty: 24 },
  ...{ share: 43, fixed: 24, rate: 25, pen: 27, rebound: 24, comp: 24 },
  ...{ refImport: 12, refExport: 12, active: 1 },
};

export async function openAll() {
  const opened = new Map<CircuitName, Circuit>();
  for (const name of CIRCUITS) opened.set(name, await openCircuit(name, PROFILE));
  return { reference: await buildReference(), circuits: opened };
}

/** Public signals, or that it is refused. */
function byStatement(name: CircuitName, inputs: Inputs): bigint[] | 'refused' {
  try {
    return signalsOf(real, name, inputs);
  } catch (error) {
    if (error instanceof StatementError) return 'refused';
    throw error;
  }
}

function byCircuit(circuit: Circuit, inputs: Inputs): bigint[] | 'refused' {
  const isPublic = Array.from({ length: circuit.nPublic }, (_, i) => i + 1);
  return tryWitness(circuit, inputs, isPublic) ?? 'refused';
}

/** One number of a witness replaced: neighbours, ends of ranges, or another number of the same witness. */
function changed(random: Random, inputs: Inputs): { name: string; inputs: Inputs } {
  const all = slotsOf(inputs);
  // Siblings are most of a witness, and alike.
  const slots = all.filter(
    ({ name }) => !PRECONDITION.test(name) && (random.chance(0.1) || !PATH.test(name)),
  );
  const slot = random.pick(slots);
  const bits = BITS[slot.name.replace(/\[.*/, '')];
  const value = random.pick([
    slot.value + 1n,
    slot.value - 1n,
    1n - slot.value,
    0n,
    1n << BigInt(random.pick([16, 24, 25, 32, 45, 64])),
    R - 1n,
    random.pick(all).value,
  ]);
  const element = mod(value);
  return { name: slot.name, inputs: slot.with(bits ? element % (1n << BigInt(bits)) : element) };
}

/** Random witnesses of a circuit, each with changes, put to the circuit and to its statement. */
export function compare(
  { reference, circuits }: Awaited<ReturnType<typeof openAll>>,
  name: CircuitName,
  firstSeed: number,
  witnesses: number,
  changes: number,
): { accepted: number; refused: number } {
  const circuit = circuits.get(name)!;
  const count = { accepted: 0, refused: 0 };
  for (let seed = firstSeed; seed < firstSeed + witnesses; seed++) {
    const random = new Random(seed);
    const inputs = WITNESSES[name](random, reference);
    const tried = [{ name: 'nothing', inputs }];
    for (let i = 0; i < changes; i++) tried.push(changed(random, inputs));
    for (const change of tried) {
      const expected = byCircuit(circuit, change.inputs);
      expect([seed, change.name, byStatement(name, change.inputs)]).toEqual([seed, change.name, expected]);
      count[expected === 'refused' ? 'refused' : 'accepted']++;
    }
  }
  return count;
}
