/** A request, its purpose and an answer before its proofs, to be changed field by field. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { UnprovenAnswer } from '@veilgrid/protocol/disclosure/answer';
import type { PurposeRecord } from '@veilgrid/protocol/disclosure/purpose';
import { boundOnWire, QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';

export const nonceOf = (seed: number) => Uint8Array.from({ length: 32 }, (_, i) => (seed + 7 * i) % 251);

/** Of a kind, with nothing else. */
export const asked = (kind: number, change: Partial<Question> = {}): Question => ({
  ...{ kind, imports: 0n, exports: 0n, registers: [], bounds: [], prices: [] },
  ...change,
});
export const onWire = (...bounds: readonly number[]) => bounds.map((bound) => boundOnWire(BigInt(bound)));

/** For everything. */
export const PURPOSE: PurposeRecord = {
  partyId: 40,
  textHash: nonceOf(3),
  lawfulBasis: 1,
  questions: 255,
  maxDays: 31,
  standing: 1,
  naming: 7,
  transferable: 1,
  panels: 0,
  retentionDays: 30,
  from: 20_000,
  until: 21_000,
};

export const REQUEST: Request = {
  chainId: 123_456_789n,
  partyId: 40,
  purposeId: 5,
  nonce: nonceOf(1),
  issued: 1_800_000_000n,
  expires: 1_800_600_000n,
  naming: 0,
  designated: 1,
  fromDay: 20_500,
  toDay: 20_502,
  maxGaps: 1,
  questions: [
    asked(QUESTIONS.range, { imports: 6n, exports: 1n, bounds: onWire(100, 3_100) }),
    asked(QUESTIONS.sums, { registers: [{ side: 1, periods: 9n }] }),
    asked(QUESTIONS.cost, { prices: [1, 2, 3, 4, -5, 6, 7, 8], bounds: onWire(-7) }),
  ],
};

export const UNPROVEN: UnprovenAnswer = {
  requestDigest: nonceOf(5),
  consentId: nonceOf(6),
  n: 11n,
  subject: 12n,
  shown: 0n,
  chains: [0, 1].map((q) => ({
    questions: [q],
    claims: [1],
    low: mod(-5n),
    high: 9n,
    steps: [20_500, 20_502].map((day) => ({
      auctionId: BigInt(day) * 3n,
      day,
      status: day % 2,
      stateOut: BigInt(day + q),
      readings: [77n],
    })),
  })),
  gaps: [20_501],
};
