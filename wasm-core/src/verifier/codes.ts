/** Why a proof or, from 13 on, a verification key was refused; numbers are stable. */
export const VerifyErrorCode = {
  UNKNOWN_KEY: 1,
  SIGNAL_COUNT: 2,
  SIGNAL_NOT_CANONICAL: 3,
  COORDINATE_NOT_CANONICAL: 4,
  A_INFINITY: 5,
  A_NOT_ON_CURVE: 6,
  B_INFINITY: 7,
  B_NOT_ON_CURVE: 8,
  B_NOT_IN_SUBGROUP: 9,
  C_INFINITY: 10,
  C_NOT_ON_CURVE: 11,
  EQUATION_FAILS: 12,
  KEY_PROTOCOL: 13,
  KEY_SIZE: 14,
  KEY_COORDINATE_NOT_CANONICAL: 15,
  KEY_POINT_INFINITY: 16,
  KEY_POINT_NOT_ON_CURVE: 17,
  KEY_POINT_NOT_IN_SUBGROUP: 18,
  KEY_GAMMA_IS_DELTA: 19,
} as const;
export type VerifyErrorCode = (typeof VerifyErrorCode)[keyof typeof VerifyErrorCode];

export type VerifyResult = { ok: true } | { ok: false; code: VerifyErrorCode };

export type KeyRefusal = Extract<keyof typeof VerifyErrorCode, `KEY_${string}`>;

/** A verification key that must not be used. */
export class VerificationKeyError extends Error {
  override readonly name = 'VerificationKeyError';
  readonly code = 'VERIFICATION_KEY_INVALID';
  readonly number: VerifyErrorCode;

  constructor(readonly reason: KeyRefusal) {
    super(`unusable verification key: ${reason}`);
    this.number = VerifyErrorCode[reason];
  }
}
