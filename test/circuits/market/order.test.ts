import { add, mul, mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { R } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { dummyPath } from '@veilgrid/protocol/core/money/note';
import { orderCircuitInputs } from '@veilgrid/protocol/market/order';
import { createHasher } from '@veilgrid/wasm-core';
import { tryWitness, unboundInputs, unboundWires, withValues } from '../support/binding.js';
import { marketOf, type OrderCase, orderDay, orderWitness } from '../support/orderCase.js';
import { PROFILES_TESTED } from '../support/profiles.js';
import { type Circuit, COMPILE_TIMEOUT, openCircuit } from '../support/r1cs.js';
import { buildReference, fr, pack, type Reference } from '../support/reference.js';

const cell = (side: number, level: number, qty: number) => ({ side, level, qty });
const SIZES: Record<string, number> = { small: 8_810, medium: 9_386 };

describe.each(PROFILES_TESTED)('order, %s profile', (profile, params) => {
  const ORDER = orderDay(params);
  const MARKET = marketOf(params);
  const end = params.K - 1;
  let circuit: Circuit;
  let hasher: Hasher;
  let reference: Reference;
  beforeAll(async () => {
    [circuit, hasher, reference] = await Promise.all([
      openCircuit('order', params.profile),
      createHasher(),
      buildReference(),
    ]);
  }, COMPILE_TIMEOUT);

  const witnessOf = (change: Partial<OrderCase> = {}) =>
    orderWitness(hasher, reference, { ...ORDER, ...change }, params);
  const inputsOf = (change: Partial<OrderCase> = {}) => orderCircuitInputs(witnessOf(change));
  const accepts = (change: Partial<OrderCase>) => tryWitness(circuit, inputsOf(change)) !== undefined;
  const acceptsValues = (values: Record<string, bigint>, change: Partial<OrderCase> = {}) =>
    tryWitness(circuit, withValues(inputsOf(change), values)) !== undefined;
  const NULL_DAY = Array(params.K).fill(cell(1, 123, 0));

  test('a valid witness satisfies the constraints and gives the expected outputs', () => {
    const w = witnessOf();
    const witness = circuit.witness(orderCircuitInputs(w));
    expect(circuit.satisfied(witness)).toBe(true);
    const { H, squeeze } = reference;
    const ownerPk = H('KEY', [w.sk]);
    const noteCm = H('NOTE', [1n, w.input.value, ownerPk, w.input.rho]);
    const cells = w.cells.map((c) => BigInt(c.side) + 2n * BigInt(c.level) + 2n ** 20n * BigInt(c.qty));
    const words = pack(cells, 5, 50);
    const inner = H('INNER', [ownerPk, w.point, w.deposit, w.salt]);
    const e = 2n ** 247n + 2n * w.b + 1n;
    const E = mulBase(e);
    const S = mul(w.auction.key, e);
    const stream = squeeze(
      'ENC',
      [S.x, S.y, w.auction.auctionId],
      Math.max(3, params.orderWords + 1),
      params.orderWords + 1,
    );
    expect(circuit.publicSignals(witness)).toEqual([
      H('NF', [w.sk, noteCm]),
      H('BID', [w.sk, w.point, w.auction.auctionId]),
      H('NOTE', [1n, ORDER.change, ownerPk, w.changeRho]),
      H('ORDER', [w.auction.auctionId, ...words, inner]),
      E.x,
      E.y,
      ...[...words, inner].map((m, i) => fr(m + stream[i]!)),
      4_711n,
      w.auction.auctionId,
      w.auction.pointRoot,
      w.noteRoot,
      1n,
      w.auction.zoneTariff,
      w.deposit,
      fr(MARKET.floor),
      MARKET.tick,
      MARKET.collateral,
      fr(MARKET.minExport),
      w.auction.key.x,
      w.auction.key.y,
    ]);
  });

  test('every input is bound', () => {
    // The context is bound by Groth16 alone; the market's scalars enter only an inequality with slack.
    expect(unboundInputs(circuit, inputsOf({ extra: 10n ** 9n }))).toEqual({
      free: ['context', 'floor', 'tick', 'collateral', 'minExport'],
      notHeld: [],
    });
  });

  test('every wire, so every hint, is bound', () => {
    // The context's square has two roots; as a public signal the context is given to the prover.
    expect(unboundWires(circuit, circuit.witness(inputsOf()))).toEqual(['main.context']);
  });

  test('the deposit covers the order exactly', () => {
    expect(accepts({ extra: 0n })).toBe(true);
    expect(accepts({ extra: -1n })).toBe(false);
    // A market in which the same deposit falls short by less than one unit a Wh.
    expect(acceptsValues({ minExport: MARKET.minExport - 1n }, { extra: 0n })).toBe(false);
    expect(acceptsValues({ collateral: MARKET.collateral + 1n }, { extra: 0n })).toBe(false);
    expect(acceptsValues({ tick: MARKET.tick + 1n }, { extra: 0n })).toBe(false);
  });

  test('the deposit covers every period', () => {
    const inputs = inputsOf({ extra: 0n, importCap: 3000, exportCap: 3000 });
    ORDER.cells.forEach(({ qty }, k) => {
      const more = (extra: bigint) =>
        tryWitness(
          circuit,
          withValues(inputsOf({ extra, importCap: 3000, exportCap: 3000 }), {
            [`qty[${k}]`]: BigInt(qty + 1),
          }),
        );
      expect(tryWitness(circuit, inputs)).toBeDefined();
      expect([k, more(0n)]).toEqual([k, undefined]);
      expect(more(10n ** 9n)).toBeDefined();
    });
  });

  test('a null order with a zero deposit', () => {
    expect(accepts({ cells: NULL_DAY, dayLimit: 0n, extra: 0n, change: 0n })).toBe(true);
    expect(accepts({ cells: NULL_DAY, dayLimit: 0n, extra: 0n, change: 1n })).toBe(true);
    expect(accepts({ cells: NULL_DAY, dayLimit: 0n, extra: -1n, change: 1n })).toBe(false);
  });

  test('the input note pays deposit and change', () => {
    expect(accepts({ change: 0n })).toBe(true);
    expect(accepts({ change: -1n })).toBe(false);
    expect(accepts({ change: 2n ** 64n - 1n })).toBe(true);
    expect(accepts({ change: 2n ** 64n })).toBe(false);
    expect(accepts({ extra: 2n ** 64n })).toBe(false);
    const inputs = inputsOf({ cells: NULL_DAY, dayLimit: 0n, extra: 0n, change: 0n });
    expect(tryWitness(circuit, { ...inputs, inPath: dummyPath(params) })).toBeUndefined();
  });

  test('cells at their bounds', () => {
    const wide = { importCap: 2 ** 24 - 1, exportCap: 2 ** 24 - 1, cells: [...ORDER.cells] };
    wide.cells[0] = cell(0, 65_535, 2 ** 24 - 1);
    wide.cells[1] = cell(1, 0, 2 ** 24 - 1);
    wide.cells[2] = cell(0, 0, 0);
    const generous = { ...wide, extra: 2n ** 60n };
    expect(accepts(generous)).toBe(true);
    for (const [name, bad] of [
      ['side[0]', [2n, R - 1n]],
      ['level[0]', [65_536n, R - 1n]],
      ['level[1]', [65_536n, R - 1n]],
      ['qty[0]', [2n ** 24n, R - 1n]],
      ['qty[2]', [2n ** 24n, R - 1n]],
      [`side[${end}]`, [2n, R - 1n]],
      [`level[${end}]`, [65_536n, R - 1n]],
      [`qty[${end}]`, [2n ** 24n, R - 1n]],
    ] as const) {
      for (const value of bad)
        expect([name, value, acceptsValues({ [name]: value }, generous)]).toContain(false);
    }
  });

  test('quantities stay within the capacity of their side', () => {
    const extra = 10n ** 9n;
    const inputs = inputsOf({ extra });
    ORDER.cells.forEach(({ side }, k) => {
      const most = side === 0 ? 2000n : 1200n;
      const name = `qty[${k}]`;
      expect([k, tryWitness(circuit, withValues(inputs, { [name]: most })) !== undefined]).toEqual([k, true]);
      expect([k, tryWitness(circuit, withValues(inputs, { [name]: most + 1n }))]).toEqual([k, undefined]);
    });
    // 1500 Wh may be bought, not sold.
    expect(acceptsValues({ 'side[0]': 1n }, { extra })).toBe(false);
  });

  test('ephemeral scalars: 246 bits, top bit forced', () => {
    expect(accepts({ b: 0n })).toBe(true);
    expect(accepts({ b: 2n ** 246n - 1n })).toBe(true);
    expect(acceptsValues({ b: 2n ** 246n })).toBe(false);
    expect(acceptsValues({ b: R - 1n })).toBe(false);
  });

  test('ciphertexts open with the auction’s scalar, whoever its shares belong to', () => {
    const w = witnessOf();
    const sum = add(mulBase(31_000n), mulBase(337n));
    expect(sum).toEqual(w.auction.key);
    const signals = circuit.publicSignals(circuit.witness(orderCircuitInputs(w)));
    const S = mul({ x: signals[4]!, y: signals[5]! }, 31_337n);
    const count = params.orderWords + 1;
    const stream = reference.squeeze('ENC', [S.x, S.y, w.auction.auctionId], Math.max(3, count), count);
    const sealed = stream.map((k, i) => fr(signals[6 + i]! - k));
    expect(reference.H('ORDER', [w.auction.auctionId, ...sealed])).toBe(signals[3]);
  });

  test('another point, tariff, owner or tree is refused', () => {
    const inputs = inputsOf();
    for (const name of [
      'zoneTariff',
      'pointRoot',
      'noteRoot',
      'point',
      'sk',
      'importCap',
      'dayLimit',
    ] as const) {
      expect(tryWitness(circuit, { ...inputs, [name]: inputs[name] + 1n })).toBeUndefined();
    }
  });

  test('constraint count', () => {
    expect(circuit.constraints).toBe(SIZES[profile]);
  });
});
