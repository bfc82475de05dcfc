/** Totals that an asset's meter signs, never one that names a household. protocol/core/measures.md "Measured total". */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { byProfile, type Params, type Profile } from '../../params.js';
import { Bytes32, Bytes64, container, Fr, type Infer, U8, U16, U32, U64, vectorOf } from '../ssz.js';

/** What is done with an asset's day; the regulator signs all but the first. */
export const ACT_POST = 0;
export const ACT_WITHDRAW = 1;
/** Once more, after a withdrawal. */
export const ACT_POST_AGAIN = 2;

function typesFor({ K }: Params) {
  const values = {
    /** Wh into the asset at its head, net by half hour: one of the two is 0. */
    imports: vectorOf(U32, K),
    exports: vectorOf(U32, K),
  };
  return {
    values: container(values),
    body: container({
      sequence: U64,
      assetId: U32,
      day: U32,
      act: U8,
      /** Who signs with the DSO: the owner of the meter, 0 where it is the DSO's. */
      meterOwner: U32,
      ...values,
      /** The meter's, over `measuredDigest`; zeros in a withdrawal, as the values are. */
      signature: Bytes64,
      /** Why it is withdrawn; zeros else. */
      reasonHash: Bytes32,
    }),
    signed: container({ chainId: Fr, assetId: U32, day: U32, ...values }),
  };
}

const typesOf = byProfile(typesFor);

export const measuredBodyType = (profile: Profile) => typesOf(profile).body;
export type MeasuredBody = Infer<ReturnType<typeof measuredBodyType>>;

/** K half hours, Wh. */
export const measuredValuesType = (profile: Profile) => typesOf(profile).values;
export type MeasuredValues = Infer<ReturnType<typeof measuredValuesType>>;

/** Whether energy goes one way in each half hour: what is measured at the head is a net. */
export function isNet({ imports, exports }: MeasuredValues): boolean {
  return imports.every((wh, k) => wh === 0 || exports[k] === 0);
}

/** What a meter signs: SHA-256(`vg1:MEASURED` ‖ SSZ of {chainId Fr, assetId U32, day U32, imports, exports}). */
export function measuredDigest(
  profile: Profile,
  chainId: bigint,
  { assetId, day, imports, exports }: Pick<MeasuredBody, 'assetId' | 'day' | 'imports' | 'exports'>,
): Uint8Array {
  const signed = typesOf(profile).signed.serialize({ chainId, assetId, day, imports, exports });
  return sha256(concatBytes(utf8ToBytes('vg1:MEASURED'), signed));
}

export const MeasuredPeakBody = container({
  sequence: U64,
  assetId: U32,
  year: U16,
  /** 1 to 4 */
  quarter: U8,
  /** W, the highest half hour of the quarter's days that no total shows, up to the next step. */
  importW: U64,
  exportW: U64,
});
export type MeasuredPeakBody = Infer<typeof MeasuredPeakBody>;

const STEPS = 20n;

/** Whether a peak is a multiple of 5 % of the rating, rounded up to a whole W. */
export function isPeakStep(peak: bigint, rating: bigint): boolean {
  if (rating === 0n) return peak === 0n;
  const steps = (peak * STEPS) / rating;
  return peak === (steps * rating + STEPS - 1n) / STEPS;
}

/** A measured peak as it is published: up to the next multiple of 5 % of the rating. */
export function peakStep(peak: bigint, rating: bigint): bigint {
  const steps = rating === 0n ? 0n : (peak * STEPS + rating - 1n) / rating;
  return (steps * rating + STEPS - 1n) / STEPS;
}
