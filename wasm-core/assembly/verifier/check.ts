import { BAD_ARGUMENT, OK, output } from '../curve/buffers';
import { closeBatch, closeTails, count } from './batch';
import { equationHolds, isInSubgroup } from './equation';

/** As numbered in src/verifier/codes.ts. */
const B_NOT_IN_SUBGROUP: i32 = 9;
const EQUATION_FAILS: i32 = 12;

/**
 * OK if every proof's equation holds, EQUATION_FAILS if one does not, B_NOT_IN_SUBGROUP if a point is outside G2: then
 * `output` has a byte for each proof, 1 for those. The batch is used up.
 */
export function batchCheck(): i32 {
  if (count < 1) return BAD_ARGUMENT;
  closeTails();
  const holds = equationHolds();
  let outside = 0;
  for (let i = 0; i < count; i++) {
    const flawed = !isInSubgroup(i);
    store<u8>(output + i, flawed ? 1 : 0);
    if (flawed) outside++;
  }
  closeBatch();
  if (outside > 0) return B_NOT_IN_SUBGROUP;
  return holds ? OK : EQUATION_FAILS;
}
