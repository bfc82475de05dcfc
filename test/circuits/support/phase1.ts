import { join } from 'node:path';
import { curves, powersOfTau } from 'snarkjs';

/**
 * A phase 1 file with one contribution, prepared for circuits of up to 2^power rows; and the same unprepared.
 * @param curve bn128 or bls12-381
 */
export async function makePhase1(folder: string, power: number, curve = 'bn128') {
  const at = (stage: string) => join(folder, `${curve}-${power}-${stage}.ptau`);
  const built = await curves.getCurveFromName(curve);
  await powersOfTau.newAccumulator(built, power, at('new'));
  await powersOfTau.contribute(at('new'), at('unprepared'), 'first', 'some text');
  await powersOfTau.preparePhase2(at('unprepared'), at('prepared'));
  return { prepared: at('prepared'), unprepared: at('unprepared') };
}
