import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import type { Params } from '@veilgrid/protocol/params';
import { withValues } from '../circuits/support/binding.js';
import { claimDay, dot, fillsOf, type SoldCase } from '../circuits/support/claimCase.js';
import { type DeliverCase, deliverDay, type ReadDay } from '../circuits/support/deliverCase.js';
import { type FlexOfferCase, flexOfferDay } from '../circuits/support/flexOfferCase.js';
import type { Inputs } from '../circuits/support/witness.js';
import { detached, ends, type Hostile, on, PRODUCT, ROOT } from './attack.js';
import type { Builders } from './cases.js';

/** @returns attacks on the checks that stand in offer, claim and deliver themselves */
export function hostileFlexibility(hasher: Hasher, build: Builders): Hostile[] {
  return [
    ...hostileOffers(hasher, build),
    ...hostileClaims(hasher, build),
    ...hostileDeliveries(hasher, build),
    ...hostileReadings(hasher, build),
    ...hostileMoney(build),
  ];
}

const pathOf = (inputs: Inputs, name: string) => inputs[name] as unknown as MerklePath;

function hostileOffers(hasher: Hasher, build: Builders): Hostile[] {
  const { K, pointDepth, noteDepth } = build.params;
  const day = flexOfferDay(build.params);
  const honest = build.offer();
  const attack = on('Offer');
  const roomy = (change: Partial<FlexOfferCase> = {}) => build.offer({ extra: 10n ** 15n, ...change });
  const plusOne = (name: string) => withValues(honest, { [name]: (honest[name] as bigint) + 1n });
  const path = (name: string, slot: number, level: number) => ({
    ...honest,
    [name]: detached(hasher, pathOf(honest, name), slot, level),
  });
  const few = day.cells.map(({ level, qty }) => ({ level, qty: Math.min(qty, 100) }));
  const mostOf = (k: number) => [500n, 500n, 350n, 0n][k % 4]!;
  const beyond = (bits: bigint) => bits + 2n ** BigInt(K);
  return [
    attack('Range(25)(capDown)', build.offer({ capDown: 2 ** 25 })),
    attack('Range(25)(capUp)', build.offer({ capUp: 2 ** 25 })),
    attack(`flexPath, flexRoot, 1) ${PRODUCT}`, plusOne('blind')),
    attack(`flexPath, flexRoot, 1) ${PRODUCT}`, path('flexPath', 2, pointDepth - 1)),
    attack(`flexPath, flexRoot, 1) ${ROOT}`, plusOne('flexRoot')),
    attack('apart[PLACES - 1] === 0', build.offer({ place: 13n })),
    attack(`inPath, noteRoot, 1) ${PRODUCT}`, plusOne('inRho')),
    attack(`inPath, noteRoot, 1) ${PRODUCT}`, path('inPath', 6, noteDepth - 1)),
    attack(`inPath, noteRoot, 1) ${ROOT}`, plusOne('noteRoot')),
    attack('Range(64)(deposit)', build.offer({ collateral: 2n ** 64n })),
    attack('Range(64)(inValue - deposit)', build.offer({ change: -1n })),
    attack('Range(25)(capDown - limDown)', build.offer({ cells: few, capDown: 400, limDown: 401n })),
    attack('Range(25)(maxQty - limDown)', build.offer({ cells: few, limDown: 501n })),
    attack('Range(25)(capUp - limUp)', build.offer({ cells: few, limUp: 351n })),
    attack('Range(25)(maxQty - limUp)', build.offer({ cells: few, capUp: 900, limUp: 501n })),
    attack('windowBit[K] <== Num2Bits(K)(window)', build.offer({ window: beyond(day.window) })),
    attack('upBit[K] <== Num2Bits(K)(up)', build.offer({ up: beyond(day.up) })),
    ...ends(K).flatMap((k) => [
      attack('Range(16)(level[k])', withValues(honest, { [`level[${k}]`]: 2n ** 16n })),
      attack('Range(24)(qty[k])', withValues(honest, { [`qty[${k}]`]: -1n })),
      attack('Range(25)(most[k] - qty[k])', withValues(roomy(), { [`qty[${k}]`]: mostOf(k) + 1n })),
    ]),
    attack('Range(64)(deposit - required)', build.offer({ extra: -1n })),
    attack('Range(44)(bound)', build.offer({ maxPay: 2n ** 44n })),
    attack('bBits[246] <== Num2Bits(246)(b)', withValues(honest, { b: 2n ** 246n })),
  ];
}

