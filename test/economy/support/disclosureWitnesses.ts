/** Whole witnesses of disclose, of random days, questions and places in a chain; by the owner or by the recipient. */
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import {
  type AskedDay,
  CAP_BOUND,
  chainState,
  discloseCircuitInputs,
  NO_CAP,
  WEIGHT_BOUND,
  WIDE,
  weighed,
} from '@veilgrid/protocol/disclosure/disclose';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import { subjectOf } from '@veilgrid/protocol/disclosure/subject';
import { ARITY, MAX_QTY } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import type { Random } from './random.js';

const { K } = PARAMS;
const CHAIN = 123_456_789n;
const AUCTION = 9_002n;
const SCOPE = 9_004n;

/** Of nobody's reading. */
const NO_PATH = Array.from({ length: PARAMS.orderDepth }, () => Array<bigint>(ARITY).fill(0n));

const each = <T>(make: (k: number) => T): T[] => Array.from({ length: K }, (_, k) => make(k));
const secret = (random: Random) => random.big(1n, 1n << 60n);
const bits = (random: Random, share: number) =>
  each((k) => (random.chance(share) ? 1n << BigInt(k) : 0n)).reduce((all, bit) => all | bit, 0n);

function randomReadings(random: Random): Reading[] {
  const wh = () => random.pick([0, random.int(0, 5_000), MAX_QTY]);
  return each(() => ({ imported: wh(), exported: wh() }));
}

/** The least cap that a value has, the greatest, none, or one between. */
function capOf(random: Random, wh: number): bigint {
  const value = BigInt(wh);
  const most = value + NO_CAP;
  return random.pick([value, most < CAP_BOUND ? most : CAP_BOUND - 1n, NO_CAP, random.big(value, NO_CAP)]);
}

/** Of any sign and size, few of them zero. */
function weightOf(random: Random): bigint {
  const size = random.pick([0n, 1n, 1_000n, random.big(0n, 1n << 40n), 1n << 42n, WEIGHT_BOUND]);
  return random.chance(0.5) ? size : -size;
}

function asked(random: Random, readings: readonly Reading[]): AskedDay {
  const nothing = random.chance(0.2);
  const weights = () => each(() => (nothing ? 0n : weightOf(random)));
  return {
    selectImport: bits(random, random.pick([0, 0.5, 1])),
    selectExport: bits(random, random.pick([0, 0.5, 1])),
    weightImport: weights(),
    weightExport: weights(),
    capImport: readings.map(({ imported }) => capOf(random, imported)),
    capExport: readings.map(({ exported }) => capOf(random, exported)),
  };
}

/** Bounds that the sum keeps: at it, next to it, or out of reach. */
const boundsOf = (random: Random, sum: bigint) => ({
  low: random.pick([sum, sum - 1n, sum - secret(random), -WIDE]),
  high: random.pick([sum, sum + 1n, sum + secret(random), WIDE]),
});

/** The day in its auction's tree, as its owner settled it. */
function settled(random: Random, position: number, status: number, readings: readonly Reading[]) {
  const sk = secret(random);
  const point = secret(random);
  const day = random.pick([0, 20_500, 2 ** 32 - 1]);
  const message = readingMessage(hasher, { chainId: CHAIN, position, day, status, readings });
  const salt2 = salt2Of(hasher, hash(hasher, TAGS.SALT, [sk, point, AUCTION]));
  const leaf = readingCommitment(hasher, { message, totals: readingTotals(readings), point, salt2 });
  const at = random.int(0, 9);
  const tree = new Tree8(
    hasher,
    PARAMS.orderDepth,
    Array.from({ length: 10 }, (_, i) => (i === at ? leaf : 71n)),
  );
  return { sk, point, day, readingRoot: tree.root, path: tree.path(at) };
}

export const disclose = (random: Random) => {
  const position = random.pick([0, 17, 2 ** 32 - 1]);
  const status = random.int(0, 1);
  const readings = randomReadings(random);
  const { sk, point, day, readingRoot, path } = settled(random, position, status, readings);
  const real = random.chance(0.6);
  const v = secret(random);
  // Whoever owns the reading need not know the secret, and whoever knows it owns nothing.
  const recipientKey = real ? random.pick([0n, 5n, recipientKeyOf(hasher, v)]) : recipientKeyOf(hasher, v);
  const [first, last] = random.pick([
    [1n, 1n],
    [1n, 0n],
    [0n, 0n],
    [0n, 1n],
  ] as const);
  const before =
    first === 1n
      ? { salt: 0n, sum: 0n, position: 0n }
      : {
          salt: secret(random),
          sum: random.pick([0n, secret(random), -secret(random), WIDE / 2n, -WIDE / 2n]),
          position: BigInt(position),
        };
  const question = asked(random, readings);
  const sum = before.sum + weighed(readings, question);
  return discloseCircuitInputs({
    signals: {
      context: 4_711n,
      chainId: CHAIN,
      auctionId: AUCTION,
      day: BigInt(day),
      status: BigInt(status),
      readingRoot: real ? readingRoot : random.pick([0n, readingRoot, secret(random)]),
      recipientKey,
      scope: SCOPE,
      subject: real ? subjectOf(hasher, sk, position, SCOPE) : secret(random),
      shown: random.chance(0.5) ? 0n : BigInt(position) + 1n,
      first,
      last,
      stateIn: first === 1n ? 0n : chainState(hasher, before),
      ...(last === 1n ? boundsOf(random, sum) : { low: secret(random), high: secret(random) }),
      ...question,
    },
    sk,
    position,
    point,
    readings,
    path: real ? path : random.pick([path, NO_PATH]),
    before,
    saltOut: secret(random),
    real: real ? 1n : 0n,
    v: real ? 0n : v,
  });
};
