import { tryWitness, unboundWires } from '../support/binding.js';
import { buyersStep, buyingCell, marketOrder, POSITION, paymentOf } from '../support/claimCase.js';
import { type DeliverCase, deliverDay, deliverOutputs, deliveryOf } from '../support/deliverCase.js';
import { openDeliverTrial } from '../support/deliverTrial.js';
import { ownDay, SHORT_LIST, UNPROVEN } from '../support/deliverVariants.js';
import { partOf } from '../support/partOf.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { COMPILE_TIMEOUT } from '../support/r1cs.js';
import type { InputValue } from '../support/witness.js';

const SIZES: Record<string, number[]> = { small: [9_776, 62], medium: [11_937, 126] };

describe.each(PROFILES_TESTED)('deliver, %s profile', (profile, params) => {
  const DAY = deliverDay(params);
  let trial: Awaited<ReturnType<typeof openDeliverTrial>>;
  beforeAll(async () => {
    trial = await openDeliverTrial(params);
  }, COMPILE_TIMEOUT);

  const at = (name: string, ...kinds: number[]) =>
    DAY.cells.flatMap((_, k) => (kinds.includes(k % 4) ? [`${name}[${k}]`] : []));

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    const witness = trial.expectDelivered();
    expect(trial.circuit.satisfied(witness)).toBe(true);
    // The case has what it is meant to have: whole, part, opposed, not called.
    const { net, y } = deliveryOf(DAY);
    expect(net.slice(0, 4).map((wh, k) => [wh === y[k], wh > 0n, wh < 0n])).toEqual([
      [true, true, false],
      [false, true, false],
      [false, false, true],
      [true, false, false],
    ]);
    const inputs = trial.inputsOf();
    expect(trial.circuit.publicSignals(witness).slice(trial.outputs)).toEqual([
      ...[4_711n, 0n, inputs.needId, inputs.terms, 1n, inputs.offerRoot, DAY.traded],
      ...[...DAY.p.map(BigInt), ...DAY.lambda.map(BigInt), ...DAY.fixed, DAY.called, DAY.up],
      ...[...DAY.rate, ...DAY.pen, ...DAY.rebound, ...DAY.comp, ...DAY.refImport, ...DAY.refExport],
      ...[inputs.chainId, inputs.day, inputs.auctionRoot, BigInt(DAY.n)],
      ...[inputs.active, inputs.days, inputs.readRoots].flat(),
    ]);
  });

  test('size', () => {
    expect([trial.circuit.constraints, trial.circuit.nPublic]).toEqual(SIZES[profile]);
  });

  test('every wire, so every hint, is bound', () => {
    const { circuit } = trial;
    const unbound = (change: Partial<DeliverCase>) =>
      unboundWires(circuit, circuit.witness(trial.inputsOf(change)));
    // What is left is public, given to the prover: the context, whose square has two roots, and prices of what was not
    // called, or not delivered, or the other way.
    const named = (...names: readonly string[]) => ['context', ...names].map((name) => `main.${name}`);
    const all = (name: string) => at(name, 0, 1, 2, 3);
    const uncalled = [...at('rate', 3), ...at('pen', 3)];
    const forward = at('rebound', 0, 1);
    expect(unbound({ late: true })).toEqual(named(...uncalled, ...forward, ...at('comp', 3)));
    expect(unbound(ownDay(DAY))).toEqual(named(...all('rate'), ...all('pen'), ...forward, ...all('comp')));
    const last = `readRoots[${params.baselineDays - 1}]`;
    expect(unbound(SHORT_LIST)).toEqual(named(...uncalled, ...forward, ...at('comp', 3), last));
    const past = ['rebound', 'comp', 'refImport', 'refExport'].flatMap(all);
    const room = ['active', 'readRoots'].flatMap((name) =>
      Array.from({ length: params.baselineDays }, (_, i) => `${name}[${i}]`),
    );
    expect(unbound(UNPROVEN)).toEqual(named(...uncalled, ...past, 'auctionRoot', ...room));
  });

  test('who proves nothing may give anything for readings', () => {
    const inputs = trial.inputsOf(UNPROVEN);
    const outputs = trial.outputsOf(inputs);
    expect(outputs).toEqual(deliverOutputs(trial.reference, { ...DAY, ...UNPROVEN }));
    const filled = (value: InputValue, x: bigint): InputValue =>
      typeof value === 'bigint' ? x : value.map((element) => filled(element, x));
    for (const x of [0n, 1n, 2n ** 253n, -1n]) {
      const given = ['words', 'totals', 'readPoint', 'salt2', 'readPath'].map((name) => [
        name,
        filled(inputs[name]!, x),
      ]);
      const status = inputs.status as bigint[];
      for (const first of [0n, 1n])
        expect(
          trial.outputsOf({ ...inputs, ...Object.fromEntries(given), status: status.with(0, first) }),
        ).toEqual(outputs);
    }
  });

  test('a day that is not active may be given as anything, and counts as nothing', () => {
    const change = SHORT_LIST;
    const inputs = trial.inputsOf(change);
    const outputs = trial.outputsOf(inputs);
    expect(outputs).toEqual(deliverOutputs(trial.reference, { ...DAY, ...change }));
    const words = inputs.words as bigint[][];
    for (const x of [0n, 5n, -1n])
      expect(
        trial.outputsOf({
          ...inputs,
          words: words.with(
            2,
            words[2]!.map(() => x),
          ),
        }),
      ).toEqual(outputs);
    // What is proven, or not, is one choice for the day and all listed ones.
    for (const [name, value] of [
      ['proven', 2n],
      ['proven', partOf(0n, 1n, 5n)],
      ['proven', -1n],
      ['late', 2n],
      ['status[1]', 2n],
      ['status[2]', -1n],
    ] as const)
      expect([name, value, trial.acceptsValues({ [name]: value }, change)]).toEqual([name, value, false]);
  });

  test.each<[string, NonNullable<DeliverCase['settled']>]>([
    ['a neighbour’s of the day', (i) => (i === 0 ? { position: POSITION + 1n } : {})],
    ['a neighbour’s of a listed day', (i) => (i === 1 ? { position: POSITION + 1n } : {})],
    ['an older one as the day’s', (i) => (i === 0 ? { day: 20_499n } : {})],
    ['an older one as a listed day’s', (i) => (i === 2 ? { day: 20_489n - 7n } : {})],
    ['one of another chain', (i) => (i === 0 ? { chainId: 5n } : {})],
    ['one of another chain among the listed', (i) => (i === 1 ? { chainId: 5n } : {})],
    ['the DSO’s own as the meter’s', (i) => (i === 0 ? { status: 1 } : {})],
    ['the meter’s as the DSO’s own', (i) => (i === 1 ? { status: 0 } : {})],
  ])('refused as a reading: %s', (_name, settled) => {
    expect(trial.accepts({})).toBe(true);
    expect(trial.accepts({ settled })).toBe(false);
    // Not proving is open to everybody, and costs more.
    expect(trial.accepts({ settled, ...UNPROVEN })).toBe(true);
  });

  test('one day twice is refused', () => {
    const inputs = trial.inputsOf();
    const again = Object.fromEntries(
      ['words', 'totals', 'readPoint', 'salt2', 'readPath', 'status'].map((name) => {
        const of = inputs[name] as InputValue[];
        return [name, of.with(2, of[1]!)];
      }),
    );
    expect(tryWitness(trial.circuit, { ...inputs, ...again })).toBeUndefined();
    // Even where both days stand under one root: the message has the day.
    const [root] = inputs.readRoots as bigint[];
    const readRoots = (inputs.readRoots as bigint[]).map(() => root!);
    expect(tryWitness(trial.circuit, { ...inputs, ...again, readRoots })).toBeUndefined();
    // And the need's own day as a listed one.
    const own = Object.fromEntries(
      Object.keys(again).map((name) => [
        name,
        (inputs[name] as InputValue[]).with(1, (inputs[name] as InputValue[])[0]!),
      ]),
    );
    const roots = (inputs.readRoots as bigint[]).with(0, inputs.auctionRoot as bigint);
    expect(tryWitness(trial.circuit, { ...inputs, ...own, readRoots: roots })).toBeUndefined();
  });

  test('a reading repacked, or of another root, is refused', () => {
    const inputs = trial.inputsOf();
    for (const name of [
      'words[0][0]',
      'words[1][0]',
      `words[2][${params.readingWords - 1}]`,
      'totals[0]',
      'salt2[1]',
    ])
      expect([name, trial.acceptsValues({ [name]: 1n })]).toEqual([name, false]);
    for (const name of ['auctionRoot', 'readRoots[0]', 'readRoots[1]', 'days[1]', 'day', 'chainId'])
      expect([name, trial.acceptsValues({ [name]: 1n })]).toEqual([name, false]);
    expect((inputs.readRoots as bigint[]).length).toBe(params.baselineDays);
  });

  test.each([
    ['an order of the market', marketOrder],
    ['the buyer’s step', buyersStep],
    ['an offer of which a cell buys', buyingCell],
  ])('refused as an offer: %s', (_name, entry) => {
    expect(trial.accepts({ entry })).toBe(false);
    expect(trial.accepts({ entry, ...UNPROVEN })).toBe(false);
  });

  test('a unit more is not provable', () => {
    for (const change of [{}, UNPROVEN, { late: true }]) {
      const inputs = trial.inputsOf(change);
      const { pay } = deliveryOf({ ...DAY, ...change });
      const paid = change === UNPROVEN || !('late' in change) ? pay : pay < DAY.deposit ? pay : DAY.deposit;
      const witness = trial.circuit.witness(inputs);
      const wire = trial.circuit.wire('main.payCm')!;
      expect(witness[wire]).toBe(paymentOf(trial.reference, paid));
      const { violatedBy } = trial.circuit.examine(witness);
      expect(violatedBy([[wire, paymentOf(trial.reference, paid + 1n)]])).toBeDefined();
      expect(
        tryWitness(trial.circuit, { ...inputs, deposit: (inputs.deposit as bigint) + 1n }),
      ).toBeUndefined();
    }
  });
});
