/**
 * From a witness to the scalars of the points H: the values of A·B - C on the odd coset, in the form that the engine
 * runs best.
 */
import * as scalar from './scalarQuotient';
import * as twin from './twinQuotient';

/** Bytes of one share's transforms. */
export function transformsSize(): usize {
  return ASC_FEATURE_RELAXED_SIMD ? twin.transformsSize() : scalar.transformsSize();
}

/** Where a share's transforms of A, B and C stand one after the other. */
export function transformsOf(index: i32): usize {
  return ASC_FEATURE_RELAXED_SIMD ? twin.transformsOf(index) : scalar.transformsOf(index);
}

/** Room for the transforms of all shares. */
export function beginQuotient(): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.beginQuotient();
  else scalar.beginQuotient();
}

/** This share's transforms, which the others wait for. */
export function transformRows(witness: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.transformRows(witness);
  else scalar.transformRows(witness);
}

/** The scalars that are this share's, of 2^log in all; the others stay unwritten. */
export function quotientScalars(): usize {
  return ASC_FEATURE_RELAXED_SIMD ? twin.quotientScalars() : scalar.quotientScalars();
}

export function wipeQuotient(): void {
  if (ASC_FEATURE_RELAXED_SIMD) twin.wipeQuotient();
  else scalar.wipeQuotient();
}
