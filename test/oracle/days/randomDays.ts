import type { Crypto } from '../crypto.js';
import type { SettleInputs } from '../settle.js';
import type { Sizes } from '../sizes.js';
import { capped, every, leaving, sealed, TOP_LEVEL, U24, zeroDay } from './household.js';
import { Random } from './random.js';

/** A number of at most `bits` bits: 0, 1, the largest, or any. */
const upTo = (random: Random, bits: bigint) =>
  random.pick([0n, 1n, (1n << bits) - 1n, random.below(1n << bits)]);

/** One period: levels about p*, margins about the quantity, readings about the fill. */
function period(random: Random, bits: bigint, priceBits: bigint) {
  const p = random.pick([0n, TOP_LEVEL, TOP_LEVEL / 2n, random.below(TOP_LEVEL + 1n)]);
  const within = (level: bigint) => (level < 0n ? 0n : level > TOP_LEVEL ? TOP_LEVEL : level);
  const qty = upTo(random, bits);
  const margin = () => random.pick([U24, qty, qty + 1n, qty > 0n ? qty - 1n : 0n, qty / 2n, 0n]);
  const reading = () => random.pick([0n, qty, qty + 1n, qty > 0n ? qty - 1n : 0n, upTo(random, bits)]);
  const signed = () => (random.below(2n) === 0n ? -1n : 1n) * upTo(random, priceBits);
  const [one, two] = [signed(), signed()];
  const network = upTo(random, priceBits);
  return {
    p,
    side: random.below(2n),
    level: within(p + random.pick([-1n, 0n, 0n, 0n, 1n, random.between(-900n, 900n)])),
    qty,
    lambdaBuy: margin(),
    lambdaSell: margin(),
    imp: reading(),
    exp: reading(),
    importPrice: one > two ? one : two,
    exportPrice: one > two ? two : one,
    network,
    discount: random.pick([0n, network, network / 2n]),
    traded: random.pick([0n, 1n, 1n, 1n]),
  };
}

const notU24 = (x: bigint) => (x > U24 ? U24 : x);

/** A household's day at random, mostly within its lanes; the same seed gives the same day. */
export function randomDay(crypto: Crypto, sizes: Sizes, seed: number): SettleInputs {
  const random = new Random(seed);
  const bits = random.pick([4n, 13n, 14n, 24n]);
  const priceBits = random.pick([5n, 20n, 23n]);
  const periods = every(sizes.K, 0n).map(() => period(random, bits, priceBits));
  const column = (name: keyof ReturnType<typeof period>) => periods.map((values) => values[name]);
  const field = () => random.below(1n << 253n);
  const day = {
    ...zeroDay(crypto, sizes),
    ...{ context: field(), auctionId: field(), chainId: random.below(1n << 248n), ownerPk: field() },
    ...{ groupId: field(), terms: random.below(1n << 248n), open: random.below(2n), late: random.below(2n) },
    ...{ salt: field(), kA: field(), kB: field(), asset: 1n, status: random.below(2n) },
    ...{ position: random.below(1n << 24n), day: random.below(1n << 32n) },
    floor: random.between(-(1n << priceBits), 1n << priceBits),
    tick: random.pick([1n, 10n]),
    fixedPerDay: upTo(random, 30n),
    traded: periods.reduce((word, { traded }, k) => word + (traded << BigInt(k)), 0n),
    ...{ p: column('p'), side: column('side'), level: column('level'), qty: column('qty') },
    ...{ lambdaBuy: column('lambdaBuy').map(notU24), lambdaSell: column('lambdaSell').map(notU24) },
    ...{ imp: column('imp').map(notU24), exp: column('exp').map(notU24) },
    ...{ importPrice: column('importPrice'), exportPrice: column('exportPrice') },
    ...{ network: column('network'), discount: column('discount') },
  };
  const spare = () => random.pick([0n, 0n, 1n, 5_000n]);
  const settled = leaving(
    capped(day, spare(), spare()),
    random.pick([0n, 1n, -1n, upTo(random, 40n), -upTo(random, 30n)]),
  );
  // A deposit is a tier, above 0: where the bill is a credit the whole of it is refunded.
  return sealed(crypto, sizes, settled.deposit < 0n ? { ...settled, deposit: 1n } : settled, seed);
}
