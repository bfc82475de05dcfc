/**
 * The statements, check by check as their circuits' headers number them, on the inputs that the circuits
 * take. A simulated adversary may submit whatever a statement accepts and nothing else;
 * `statements.test.ts` compares each with its compiled circuit, on hostile inputs too.
 */
import { circuitSpec } from '@veilgrid/circuits';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { flatten, type Inputs } from '../../circuits/support/witness.js';
import { PROFILE } from '../../state/support/profile.js';
import { discloseStatement } from './disclosureStatements.js';
import { claimStatement, deliverStatement, offerStatement } from './flexibilityStatements.js';
import { issueStatement, orderStatement, settleStatement, transferStatement } from './householdStatements.js';
import { clearStatement, closeStatement, maskSumStatement } from './roleStatements.js';
import type { Primitives } from './statement.js';

/** Outputs in the circuit's order. @throws StatementError with the number of the check that fails */
type Statement = (s: Primitives, inputs: never) => bigint[];

const STATEMENTS: Readonly<Record<Circuit, Statement>> = {
  transfer: transferStatement,
  issue: issueStatement,
  order: orderStatement,
  clear: clearStatement,
  close: closeStatement,
  settle: settleStatement,
  masksum: maskSumStatement,
  offer: offerStatement,
  claim: claimStatement,
  deliver: deliverStatement,
  disclose: discloseStatement,
};

const PUBLIC_INPUTS = new Map(CIRCUITS.map((name) => [name, circuitSpec(PROFILE, name).public]));

/** All public signals of a witness: what its proof verifies for. */
export function signalsOf(s: Primitives, circuit: Circuit, inputs: Inputs): bigint[] {
  const publicInputs = PUBLIC_INPUTS.get(circuit)!.flatMap((name) => flatten(inputs[name]!));
  return [...STATEMENTS[circuit](s, inputs as never), ...publicInputs];
}
