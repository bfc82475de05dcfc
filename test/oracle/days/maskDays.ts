import type { Case } from '../compare.js';
import { type Crypto, domain, FIELD } from '../crypto.js';
import { type MaskSumInputs, maskSum } from '../masksum.js';
import type { Sizes } from '../sizes.js';
import { every } from './household.js';
import { Random } from './random.js';

/** Batches of n members of a role, each from the state that the one before left. */
export function maskBatches(
  crypto: Crypto,
  { K, maskN }: Sizes,
  n: number,
  role: 'A' | 'B',
  seed: number,
): MaskSumInputs[] {
  const random = new Random(seed);
  const field = () => random.pick([random.below(FIELD), random.below(FIELD), FIELD - 1n, 0n]);
  const [groupId, terms] = [field(), field()];
  const keys = every(n, 0n).map(field);
  const G = Math.ceil(K / 6);
  const bits = () => every(G, 0n).map(() => random.below(2n));
  const batches: MaskSumInputs[] = [];
  let [stateIn, saltIn, foldStart, sumsIn] = [0n, field(), groupId, every(2 * G + 2, 0n)];
  for (let from = 0; from === 0 || from < n; from += maskN) {
    const own = keys.slice(from, from + maskN);
    const tags = own.map((k) => crypto.squeeze(domain(`TAG${role}`), [k, groupId, 0n], 1)[0]!);
    const batch = {
      ...{ context: field(), groupId, terms, tagDomain: domain(`TAG${role}`) },
      ...{ lastDomain: domain(`LAST${role}`), maskDomain: domain(`MASK${role}`) },
      ...{ both: bits(), net: bits(), money: random.below(2n), count: random.below(2n) },
      ...{ foldStart, foldEnd: tags.reduce((fold, tag) => crypto.hash('FOLD', fold, tag), foldStart) },
      ...{
        first: from === 0 ? 1n : 0n,
        last: from + maskN >= n ? 1n : 0n,
        stateIn,
        saltIn,
        saltOut: field(),
        sumsIn,
      },
      k: every(maskN, 0n).map((_, i) => own[i] ?? field()),
      active: every(maskN, 0n).map((_, i) => (i < own.length ? 1n : 0n)),
    };
    batches.push(batch);
    // The sums that go on are those that the batch would open were it the last.
    const all = { last: 1n, both: every(G, 1n), net: every(G, 0n), money: 1n, count: 1n };
    const verdict = maskSum(crypto, { ...batch, ...all });
    if ('refused' in verdict) throw new Error(verdict.refused);
    [stateIn, sumsIn] = [verdict.outputs[0]!, verdict.outputs.slice(1)];
    [saltIn, foldStart] = [batch.saltOut, batch.foldEnd];
  }
  return batches;
}

/** A batch with one thing in it that is not so: some refuse, some are another batch. */
export function* forgedMasks(batch: MaskSumInputs): Generator<Case<MaskSumInputs>> {
  const forged = (name: string, change: Partial<MaskSumInputs>) => ({
    name,
    inputs: { ...batch, ...change },
  });
  for (const name of [
    'context',
    'groupId',
    'terms',
    'tagDomain',
    'lastDomain',
    'maskDomain',
    'foldStart',
    'foldEnd',
    'first',
    'last',
    'stateIn',
    'saltIn',
    'saltOut',
    'money',
    'count',
  ] as const)
    yield forged(`another ${name}`, { [name]: batch[name] + 1n });
  yield forged('the other first', { first: 1n - batch.first });
  yield forged('the other last', { last: 1n - batch.last });
  for (const w of batch.both.keys()) {
    const shown = (both: bigint, net: bigint) => ({
      both: batch.both.with(w, both),
      net: batch.net.with(w, net),
    });
    yield forged(`both sides of word ${w}`, { last: 1n, ...shown(1n, 0n) });
    yield forged(`the net of word ${w}`, { last: 1n, ...shown(0n, 1n) });
    yield forged(`nothing of word ${w}`, { last: 1n, ...shown(0n, 0n) });
  }
  for (const word of ['money', 'count'] as const)
    for (const bit of [0n, 1n]) yield forged(`${word} by ${bit}`, { last: 1n, [word]: bit });
  for (const w of batch.sumsIn.keys())
    yield forged(`another sum in word ${w}`, { sumsIn: batch.sumsIn.with(w, batch.sumsIn[w]! + 1n) });
  for (const i of batch.k.keys()) {
    yield forged(`another key in ${i}`, { k: batch.k.with(i, batch.k[i]! + 1n) });
    yield forged(`the other use of slot ${i}`, { active: batch.active.with(i, 1n - batch.active[i]!) });
    yield forged(`slot ${i} of 2`, { active: batch.active.with(i, 2n) });
  }
}
