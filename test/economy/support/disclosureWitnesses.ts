/** Whole witnesses of disclose, of random readings and questions. */
import { MAX_QTY } from '@veilgrid/protocol/params';
import { type DiscloseCase, discloseInputs } from '../../circuits/support/discloseCase.js';
import type { Reference } from '../../circuits/support/reference.js';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import type { Random } from './random.js';

const each = <T>(make: () => T): T[] => Array.from({ length: PARAMS.K }, make);
/** The least cap of a value, or the most. */
const capOf = (random: Random, wh: number) => BigInt(random.pick([wh, wh + MAX_QTY]));

/** Of random readings, weights to both ends, caps that are met or just not, and any part of a chain. */
export function disclose(random: Random, reference: Reference) {
  const wh = () => random.pick([0, random.int(0, 5_000), MAX_QTY]);
  const most = 2n ** 126n;
  const weight = () => random.pick([0n, 1n, -most, most, random.big(-(2n ** 40n), 2n ** 40n)]);
  const room = () => random.pick([0n, 1n, random.big(0n, 2n ** 60n)]);
  const mask = () => BigInt(random.int(0, 2 ** PARAMS.K - 1));
  const [imp, exp] = [each(wh), each(wh)];
  const day: DiscloseCase = {
    ...{ imp, exp, status: random.int(0, 1), day: BigInt(random.int(0, 2 ** 32 - 1)) },
    position: BigInt(random.pick([0, random.int(0, 5_000), 2 ** 32 - 1])),
    ...{ weightImport: each(weight), weightExport: each(weight) },
    ...{ capImport: imp.map((x) => capOf(random, x)), capExport: exp.map((x) => capOf(random, x)) },
    ...{ selectImport: mask(), selectExport: mask(), below: room(), above: room() },
    ...{ first: random.chance(0.4), last: random.chance(0.6) },
    sumIn: random.big(-(2n ** 62n), 2n ** 62n),
    ...{ named: random.chance(0.5), real: random.chance(0.75) },
  };
  return discloseInputs(hasher, reference, day, PARAMS);
}
