/** Days of one invented household as one chain of an answer: what they cost, their evenings' readings and a peak. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  STATUS_METER,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import { askedDay, type Claimed, sumBounds } from '@veilgrid/protocol/disclosure/compile';
import {
  type ChainLink,
  chainState,
  discloseCircuitInputs,
  weighed,
} from '@veilgrid/protocol/disclosure/disclose';
import { boundOnWire, QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import { scopeOf, subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { orderSalt } from '@veilgrid/protocol/market/order';
import { paramsOf } from '@veilgrid/protocol/params';

const params = paramsOf('full');
const CHAIN = 123_456_789n;
const CONTEXT = 4_711n;
const FIRST_DAY = 20_500;
const FIRST_AUCTION = 9_001n;
const SK = 424_242n;
const POSITION = 17;
const POINT = 88_001n;
const SECRET = 31_337n;
const SALT = 600_001n;
const MOST_WH = 2_500;

/** Arbitrary, below n, and the same in every run. */
const some = (seed: number, n: number) => (((seed + 1) * 2_654_435_761) >>> 7) % n;
const perPeriod = <T>(value: (k: number) => T) => Array.from({ length: params.K }, (_, k) => value(k));

const ALL = (1n << BigInt(params.K)) - 1n;
/** 17:00 to 19:00. */
const EVENING = 0b1111n << 34n;
const NOTHING = { imports: 0n, exports: 0n, registers: [], bounds: [], prices: [] };
const IMPORT_PRICES = perPeriod((k) => 2_500 + some(k, 900));
const EXPORT_PRICES = perPeriod((k) => 300 + some(k, 500));
const CLAIMED: readonly Claimed[] = [
  { ...NOTHING, kind: QUESTIONS.cost, prices: [...IMPORT_PRICES, ...EXPORT_PRICES] },
  { ...NOTHING, kind: QUESTIONS.readings, imports: EVENING, exports: EVENING },
  { ...NOTHING, kind: QUESTIONS.peak, imports: ALL, bounds: [boundOnWire(BigInt(MOST_WH))] },
].map((question) => ({ question, claim: 0 }));

/** A day as it was settled in an auction of some. */
function settled(hasher: Hasher, i: number) {
  const [day, auctionId] = [FIRST_DAY + i, FIRST_AUCTION + BigInt(i)];
  const readings: Reading[] = perPeriod((k) => ({
    imported: some(83 * i + k, MOST_WH),
    exported: some(79 * i + k, 900),
  }));
  const where = { chainId: CHAIN, position: POSITION, day, status: STATUS_METER };
  const leaf = readingCommitment(hasher, {
    message: readingMessage(hasher, { ...where, readings }),
    totals: readingTotals(readings),
    point: POINT,
    salt2: salt2Of(hasher, orderSalt(hasher, SK, POINT, auctionId)),
  });
  const tree = new Tree8(hasher, params.orderDepth, [...Array<bigint>(11).fill(41n), leaf, 42n]);
  return { day, auctionId, readings, root: tree.root, path: tree.path(11) };
}

/** The circuit's inputs of a chain of `count` days: pseudonymous, and to a recipient that could have made them itself. */
export function disclosures(hasher: Hasher, count: number) {
  const days = Array.from({ length: count }, (_, i) => settled(hasher, i));
  const asked = askedDay(params, CLAIMED, 0);
  let sum = 0n;
  const links = days.map(({ readings }, i): ChainLink => {
    sum += weighed(readings, asked);
    return { salt: SALT + BigInt(i), sum, position: BigInt(POSITION) };
  });
  const scope = scopeOf({ chainId: CHAIN, partyId: 3, purposeId: 5, nonce: new Uint8Array(32) });
  const shared = {
    ...{ context: CONTEXT, chainId: CHAIN, status: BigInt(STATUS_METER), scope, shown: 0n },
    recipientKey: recipientKeyOf(hasher, SECRET),
    subject: subjectOf(hasher, SK, POSITION, scope),
    ...sumBounds(CLAIMED, sum),
    ...asked,
  };
  return days.map(({ day, auctionId, readings, root, path }, i) => {
    const before = links[i - 1];
    return discloseCircuitInputs({
      signals: {
        ...shared,
        ...{ auctionId, day: BigInt(day), readingRoot: root },
        first: i === 0 ? 1n : 0n,
        last: i === count - 1 ? 1n : 0n,
        stateIn: before ? chainState(hasher, before) : 0n,
      },
      ...{ sk: SK, position: POSITION, point: POINT, readings, path, real: 1n, v: 0n },
      before: before ?? { salt: 0n, sum: 0n, position: 0n },
      saltOut: links[i]!.salt,
    });
  });
}
