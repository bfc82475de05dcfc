import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { type DiscloseSignals, discloseSignals } from '@veilgrid/protocol/disclosure/disclose';
import { createHasher } from '@veilgrid/wasm-core';
import fc from 'fast-check';
import { slotsOf, tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import {
  type DiscloseCase,
  discloseDay,
  discloseInputs,
  discloseOutputs,
  FIRST_LINK,
  NO_CAP,
  recipientKeyOf,
  SECRET,
  SIMULATED,
  stateOf,
  subjectOf,
  sumOf,
} from '../support/discloseCase.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, fr, type Reference } from '../support/reference.js';

const SIZES: Record<string, number[]> = { small: [3_448, 35], medium: [3_886, 65] };
/** The largest that a verifier takes. */
const [MAX_CAP, MAX_WEIGHT, MAX_BOUND, MAX_SUM] = [2n ** 25n - 1n, 2n ** 126n, 2n ** 168n, 2n ** 169n];
const NO_BITS = [2n, -1n, partOf(0n, 1n, 7n)];

describe.each(PROFILES_TESTED)('disclose, %s profile', (profile, params) => {
  const { K } = params;
  const DAY = discloseDay(params);
  const ALL = 2n ** BigInt(K) - 1n;
  let circuit: Circuit;
  let hasher: Hasher;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, hasher, reference] = await Promise.all([
      openCircuit('disclose', params.profile),
      createHasher(),
      buildReference(),
    ]);
  }, COMPILE_TIMEOUT);

  const inputsOf = (change: Partial<DiscloseCase> = {}) =>
    discloseInputs(hasher, reference, { ...DAY, ...change }, params);
  const accepts = (change: Partial<DiscloseCase>) => tryWitness(circuit, inputsOf(change)) !== undefined;
  const acceptsValues = (values: Record<string, bigint>, change: Partial<DiscloseCase> = {}) =>
    tryWitness(circuit, withValues(inputsOf(change), values)) !== undefined;
  const signalsOf = (inputs: ReturnType<typeof inputsOf>) => circuit.publicSignals(circuit.witness(inputs));

  function expectDisclosed(change: Partial<DiscloseCase> = {}) {
    const witness = circuit.witness(inputsOf(change));
    expect(circuit.publicSignals(witness).slice(0, 1 + params.readingWords)).toEqual(
      discloseOutputs(reference, { ...DAY, ...change }),
    );
    return witness;
  }

  const each = (name: string) => Array.from({ length: K }, (_, k) => `${name}[${k}]`);
  const ends = [0, K - 1];

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    const witness = expectDisclosed();
    expect(circuit.satisfied(witness)).toBe(true);
    const inputs = inputsOf();
    expect(circuit.publicSignals(witness).slice(1 + params.readingWords)).toEqual([
      ...[4_711n, inputs.chainId, inputs.auctionId, DAY.day, 0n, inputs.readingRoot, inputs.recipientKey],
      ...[inputs.scope, inputs.subject, DAY.position + 1n, 0n, 1n, inputs.stateIn, inputs.low, inputs.high],
      ...[DAY.selectImport, DAY.selectExport, ...DAY.weightImport.map(fr), ...DAY.weightExport.map(fr)],
      ...[...DAY.capImport, ...DAY.capExport],
    ]);
    expectDisclosed(FIRST_LINK);
    expectDisclosed(SIMULATED);
  });

  test('its public signals are those of a verifier, in their order', () => {
    const inputs = inputsOf();
    const [stateOut, ...readings] = discloseOutputs(reference, DAY);
    const signals = { ...inputs, stateOut, readings } as unknown as DiscloseSignals;
    expect(discloseSignals(signals)).toEqual(signalsOf(inputs));
  });

  test('size', () => {
    expect([circuit.constraints, circuit.nPublic]).toEqual(SIZES[profile]);
  });

  // What only compares has room, and no output says anything of it; the context is the prover's to bind.
  const slack = ['context', 'last', 'low', 'high', ...each('capImport'), ...each('capExport')];
  test.each([
    ['the last link of a chain', {}, ['recipientKey', 'v'], ['recipientKey', 'v']],
    [
      'a first link',
      FIRST_LINK,
      ['recipientKey', 'v', 'saltIn', 'positionIn'],
      ['recipientKey', 'v', 'saltIn', 'positionIn', 'low', 'high'],
    ],
  ])('every input is bound: %s', (_name, change, free, notHeld) => {
    const found = unboundInputs(circuit, inputsOf(change));
    expect(found.free.toSorted()).toEqual([...slack, ...free].toSorted());
    expect(found.notHeld.toSorted()).toEqual(notHeld.toSorted());
  });

  test('every input of a simulated link is bound but those of a reading and its owner', () => {
    const found = unboundInputs(circuit, inputsOf(SIMULATED));
    // Imports that neither count nor are shown; exports of the same half hours meet their caps.
    const unused = each('imp').filter((_, k) => k % 4 === 3);
    const path = Array.from(
      { length: 8 * params.orderDepth },
      (_, i) => `path[${Math.floor(i / 8)}][${i % 8}]`,
    );
    const owners = ['sk', 'point', ...path, ...unused];
    const given = ['readingRoot', 'subject'];
    const ledgers = ['chainId', 'auctionId', 'day', 'status', 'scope'];
    expect(found.notHeld.toSorted()).toEqual([...owners, ...given].toSorted());
    expect(found.free.toSorted()).toEqual([...slack, ...owners, ...given, ...ledgers].toSorted());
  });

  test('every wire, so every hint, is bound', () => {
    const unbound = (change: Partial<DiscloseCase>) =>
      unboundWires(circuit, circuit.witness(inputsOf(change)));
    // The context's square has two roots. All of these are public, given to the prover.
    const named = (...names: readonly string[]) => ['context', ...names].map((name) => `main.${name}`);
    expect(unbound({})).toEqual(named('recipientKey'));
    expect(unbound(FIRST_LINK)).toEqual(named('recipientKey', 'low', 'high'));
    expect(unbound(SIMULATED)).toEqual(named('readingRoot', 'subject'));
  });

  describe('the sum', () => {
    test('lies between low and high, both included, in the last link', () => {
      expectDisclosed({ below: 0n, above: 0n });
      for (const off of [{ below: -1n }, { above: -1n }, { below: -1n, above: -1n }]) {
        expect(accepts(off)).toBe(false);
        expectDisclosed({ ...off, last: false });
      }
    });

    test('one Wh more is not provable', () => {
      const exact = { below: 0n, above: 0n, weightImport: DAY.imp.map(() => 1n) };
      expectDisclosed(exact);
      const { low } = inputsOf(exact) as { low: bigint };
      expect(acceptsValues({ low: low + 1n, high: low + 1n }, exact)).toBe(false);
      for (const k of ends) {
        const more = { [`imp[${k}]`]: BigInt(DAY.imp[k]! + 1), low: low + 1n, high: low + 1n };
        expect(acceptsValues(more, exact)).toBe(false);
      }
      const witness = circuit.witness(inputsOf(exact));
      const { violatedBy } = circuit.examine(witness);
      const more = stateOf(
        reference,
        inputsOf().saltOut as bigint,
        sumOf({ ...DAY, ...exact }) + 1n,
        DAY.position,
      );
      expect(violatedBy([[circuit.wire('main.stateOut')!, more]])).toBeDefined();
    });

    test('does not wrap for whatever a verifier takes', () => {
      const weights = (weight: bigint) => ({
        weightImport: DAY.imp.map(() => weight),
        weightExport: DAY.exp.map(() => weight),
      });
      const full = {
        imp: DAY.imp.map(() => 2 ** 24 - 1),
        exp: DAY.exp.map(() => 2 ** 24 - 1),
        capImport: DAY.imp.map(() => NO_CAP),
        capExport: DAY.exp.map(() => NO_CAP),
      };
      for (const sign of [1n, -1n]) {
        const day = { ...DAY, ...full, ...weights(sign * MAX_WEIGHT) };
        // The day's own part, and before it as much as reaches the end.
        const own = sumOf({ ...day, sumIn: 0n });
        const upTo = (sum: bigint) => ({ ...day, sumIn: sum - own });
        const between = (sum: bigint, low: bigint, high: bigint) => ({
          ...upTo(sum),
          below: sum - low,
          above: high - sum,
        });
        for (const sum of [0n, sign * MAX_BOUND, sign * (MAX_BOUND + 1n), sign * (MAX_SUM - 1n)]) {
          const within = sum >= -MAX_BOUND && sum <= MAX_BOUND;
          const wide = between(sum, -MAX_BOUND, MAX_BOUND);
          if (within) expectDisclosed(wide);
          expect([sum, accepts(wide)]).toEqual([sum, within]);
          expectDisclosed({ ...wide, last: false });
        }
      }
    });

    test('runs through a chain, whose last link alone compares', () => {
      const days = [
        DAY,
        { ...DAY, day: DAY.day + 1n, imp: DAY.imp.map((wh) => wh - 7) },
        { ...DAY, day: DAY.day + 2n },
      ];
      const total = days.reduce((sum, day) => sum + sumOf({ ...day, first: true }), 0n);
      const link = (i: number, before: { stateIn: bigint; sumIn: bigint }) => {
        const day = { ...days[i]!, first: i === 0, last: i === 2, sumIn: before.sumIn };
        const inputs = inputsOf({ ...day, below: sumOf(day) - total, above: total - sumOf(day) });
        const salts = { saltIn: 90n + BigInt(i), saltOut: 91n + BigInt(i) };
        const signals = signalsOf(withValues(inputs, { ...salts, stateIn: before.stateIn }));
        return { stateIn: signals[0]!, sumIn: sumOf(day) };
      };
      let state = { stateIn: 0n, sumIn: 0n };
      for (const i of days.keys()) state = link(i, state);
      expect(state).toEqual({ stateIn: stateOf(reference, 93n, total, DAY.position), sumIn: total });
    });
  });

  describe('caps', () => {
    test.each(['Import', 'Export'] as const)('%s: values from cap - 2^24 + 1 to cap', (side) => {
      const [name, values] =
        side === 'Import' ? (['capImport', DAY.imp] as const) : (['capExport', DAY.exp] as const);
      for (const k of ends) {
        const value = BigInt(values[k]!);
        for (const [cap, holds] of [
          [value - 1n, false],
          [value, true],
          [value + NO_CAP, true],
          [value + NO_CAP + 1n, false],
        ] as const)
          expect([k, cap - value, accepts({ [name]: DAY[name].with(k, cap) })]).toEqual([
            k,
            cap - value,
            holds,
          ]);
      }
    });

    test('at both ends of what is settled', () => {
      for (const [wh, caps] of [
        [0, [0n, NO_CAP]],
        [2 ** 24 - 1, [NO_CAP, MAX_CAP - 1n]],
      ] as const) {
        for (const cap of caps) {
          const values = { imp: DAY.imp.map(() => wh), exp: DAY.exp.map(() => wh) };
          expectDisclosed({
            ...values,
            capImport: DAY.capImport.map(() => cap),
            capExport: DAY.capExport.map(() => cap),
          });
        }
      }
    });

    test('of a verifier’s leave one unpacking, larger ones would not', () => {
      const slot = 2n ** 30n;
      const moved = (k: number, by: bigint) => ({
        [`imp[${k}]`]: BigInt(DAY.imp[k]!) + by * slot,
        [`exp[${k}]`]: BigInt(DAY.exp[k]!) - by,
      });
      const wide = {
        weightImport: DAY.imp.map(() => 0n),
        weightExport: DAY.exp.map(() => 0n),
        selectImport: 0n,
        selectExport: 0n,
      };
      // Between import and export of two half hours, so that the totals are those of before.
      const values = { ...moved(0, 1n), ...moved(1, -1n) };
      const caps = (first: bigint, second: bigint) => ({
        ...wide,
        capImport: DAY.capImport.with(0, first).with(1, second),
        capExport: DAY.capExport.map(() => NO_CAP),
      });
      const [most, least] = [BigInt(DAY.imp[0]!) + slot, BigInt(DAY.imp[1]!) - slot];
      const open = inputsOf(caps(BigInt(DAY.imp[0]!), BigInt(DAY.imp[1]!)));
      const opened = withValues(open, { ...values, 'capImport[0]': most, 'capImport[1]': fr(least) });
      expect(tryWitness(circuit, opened)).toBeDefined();
      for (const first of [0n, NO_CAP, MAX_CAP])
        for (const second of [0n, NO_CAP, MAX_CAP])
          expect(
            tryWitness(circuit, withValues(opened, { 'capImport[0]': first, 'capImport[1]': second })),
          ).toBeUndefined();
    });

    test('a Wh moved to another slot of the reading is refused', () => {
      const ample = {
        capImport: DAY.capImport.map(() => NO_CAP),
        capExport: DAY.capExport.map(() => NO_CAP),
      };
      const [imports, exports] = [each('imp'), each('exp')];
      const slots = imports.flatMap(
        (name, k) =>
          [
            [name, BigInt(DAY.imp[k]!)],
            [exports[k]!, BigInt(DAY.exp[k]!)],
          ] as const,
      );
      expect(accepts(ample)).toBe(true);
      slots.slice(1).forEach(([name, wh], i) => {
        const [before, other] = slots[i]!;
        expect([name, acceptsValues({ [before]: other + 1n, [name]: wh - 1n }, ample)]).toEqual([
          name,
          false,
        ]);
      });
    });
  });

  describe('of readings', () => {
    test('none, some or all are shown', () => {
      for (const selectImport of [0n, 1n, ALL - 1n, ALL])
        for (const selectExport of [0n, 2n ** BigInt(K - 1), ALL])
          expectDisclosed({ selectImport, selectExport });
      expect(accepts({ selectImport: ALL + 1n })).toBe(false);
      expect(accepts({ selectExport: ALL + 1n })).toBe(false);
    });

    test('another than the settled one is refused', () => {
      expect(accepts({ settled: {} })).toBe(true);
      for (const settled of [
        { sk: 1n },
        { chainId: 1n },
        { auctionId: 1n },
        { position: 18n },
        { day: DAY.day + 1n },
        { status: 1 },
        { imp: DAY.imp.with(K - 1, DAY.imp[K - 1]! + 1) },
        { exp: DAY.exp.with(0, DAY.exp[0]! - 1) },
      ])
        expect([settled, accepts({ settled })]).toEqual([settled, false]);
      expect(acceptsValues({ readingRoot: 1n })).toBe(false);
    });

    test('status and day are not shifted into the position', () => {
      const settled = { position: DAY.position, day: DAY.day, status: 0 };
      const [dayUp, statusUp] = [2n ** 32n, 2n ** 64n];
      const shifted: readonly Partial<DiscloseCase>[] = [
        { position: DAY.position + dayUp, day: DAY.day - 1n },
        { position: fr(DAY.position - dayUp), day: DAY.day + 1n },
        { position: fr(DAY.position - statusUp), status: 1 },
        { position: DAY.position + dayUp * DAY.day, day: 0n },
        // Into the status, which is a bit.
        { day: DAY.day - dayUp, settled: { ...settled, day: DAY.day - dayUp, status: 1 }, status: 2 },
      ];
      for (const change of shifted)
        expect([change, accepts({ settled, ...change })]).toEqual([change, false]);
      expect(accepts({ settled: { ...settled, status: 1 }, position: DAY.position + statusUp })).toBe(false);
      // The ends of a position.
      for (const position of [0n, 2n ** 32n - 1n]) expectDisclosed({ position });
      expect(accepts({ position: 2n ** 32n })).toBe(false);
    });
  });

  describe('the owner', () => {
    test('of two connection points has no chain of both', () => {
      const [own, other] = [DAY.position, 18n];
      // The state of the other point's link, opened as it is, and as if it were of this one.
      expect(accepts({ positionIn: other })).toBe(false);
      expect(acceptsValues({ positionIn: own }, { positionIn: other })).toBe(false);
      expect(acceptsValues({ position: other }, { positionIn: other })).toBe(false);
      // A first link opens no state.
      expect(accepts({ ...FIRST_LINK, positionIn: other })).toBe(true);
    });

    test('alone can answer: no gateway, no later tenant, under no other pseudonym', () => {
      const { sk, point, scope } = inputsOf() as Record<string, bigint>;
      expect(acceptsValues({ sk: sk! + 1n })).toBe(false);
      // With a pseudonym that fits its own key.
      const subject = subjectOf(reference, DAY.position, scope, sk! + 1n);
      expect(acceptsValues({ sk: sk! + 1n, subject })).toBe(false);
      expect(acceptsValues({ point: point! + 1n })).toBe(false);
      for (const [position, of] of [
        [DAY.position, scope! + 1n],
        [DAY.position + 1n, scope!],
      ] as const)
        expect(acceptsValues({ subject: subjectOf(reference, position, of) })).toBe(false);
      expect(acceptsValues({ scope: scope! + 1n })).toBe(false);
      const elsewhere = subjectOf(reference, DAY.position, scope! + 1n);
      expect(acceptsValues({ scope: scope! + 1n, subject: elsewhere })).toBe(true);
    });

    test('is named by its position or not at all', () => {
      expectDisclosed({ named: false });
      for (const shown of [1n, DAY.position, DAY.position + 2n, -1n])
        expect(acceptsValues({ shown })).toBe(false);
      // The first position is no 0.
      expectDisclosed({ position: 0n });
      expect(inputsOf({ position: 0n }).shown).toBe(1n);
    });
  });

  describe('the recipient', () => {
    test('can make any answer itself, of a reading in no tree too', () => {
      const honest = inputsOf();
      const owners = inputsOf(SIMULATED);
      const { sk, point, path, real, v } = owners;
      expect(signalsOf({ ...honest, sk: sk!, point: point!, path: path!, real: real!, v: v! })).toEqual(
        signalsOf(honest),
      );
      const whole = <T>(x: fc.Arbitrary<T>) => fc.array(x, { minLength: K, maxLength: K });
      const any = fc.bigInt({ min: 0n, max: 2n ** 253n });
      const wh = whole(fc.nat({ max: 2 ** 24 - 1 }));
      const answers = fc.record({
        values: fc.record({
          context: any,
          chainId: any,
          auctionId: any,
          day: any,
          readingRoot: any,
          scope: any,
          subject: any,
        }),
        day: fc.record({
          imp: wh,
          exp: wh,
          selectImport: fc.nat({ max: 2 ** K - 1 }).map(BigInt),
          first: fc.boolean(),
          status: fc.nat({ max: 1 }),
        }),
      });
      fc.assert(
        fc.property(answers, ({ values, day }) => {
          const ample = {
            capImport: DAY.capImport.map(() => NO_CAP),
            capExport: DAY.capExport.map(() => NO_CAP),
          };
          const simulated = { ...DAY, ...SIMULATED, ...ample, ...day };
          const signals = signalsOf(withValues(inputsOf(simulated), values));
          expect(signals.slice(0, 1 + params.readingWords)).toEqual(discloseOutputs(reference, simulated));
          for (const value of Object.values(values)) expect(signals).toContain(value);
        }),
        { numRuns: 10, seed: 5 },
      );
    });

    test('alone can: with its own secret, and by no key that has none', () => {
      const wrong = [recipientKeyOf(reference, SECRET + 1n), 0n, 1n, SECRET];
      for (const recipientKey of wrong)
        for (const v of [SECRET, 0n, recipientKey])
          expect([recipientKey, v, acceptsValues({ recipientKey, v }, SIMULATED)]).toEqual([
            recipientKey,
            v,
            false,
          ]);
      expect(acceptsValues({ v: SECRET + 1n }, SIMULATED)).toBe(false);
      // The owner answers whoever it is, and needs no secret.
      for (const recipientKey of wrong) expect(acceptsValues({ recipientKey })).toBe(true);
    });

    test('shows that it has a secret: a link of zeros, which has no owner', () => {
      const { recipientKey, context } = inputsOf() as Record<string, bigint>;
      const nothing = Object.fromEntries(
        slotsOf(inputsOf(SIMULATED)).map(({ name }): [string, bigint] => [name, 0n]),
      );
      const key = { ...nothing, first: 1n, last: 1n, recipientKey: recipientKey!, context: context! };
      const proves = (values: Record<string, bigint>) => acceptsValues({ ...key, ...values });
      const signals = signalsOf(withValues(inputsOf(), { ...key, v: SECRET }));
      expect(signals).toEqual([
        ...[stateOf(reference, 0n, 0n, 0n), ...Array<bigint>(params.readingWords).fill(0n), context],
        ...[0n, 0n, 0n, 0n, 0n, recipientKey, 0n, 0n, 0n, 1n, 1n],
        ...Array<bigint>(5 + 4 * K).fill(0n),
      ]);
      expect(proves({ v: SECRET + 1n })).toBe(false);
      expect(proves({ v: SECRET, real: 1n })).toBe(false);
      expect(proves({ real: 1n, subject: subjectOf(reference, 0n, 0n, 0n) })).toBe(false);
    });

    test.each(NO_BITS)('is one or the other: real %s', (real) => {
      for (const v of [0n, SECRET]) {
        expect(acceptsValues({ real, v })).toBe(false);
        expect(acceptsValues({ real, v }, SIMULATED)).toBe(false);
      }
    });
  });

  test('a link is first or not: its state is opened, or there is none', () => {
    const { stateIn } = inputsOf() as { stateIn: bigint };
    for (const values of [
      { stateIn: 0n },
      { stateIn: stateIn + 1n },
      { saltIn: 1n },
      { sumIn: 1n },
      { first: 1n },
    ])
      expect([values, acceptsValues(values)]).toEqual([values, false]);
    expect(acceptsValues({ first: 1n, stateIn: 0n })).toBe(false);
    for (const values of [{ stateIn }, { sumIn: 1n }, { first: 0n }])
      expect([values, acceptsValues(values, FIRST_LINK)]).toEqual([values, false]);
  });

  test('random links agree with the text', () => {
    const u = (max: number) => fc.nat({ max });
    const whole = <T>(x: fc.Arbitrary<T>) => fc.array(x, { minLength: K, maxLength: K });
    const wh = whole(fc.oneof(u(3), u(3_000), u(2 ** 24 - 1)));
    const weights = whole(fc.oneof(fc.constant(0n), fc.bigInt({ min: -MAX_WEIGHT, max: MAX_WEIGHT })));
    const bits = u(2 ** K - 1).map(BigInt);
    const random = fc.record({
      ...{
        imp: wh,
        exp: wh,
        status: u(1),
        day: u(2 ** 32 - 1).map(BigInt),
        position: u(2 ** 32 - 1).map(BigInt),
      },
      ...{ weightImport: weights, weightExport: weights, selectImport: bits, selectExport: bits },
      ...{ below: u(9).map(BigInt), above: u(9).map(BigInt), first: fc.boolean(), last: fc.boolean() },
      sumIn: fc.bigInt({ min: -MAX_BOUND, max: MAX_BOUND }),
      ...{ named: fc.boolean(), real: fc.boolean() },
    });
    fc.assert(
      fc.property(random, whole(fc.boolean()), (link, met) => {
        const caps = (values: readonly number[]) => values.map((x, k) => (met[k] ? BigInt(x) : NO_CAP));
        expectDisclosed({ ...link, capImport: caps(link.imp), capExport: caps(link.exp) });
      }),
      { numRuns: 25, seed: 3 },
    );
  });
});
