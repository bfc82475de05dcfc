import type { Params } from '@veilgrid/protocol/params';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, withValues } from './binding.js';
import { type DeliverCase, deliverDay, deliverInputs, deliverOutputs } from './deliverCase.js';
import { openCircuit } from './r1cs.js';
import { buildReference } from './reference.js';
import type { Inputs } from './witness.js';

/** The circuit, and what is asked of it of cases that differ from `deliverDay`. */
export async function openDeliverTrial(params: Params) {
  const [circuit, hasher, reference] = await Promise.all([
    openCircuit('deliver', params.profile),
    createHasher(),
    buildReference(),
  ]);
  const day = deliverDay(params);
  const outputs = 6 + params.sideWords;
  const inputsOf = (change: Partial<DeliverCase> = {}) =>
    deliverInputs(hasher, reference, { ...day, ...change }, params);
  return {
    circuit,
    reference,
    /** Number of public outputs. */
    outputs,
    inputsOf,
    accepts: (change: Partial<DeliverCase>) => tryWitness(circuit, inputsOf(change)) !== undefined,
    acceptsValues: (values: Record<string, bigint>, change: Partial<DeliverCase> = {}) =>
      tryWitness(circuit, withValues(inputsOf(change), values)) !== undefined,
    outputsOf: (inputs: Inputs) => circuit.publicSignals(circuit.witness(inputs)).slice(0, outputs),
    /** The circuit accepts the day and computes what the text says. */
    expectDelivered(change: Partial<DeliverCase> = {}) {
      const witness = circuit.witness(inputsOf(change));
      expect(circuit.publicSignals(witness).slice(0, outputs)).toEqual(
        deliverOutputs(reference, { ...day, ...change }),
      );
      return witness;
    },
  };
}
