import type { ProfileName } from '@veilgrid/circuits/scripts/spec';

/** The plain sizes that the statements depend on. */
export interface Sizes {
  readonly K: number;
  /** Orders in a clearing batch. */
  readonly clearN: number;
  /** Members in a mask batch. */
  readonly maskN: number;
  readonly noteDepth: number;
  readonly orderDepth: number;
}

/** The profiles compared. */
export const SIZES: Readonly<Record<ProfileName, Sizes>> = {
  small: { K: 4, clearN: 2, maskN: 2, noteDepth: 4, orderDepth: 2 },
  medium: { K: 11, clearN: 3, maskN: 3, noteDepth: 4, orderDepth: 2 },
  full: { K: 48, clearN: 14, maskN: 10, noteDepth: 11, orderDepth: 6 },
};
