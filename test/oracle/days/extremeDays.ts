import type { Case } from '../compare.js';
import type { Crypto } from '../crypto.js';
import type { SettleInputs } from '../settle.js';
import type { Sizes } from '../sizes.js';
import { capped, every, leaving, only, sealed, TOP_LEVEL, U24, zeroDay } from './household.js';

const LARGEST = 1n << 45n;
const PRICE = U24;

/** Whole days at the ends of their numbers. */
export function* extremeDays(crypto: Crypto, sizes: Sizes): Generator<Case<SettleInputs>> {
  const { K } = sizes;
  const zero = zeroDay(crypto, sizes);
  const seal = (name: string, day: SettleInputs) => ({ name, inputs: sealed(crypto, sizes, day) });
  yield seal('everything zero', zero);
  yield seal('a signed day of the DSO', { ...zero, status: 1n });
  yield seal('an open point', { ...zero, open: 1n });
  const filled = {
    ...zero,
    qty: every(K, U24),
    level: every(K, TOP_LEVEL),
    imp: every(K, U24),
    exp: every(K, U24),
  };
  const open = { ...capped(filled), p: every(K, TOP_LEVEL), traded: (1n << BigInt(K)) - 1n, tick: 1n };
  const margins = { lambdaBuy: every(K, U24), lambdaSell: every(K, U24) };
  for (const side of [0n, 1n]) {
    const all = { ...open, ...margins, side: every(K, side) };
    // floor + tick·65,535 = 0: every quantity at its maximum without money.
    yield seal(`all quantities largest, side ${side}`, leaving({ ...all, floor: -TOP_LEVEL }, 7n));
    yield seal(
      `all prices largest, side ${side}`,
      leaving({ ...all, floor: PRICE, importPrice: every(K, PRICE) }, 7n),
    );
    yield seal(
      `margins of 0, side ${side}`,
      leaving({ ...all, lambdaBuy: every(K, 0n), lambdaSell: every(K, 0n) }, 7n),
    );
  }
  for (const sign of [1n, -1n]) {
    const prices = { importPrice: every(K, sign * PRICE), exportPrice: every(K, sign * PRICE) };
    const day = capped({ ...zero, ...prices, imp: only(K, 0, U24) });
    yield seal(`import at a price of ${sign}`, { ...leaving(day, 0n), ...(sign < 0n && { deposit: 0n }) });
    const out = capped({ ...zero, ...prices, exp: only(K, K - 1, U24) });
    yield seal(`export at a price of ${sign}`, { ...leaving(out, 0n), ...(sign > 0n && { deposit: 0n }) });
  }
  for (const past of [-1n, 0n]) {
    const at = LARGEST + past;
    const [times, rest] = [at / PRICE, at % PRICE];
    const name = past === 0n ? '2^45' : '2^45 − 1';
    const amounts = { imp: only(K, 0, times).with(K - 1, rest) };
    const unit = only(K, 0, PRICE).with(K - 1, 1n);
    yield seal(`a refund of ${name}`, leaving(zero, at));
    yield seal(`a shortfall of ${name}`, capped({ ...zero, ...amounts, importPrice: unit }));
    const fee = { ...zero, fixedPerDay: at };
    yield seal(`a charge of the day of ${name}`, fee);
    yield seal(`network of ${name}`, leaving(capped({ ...zero, ...amounts, network: unit }), 0n));
    // Late: a credit is paid up to the deposit, which is shown beside it.
    for (const late of [0n, 1n]) {
      yield seal(`a credit of ${name} without a deposit, late ${late}`, { ...zero, late, fixedPerDay: -at });
      yield seal(`a deposit of ${name}, late ${late}`, { ...zero, late, deposit: at, fixedPerDay: 1n });
      yield seal(
        `a deposit of ${name} that is used up, late ${late}`,
        leaving({ ...zero, late, fixedPerDay: at }, 0n),
      );
    }
    const bought = {
      ...zero,
      traded: (1n << BigInt(K)) - 1n,
      ...margins,
      tick: 1n,
      level: every(K, TOP_LEVEL),
    };
    for (const [side, sign] of [
      [0n, 1n],
      [0n, -1n],
      [1n, 1n],
    ] as const) {
      yield* exactTrade(seal, bought, side, sign, at, K);
    }
  }
}

/** Late bills about the point where a refund is the deposit, and where there is none. */
export function* lateDays(crypto: Crypto, sizes: Sizes): Generator<Case<SettleInputs>> {
  const zero = { ...zeroDay(crypto, sizes), late: 1n, deposit: 1_000n };
  for (const cost of [-1_001n, -1n, 0n, 1n, 999n, 1_000n, 1_001n]) {
    const day = sealed(crypto, sizes, { ...zero, fixedPerDay: cost });
    yield { name: `a late bill of ${cost}`, inputs: day };
  }
}

