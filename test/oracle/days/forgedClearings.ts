import type { ClearInputs, Parameters } from '../clear.js';
import { clearingState } from '../clear.js';
import type { CloseInputs } from '../close.js';
import type { Case } from '../compare.js';
import type { Crypto } from '../crypto.js';
import { CLEARING, pack, unpack } from '../packing.js';
import { TOP_LEVEL, U24 } from './household.js';

/** Changes of a day's parameters in one period. */
function* changedParameters(p: Parameters, periods: readonly number[]): Generator<[string, Parameters]> {
  for (const k of periods) {
    for (const name of ['L', 'H', 'lambda'] as const) {
      for (const by of [-1n, 1n]) {
        const value = p[name][k]! + by;
        if (value >= 0n)
          yield [
            `${name} ${by > 0n ? 'one up' : 'one down'} in ${k}`,
            { ...p, [name]: p[name].with(k, value) },
          ];
      }
    }
    yield [`the other side in ${k}`, { ...p, rationed: p.rationed.with(k, 1n - p.rationed[k]!) }];
    yield [`a side of 2 in ${k}`, { ...p, rationed: p.rationed.with(k, 2n) }];
    yield [`lambda of 2^24 in ${k}`, { ...p, lambda: p.lambda.with(k, U24 + 1n) }];
    yield [`H of 2^16 in ${k}`, { ...p, H: p.H.with(k, TOP_LEVEL + 1n) }];
    yield [`L above H in ${k}`, { ...p, L: p.L.with(k, 2n), H: p.H.with(k, 1n) }];
  }
}

/** Something in each cell of the batch's padding, one at a time, also in words that are full. */
export function* filledPadding(batch: ClearInputs, periods: readonly number[]): Generator<Case<ClearInputs>> {
  const slots = batch.active.flatMap((active, i) => (active === 0n ? [i] : []));
  for (const i of slots.slice(0, 1).concat(slots.slice(1).slice(-1))) {
    for (const k of periods) {
      for (const [name, value] of [
        ['side', 0n],
        ['level', 1n],
        ['qty', 1n],
      ] as const) {
        const inputs = { ...batch, [name]: batch[name].with(i, batch[name][i]!.with(k, value)) };
        yield { name: `padding ${i} with a ${name} of ${value} in ${k}`, inputs };
      }
    }
  }
}

/** A batch with one thing in it that is not so: some refuse, some are another batch. */
export function* forgedBatches(batch: ClearInputs, periods: readonly number[]): Generator<Case<ClearInputs>> {
  const forged = (name: string, change: Partial<ClearInputs>) => ({ name, inputs: { ...batch, ...change } });
  for (const [name, parameters] of changedParameters(batch, periods)) yield forged(name, parameters);
  for (const name of [
    'foldStart',
    'foldEnd',
    'stateIn',
    'saltIn',
    'saltOut',
    'countIn',
    'first',
    'auctionId',
    'context',
  ] as const)
    yield forged(`another ${name}`, { [name]: batch[name] + 1n });
  yield forged('the other first', { first: 1n - batch.first });
  for (const w of batch.sumsIn.keys()) {
    if (w % 9 === 0 || w === batch.sumsIn.length - 1)
      yield forged(`another sum in word ${w}`, { sumsIn: batch.sumsIn.with(w, batch.sumsIn[w]! + 1n) });
  }
  yield forged('turned slots', { active: batch.active.toReversed() });
  yield forged('a slot of 2', { active: batch.active.with(0, 2n) });
  yield forged('sells rationed at 0', {
    rationed: batch.rationed.map(() => 1n),
    lambda: batch.lambda.map(() => 0n),
  });
  for (const name of ['side', 'level', 'qty'] as const)
    yield forged(`turned ${name}`, { [name]: batch[name].toReversed() });
}

/** A batch counts V(=H) only where L < H, so no state that was cleared has it elsewhere. */
function clearedSums(sums: readonly bigint[], { L, H }: Parameters): bigint[] {
  const lanes = unpack(CLEARING, sums, 7 * L.length)!;
  return pack(
    CLEARING,
    lanes.map((lane, i) => {
      const k = Math.floor(i / 7);
      return i % 7 === 4 && L[k] === H[k] ? 0n : lane;
    }),
  );
}

/** The close of another day than the one cleared, its state that of the other day. */
export function* forgedCloses(
  crypto: Crypto,
  close: CloseInputs,
  periods: readonly number[],
  counts: readonly bigint[],
): Generator<Case<CloseInputs>> {
  const restated = (name: string, change: Partial<CloseInputs>) => {
    const s = { ...close, ...change };
    return { name, inputs: { ...s, state: clearingState(crypto, s.salt, s.sums, s.count, s) } };
  };
  for (const [name, parameters] of changedParameters(close, periods)) {
    yield restated(name, { ...parameters, sums: clearedSums(close.sums, parameters) });
  }
  for (const count of counts) {
    yield restated(`${count} orders`, { count });
    for (const minGroup of [0n, count, count + 1n, 13n, 1n << 18n])
      for (const hides of [0n, 1n, 2n])
        yield restated(`${count} orders, enough from ${minGroup} on, hides ${hides}`, {
          count,
          minGroup,
          hides,
        });
  }
  for (const [w, word] of close.sums.entries()) {
    yield restated(`above the lanes of word ${w}`, { sums: close.sums.with(w, word + (1n << 250n)) });
  }
  const last = close.sums.length - 1;
  for (let lane = ((7 * close.L.length - 1) % CLEARING.perWord) + 1; lane < CLEARING.perWord; lane++) {
    const word = close.sums[last]! + (1n << (50n * BigInt(lane)));
    yield restated(`in lane ${lane} of the last word`, { sums: close.sums.with(last, word) });
  }
  yield { name: 'another state', inputs: { ...close, state: close.state + 1n } };
  yield { name: 'another salt', inputs: { ...close, salt: close.salt + 1n } };
  yield { name: 'another count', inputs: { ...close, count: close.count + 1n } };
}