/** The checks on an opened offer, which claim and deliver share. */
function hostileOpenings(hasher: Hasher, { K, orderDepth }: Params, template: string, honest: Inputs) {
  const attack = on(template);
  const offerPath = detached(hasher, pathOf(honest, 'offerPath'), 3, orderDepth - 1);
  return [
    attack(PRODUCT, withValues(honest, { payPk: 1n })),
    attack(PRODUCT, { ...honest, offerPath }),
    attack(ROOT, withValues(honest, { offerRoot: 1n })),
    attack('tradedBit[K] <== Num2Bits(K)(traded)', {
      ...honest,
      traded: (honest.traded as bigint) + 2n ** BigInt(K),
    }),
    attack('Bit()(late)', withValues(honest, { late: 2n })),
  ];
}

function hostileClaims(hasher: Hasher, build: Builders): Hostile[] {
  const day = claimDay(build.params);
  const available = dot(day.fixed, fillsOf(day));
  return [
    ...hostileOpenings(hasher, build.params, 'Claim', build.claim()),
    on('Claim')('Range(45)(pay)', build.claim({ share: 2n ** 45n - day.deposit - available })),
  ];
}

function hostileDeliveries(hasher: Hasher, build: Builders): Hostile[] {
  const { K } = build.params;
  const day = deliverDay(build.params);
  const attack = on('Deliver');
  const beyond = (bits: bigint) => bits + 2n ** BigInt(K);
  const free = Array<bigint>(K).fill(0n);
  const idle = { called: 0n, rebound: free };
  return [
    ...hostileOpenings(hasher, build.params, 'Deliver', build.deliver()),
    // Nothing is called, so that it counts for nothing but the readings, which count twice.
    attack('Bit()(proven)', { ...build.deliver(idle), proven: 2n }),
    attack('calledBit[K] <== Num2Bits(K)(called)', build.deliver({ called: beyond(day.called) })),
    attack('upBit[K] <== Num2Bits(K)(up)', build.deliver({ up: beyond(day.up) })),
    attack('Bit()(less)', build.deliver(idle), { less: mod(-1n) }),
    attack('Range(60)(back - gain + excessOf)', build.deliver(), { less: 0n }),
  ];
}

/** Each membership of a reading, of the day and of the last listed one. */
function hostileReadings(hasher: Hasher, build: Builders): Hostile[] {
  const { baselineDays, orderDepth } = build.params;
  const honest = build.deliver();
  const attack = on('Deliver');
  const paths = honest.readPath as unknown as MerklePath[];
  const lastRoot = `readRoots[${baselineDays - 1}]`;
  return [
    ...[0, baselineDays].map((i) =>
      attack(`weight) ${PRODUCT}`, withValues(honest, { [`totals[${i}]`]: 1n })),
    ),
    attack(`weight) ${PRODUCT}`, {
      ...honest,
      readPath: paths.with(0, detached(hasher, paths[0]!, 3, orderDepth - 1)),
    }),
    ...['auctionRoot', lastRoot].map((root) => attack(`weight) ${ROOT}`, withValues(honest, { [root]: 1n }))),
  ];
}

/** Each number of the money word, and what is owed, beyond its range alone. */
function hostileMoney(build: Builders): Hostile[] {
  const { K, baselineDays } = build.params;
  const attack = on('Deliver');
  const at = (...values: readonly bigint[]) => Array.from({ length: K }, (_, k) => values[k] ?? 0n);
  const loads = (...imported: readonly number[]): ReadDay => ({
    imp: Array.from({ length: K }, (_, k) => imported[k] ?? 0),
    exp: Array<number>(K).fill(0),
    status: 0,
  });
  const days = (own: ReadDay, past: ReadDay) => [own, ...Array<ReadDay>(baselineDays).fill(past)];
  const most = 2 ** 20;
  const sold: Partial<SoldCase> = {
    cells: Array.from({ length: K }, () => ({ level: 0, qty: most })),
    p: Array<number>(K).fill(9),
    fixed: at(0n, 0n, 0n, 1n),
  };
  const base: Partial<DeliverCase> = {
    ...{ ...sold, called: 7n, up: 0n, deposit: 2n ** 43n },
    ...{ rate: at(), pen: at(), rebound: at(), comp: at() },
    ...{ refImport: at().fill(1_024n), refExport: at().fill(1_024n) },
    // The first half hour is opposed, the second delivered, the third neither.
    read: days(loads(most, 0), loads(0, most)),
  };
  const built = (change: Partial<DeliverCase>) => build.deliver({ ...base, ...change });
  const beside = { deposit: 2n ** 45n };
  return [
    attack('Range(45)(pay)', built(beside)),
    attack('Range(45)(charges)', built({ ...beside, pen: at(2n ** 24n), rate: at(0n, 1n) })),
    attack('Range(45)(unproven)', built({ ...beside, proven: false, pen: at(2n ** 24n) })),
    attack('Range(45)(rated + (1 << 44))', built({ rate: at(0n, 2n ** 24n) })),
    attack('Range(45)(owed + (1 << 44))', built({ comp: at(0n, 2n ** 24n) })),
  ];
}