/** Days in which every period is filled but the one, and days in which it alone is: lanes of the count word. */
export function* countedDays(
  crypto: Crypto,
  sizes: Sizes,
  periods: readonly number[],
): Generator<Case<SettleInputs>> {
  const { K } = sizes;
  const zero = { ...zeroDay(crypto, sizes), deposit: 1n };
  const count = (name: string, day: SettleInputs) => ({ name, inputs: sealed(crypto, sizes, capped(day)) });
  const full = { imp: every(K, 3n), exp: every(K, U24) };
  for (const status of [0n, 1n]) yield count(`nothing is 0, status ${status}`, { ...zero, ...full, status });
  for (const side of ['imp', 'exp'] as const)
    yield count(`nothing of ${side} is 0, all of the other`, { ...zero, [side]: full[side] });
  for (const k of periods) {
    for (const side of ['imp', 'exp'] as const) {
      const holed = full[side].with(k, 0n);
      yield count(`only ${side} of ${k} is 0`, { ...zero, ...full, [side]: holed });
      yield count(`${side} of ${k} is 0, and all of the other`, { ...zero, [side]: holed });
      yield count(`only ${side} of ${k} is not 0`, { ...zero, [side]: only(K, k, 1n) });
    }
    const word = k - (k % 6);
    const away = every(K, 1n).map((x, i) => (i >= word && i < word + 6 ? 0n : x));
    yield count(`a word without anything, from ${word}`, { ...zero, imp: away, exp: away });
    yield count(`in it ${k} alone`, { ...zero, imp: away, exp: away.with(k, 1n) });
  }
}

/** Readings that no meter signs: a value of 25 bits, by itself in a period. */
export function* oversizedReadings(
  crypto: Crypto,
  sizes: Sizes,
  periods: readonly number[],
): Generator<Case<SettleInputs>> {
  const { K } = sizes;
  for (const k of periods) {
    for (const reading of [{ imp: only(K, k, U24 + 1n) }, { exp: only(K, k, U24 + 1n) }]) {
      const day = { ...zeroDay(crypto, sizes), ...reading, dayImportCap: 1n << 31n, dayExportCap: 1n << 31n };
      yield {
        name: `a reading of 2^24 in period ${k}, ${Object.keys(reading)}`,
        inputs: sealed(crypto, sizes, day),
      };
    }
  }
}

/** A trade worth exactly `amount`: a floor of 1 and of ±1 unit a Wh, over as many periods as it takes. */
function* exactTrade(
  seal: (name: string, day: SettleInputs) => Case<SettleInputs>,
  day: SettleInputs,
  side: bigint,
  sign: bigint,
  amount: bigint,
  K: number,
): Generator<Case<SettleInputs>> {
  // Levels 0 and 1 are prices floor and floor + tick: quantities a of price P and b of price P − P + 1.
  const tick = PRICE - 1n;
  const floor = sign > 0n ? 1n : -PRICE;
  const [many, rest] = [amount / PRICE, amount % PRICE];
  const dear = sign > 0n ? 1n : 0n;
  const p = only(K, 0, dear).with(K - 1, 1n - dear);
  const qty = only(K, 0, many).with(K - 1, rest);
  const traded = {
    ...day,
    side: every(K, side),
    tick,
    floor,
    p,
    level: p,
    qty,
    exp: every(K, 0n),
    imp: every(K, 0n),
  };
  const settled = leaving(traded, 0n);
  yield seal(
    `a trade of ${side === 0n ? '' : 'minus '}${sign * amount}`,
    settled.deposit < 0n ? { ...settled, deposit: 1n } : settled,
  );
}

/** In every period by itself: day caps just met, and missed by one Wh. */
export function* cappedDays(
  crypto: Crypto,
  sizes: Sizes,
  periods: readonly number[],
): Generator<Case<SettleInputs>> {
  const { K } = sizes;
  const zero = zeroDay(crypto, sizes);
  for (const k of periods) {
    for (const [name, reading] of [
      ['imports', { imp: only(K, k, 5n) }],
      ['exports', { exp: only(K, k, 5n) }],
    ] as const) {
      for (const spare of [0n, -1n]) {
        const day = capped(
          { ...zero, ...reading },
          name === 'imports' ? spare : 0n,
          name === 'exports' ? spare : 0n,
        );
        yield {
          name: `${name} of period ${k} ${spare === 0n ? 'at' : 'one above'} the cap`,
          inputs: sealed(crypto, sizes, day),
        };
      }
    }
  }
}

/** In every period by itself: an order that is filled, with every price different. */
export function* singlePeriods(
  crypto: Crypto,
  sizes: Sizes,
  periods: readonly number[],
): Generator<Case<SettleInputs>> {
  const { K } = sizes;
  const zero = { ...zeroDay(crypto, sizes), tick: 3n, floor: 100n };
  const prices = {
    importPrice: every(K, 7_000n),
    exportPrice: every(K, 900n),
    network: every(K, 130n),
    discount: every(K, 70n),
  };
  for (const k of periods) {
    const traded = {
      traded: 1n << BigInt(k),
      p: only(K, k, 20n),
      level: only(K, k, 20n),
      qty: only(K, k, 9n),
    };
    const margin = { lambdaBuy: only(K, k, 4n), lambdaSell: only(K, k, 5n) };
    for (const side of [0n, 1n]) {
      const reading = side === 0n ? { imp: only(K, k, 6n) } : { exp: only(K, k, 3n) };
      const day = leaving(
        capped({ ...zero, ...prices, ...traded, ...margin, ...reading, side: only(K, k, side) }),
        1_000_000n,
      );
      yield { name: `side ${side} in period ${k}`, inputs: sealed(crypto, sizes, day) };
    }
  }
}
