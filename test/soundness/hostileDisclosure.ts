import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { withValues } from '../circuits/support/binding.js';
import { discloseDay, FIRST_LINK, NO_CAP, SECRET, SIMULATED } from '../circuits/support/discloseCase.js';
import { detached, ends, type Hostile, on, PRODUCT, ROOT } from './attack.js';
import type { Builders } from './cases.js';

/** @returns attacks on the checks that stand in disclose itself */
export function hostileDisclosure(hasher: Hasher, build: Builders): Hostile[] {
  const { K, orderDepth } = build.params;
  const day = discloseDay(build.params);
  const honest = build.disclose();
  const attack = on('Disclose');
  const plusOne = (name: string) => withValues(honest, { [name]: (honest[name] as bigint) + 1n });
  const beyond = (bits: bigint) => bits + 2n ** BigInt(K);
  return [
    attack('Range(32)(position)', build.disclose({ position: day.position + 2n ** 32n })),
    attack(
      'importBit[K] <== Num2Bits(K)(selectImport)',
      build.disclose({ selectImport: beyond(day.selectImport) }),
    ),
    attack(
      'exportBit[K] <== Num2Bits(K)(selectExport)',
      build.disclose({ selectExport: beyond(day.selectExport) }),
    ),
    ...ends(K).flatMap((k) => [
      attack(
        'Range(24)(capImport[k] - imp[k])',
        build.disclose({ capImport: day.capImport.with(k, BigInt(day.imp[k]! - 1)) }),
      ),
      attack(
        'Range(24)(capExport[k] - exp[k])',
        build.disclose({ capExport: day.capExport.with(k, BigInt(day.exp[k]!) + NO_CAP + 1n) }),
      ),
    ]),
    attack(`weight) ${PRODUCT}`, plusOne('point')),
    attack(`weight) ${PRODUCT}`, {
      ...honest,
      path: detached(hasher, honest.path as unknown as MerklePath, 3, orderDepth - 1),
    }),
    attack(`weight) ${ROOT}`, plusOne('readingRoot')),
    attack('real * (subject - pseudonym) === 0', plusOne('subject')),
    // Owner and recipient in one, so that no part of the statement is false.
    attack('Bit()(real)', withValues(honest, { real: 2n, v: SECRET })),
    attack(
      '(1 - real) * (recipientKey - key) === 0',
      withValues(build.disclose(SIMULATED), { v: SECRET + 1n }),
    ),
    attack('stateIn === (1 - first) * opened', plusOne('saltIn')),
    attack('first * sumIn === 0', withValues(build.disclose(FIRST_LINK), { sumIn: 1n })),
    attack('(1 - first) * (positionIn - position) === 0', build.disclose({ positionIn: day.position + 1n })),
    attack('Range(170)(above)', build.disclose({ below: -1n })),
    attack('Range(170)(below)', build.disclose({ above: -1n })),
    attack('shown * (shown - 1 - position) === 0', plusOne('shown')),
  ];
}
