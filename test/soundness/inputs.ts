import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Slot } from '../circuits/support/binding.js';
import { type Inputs, WitnessError } from '../circuits/support/witness.js';
import type { System } from './system.js';

export interface InputMutation {
  readonly inputs: number;
  readonly mutants: number;
  readonly killed: number;
  /** Names of private inputs whose change gives a whole witness with the same public signals. */
  readonly survivors: readonly string[];
}

/** Changes private inputs in turn and computes the whole witness anew. */
export function mutateInputs(
  system: System,
  inputs: Inputs,
  slots: readonly Slot[],
  valuesOf: (x: bigint) => readonly bigint[],
): InputMutation {
  const signals = system.publicSignals(inputs).join();
  const survivors: string[] = [];
  let mutants = 0;
  let killed = 0;
  for (const slot of slots) {
    const values = new Set(valuesOf(slot.value).map(mod));
    values.delete(slot.value);
    mutants += values.size;
    const survives = (value: bigint) => {
      try {
        return system.publicSignals(slot.with(value)).join() === signals;
      } catch (error) {
        if (error instanceof WitnessError) return false;
        throw error;
      }
    };
    if ([...values].some(survives)) survivors.push(slot.name);
    else killed += values.size;
  }
  return { inputs: slots.length, mutants, killed, survivors };
}
