import fc from 'fast-check';
import { tryWitness, unboundInputs } from '../support/binding.js';
import { type DeliverCase, deliverDay, deliveryOf, type ReadDay } from '../support/deliverCase.js';
import { openDeliverTrial } from '../support/deliverTrial.js';
import { ownDay, UNPROVEN } from '../support/deliverVariants.js';
import { openForced } from '../support/forcedHints.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { COMPILE_TIMEOUT } from '../support/r1cs.js';

const MAX = 2 ** 24 - 1;

describe.each(PROFILES_TESTED)('deliver, %s profile', (_profile, params) => {
  const { K } = params;
  const DAY = deliverDay(params);
  const ALL = 2n ** BigInt(K) - 1n;
  let trial: Awaited<ReturnType<typeof openDeliverTrial>>;
  beforeAll(async () => {
    trial = await openDeliverTrial(params);
  }, COMPILE_TIMEOUT);

  const at = (name: string, ...kinds: number[]) =>
    DAY.cells.flatMap((_, k) => (kinds.includes(k % 4) ? [`${name}[${k}]`] : []));
  const room = (name: string) => Array.from({ length: params.baselineDays }, (_, i) => `${name}[${i}]`);

  // Public inputs without a part: prices of what was not called, and the rebound's where nothing went the other way.
  const partless = [...at('rate', 3), ...at('pen', 3), ...at('rebound', 0, 1), ...at('comp', 3)];
  // Levels only compare, and margins bind at p alone.
  const slack = ['context', ...at('p', 0, 2, 3), ...at('lambda', 0, 2, 3)];

  test.each([{}, { late: true }])('every input is bound: %p', (change) => {
    const { free, notHeld } = unboundInputs(trial.circuit, trial.inputsOf(change));
    expect(notHeld).toEqual(partless);
    // Half hours that are all delivered miss nothing and have room above. A 1024th of an export is less than a Wh, which
    // the division shows in some half hours and not in others.
    const whole = [...at('pen', 0), ...at('refImport', 0)];
    expect(free.filter((name) => !name.startsWith('refExport')).toSorted()).toEqual(
      [...slack, ...partless, ...whole].toSorted(),
    );
  });

  test('where nothing is proven, every input but those of readings is bound', () => {
    const inputs = trial.inputsOf(UNPROVEN);
    const { free, notHeld } = unboundInputs(trial.circuit, inputs);
    const isOfReadings = (name: string) =>
      /^(words|totals|readPoint|salt2|readPath|status|auctionRoot|active|days|readRoots|day|chainId|n)\b/.test(
        name,
      );
    const all = (name: string) => at(name, 0, 1, 2, 3);
    const past = ['rebound', 'comp', 'refImport', 'refExport'].flatMap(all);
    const unused = [...at('rate', 3), ...at('pen', 3), ...past];
    expect(free.filter((name) => !isOfReadings(name)).toSorted()).toEqual(
      [...slack, 'up', ...unused].toSorted(),
    );
    // As public signals the roots and bits are given to the prover; what it gives itself changes no public signal.
    const given = ['auctionRoot', ...['active', 'readRoots'].flatMap((name) => room(name))];
    expect(notHeld.filter((name) => !/^(words|totals|readPoint|salt2|readPath|status)/.test(name))).toEqual([
      ...unused,
      ...given,
    ]);
  });

  test('all called or nothing, to use less or more', () => {
    for (const called of [0n, ALL]) {
      for (const up of [0n, ALL]) {
        trial.expectDelivered({ called, up });
        trial.expectDelivered({ called, up, late: true });
        trial.expectDelivered({ called, up, ...UNPROVEN });
        trial.expectDelivered({ called, up, ...ownDay(DAY) });
        trial.expectDelivered({ called, up, n: 1 });
      }
    }
  });

  test('readings and quantities at their ends, factors at theirs', () => {
    const flat = <T>(value: T) => Array<T>(K).fill(value);
    const cells = flat({ level: 0, qty: MAX });
    const prices = { rate: flat(300n), pen: flat(600n), rebound: flat(200n), comp: flat(2n ** 14n) };
    const day = (imp: number, exp: number, status = 0): ReadDay => ({
      imp: flat(imp),
      exp: flat(exp),
      status,
    });
    for (const own of [day(0, MAX), day(MAX, 0), day(MAX, MAX)]) {
      for (const past of [day(0, MAX), day(MAX, 0), day(0, 0, 1)]) {
        for (const [refImport, refExport] of [
          [256n, 4_096n],
          [4_096n, 256n],
        ] as const) {
          const read = [own, ...DAY.read.slice(1).map(() => past)];
          const factors = { refImport: flat(refImport), refExport: flat(refExport) };
          trial.expectDelivered({
            ...prices,
            ...factors,
            cells,
            read,
            called: ALL,
            up: DAY.up,
            deposit: 2n ** 43n,
          });
        }
      }
    }
  });

  test('random days agree with the text', () => {
    const u = (max: number) => fc.nat({ max });
    const price = (bits: number) => whole(u(2 ** bits).map(BigInt));
    const whole = <T>(x: fc.Arbitrary<T>) => fc.array(x, { minLength: K, maxLength: K });
    const bits = u(2 ** K - 1).map(BigInt);
    const near = fc.oneof(u(3), u(65_535));
    const wh = fc.oneof(u(3_000), u(MAX));
    const factor = whole(fc.integer({ min: 256, max: 4_096 }).map(BigInt));
    const days = params.baselineDays;
    const readDay = fc.record({ imp: whole(wh), exp: whole(wh), status: u(1) });
    const random = fc.record({
      cells: whole(fc.record({ level: near, qty: fc.oneof(u(3_000), u(2 ** 22)) })),
      ...{ traded: bits, called: bits, up: bits, p: whole(near), lambda: whole(wh) },
      ...{ fixed: price(13), rate: price(13), pen: price(14), rebound: price(13), comp: price(14) },
      ...{ refImport: factor, refExport: factor },
      ...{ proven: fc.integer({ min: 0, max: 3 }).map((x) => x > 0), late: fc.boolean() },
      read: fc.array(readDay, { minLength: days + 1, maxLength: days + 1 }),
      n: fc.integer({ min: 1, max: days }),
      deposit: fc.bigInt({ min: 2n ** 42n, max: 2n ** 43n - 1n }),
    });
    fc.assert(
      fc.property(random, (day) => void trial.expectDelivered(day)),
      { numRuns: 20, seed: 11 },
    );
  });

  test('of what was earned and of the rebound the lesser is charged, and the prover has no choice', async () => {
    const { circuit, hints } = await openForced(
      'flexibility/deliver.circom',
      `Deliver(${K}, ${params.orderDepth}, ${params.baselineDays})`,
    );
    expect(hints).toBe(1);
    const flat = (price: bigint) => Array<bigint>(K).fill(price);
    for (const rebound of [flat(0n), flat(9_000n), flat(2n ** 24n - 1n)]) {
      const inputs = trial.inputsOf({ rebound });
      const choices = [0n, 1n, 2n, -1n, partOf(0n, 1n, 5n)];
      const accepted = choices.filter(
        (less) => tryWitness(circuit, { ...inputs, forced: [less] }) !== undefined,
      );
      const { gain, back } = deliveryOf({ ...DAY, rebound });
      expect([rebound[0], accepted]).toEqual([rebound[0], [back < gain ? 1n : 0n]]);
    }
    const dear = deliveryOf({ ...DAY, rebound: flat(2n ** 24n - 1n) });
    expect(dear.back > dear.gain).toBe(true);
  });

  test('money and what is owed stay in their lanes', () => {
    const only = (first: bigint) => Array<bigint>(K).fill(0n).with(0, first);
    const cells = DAY.cells.with(0, { level: 0, qty: 2 ** 20 });
    const past = (exp: number): ReadDay => ({
      ...{ imp: Array<number>(K).fill(0).with(0, exp), exp: Array<number>(K).fill(0), status: 0 },
    });
    const none = { ...past(0), imp: Array<number>(K).fill(0) };
    const delivering = [none, ...DAY.read.slice(1).map(() => past(2 ** 22))];
    const opposing = [past(2 ** 22), ...DAY.read.slice(1).map(() => none)];
    const zeros = {
      ...{ rate: only(0n), pen: only(0n), rebound: only(0n), comp: only(0n), fixed: only(0n) },
    };
    const factors = { refImport: only(0n).map(() => 1_024n), refExport: only(0n).map(() => 1_024n) };
    const base = { ...DAY, ...zeros, ...factors, cells, called: 1n, up: 0n, deposit: 2n ** 43n };
    const holds = (change: Partial<DeliverCase>) => {
      const accepted = trial.accepts({ ...base, ...change });
      if (accepted) trial.expectDelivered({ ...base, ...change });
      return accepted;
    };
    const price = 2n ** 24n;
    expect(holds({ read: delivering, comp: only(price - 1n) })).toBe(true);
    expect(holds({ read: delivering, comp: only(price) })).toBe(false);
    expect(holds({ read: opposing, comp: only(price) })).toBe(true);
    expect(holds({ read: opposing, comp: only(price + 1n) })).toBe(false);
    expect(holds({ read: delivering, rate: only(price - 1n) })).toBe(true);
    expect(holds({ read: delivering, rate: only(price) })).toBe(false);
    // A penalty as large as deposit: nothing is paid; a unit of price more, and nothing is provable.
    expect(holds({ read: opposing, pen: only(2n ** 22n) })).toBe(true);
    expect(holds({ read: opposing, pen: only(2n ** 22n + 1n) })).toBe(false);
    expect(holds({ ...UNPROVEN, pen: only(2n ** 22n) })).toBe(true);
    expect(holds({ ...UNPROVEN, pen: only(2n ** 22n + 1n) })).toBe(false);
    // More than the deposit: charges beyond 45 bits, which the payment's range would let pass with a gain beside.
    expect(holds({ read: opposing, pen: only(2n ** 24n), deposit: 2n ** 45n })).toBe(false);
  });
});
