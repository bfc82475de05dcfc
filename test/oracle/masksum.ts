import { type Crypto, inField } from './crypto.js';
import { demand, type Verdict, verdictOf } from './verdict.js';

/** The inputs of a mask sum under the names of its signals. */
export interface MaskSumInputs {
  readonly context: bigint;
  readonly groupId: bigint;
  readonly terms: bigint;
  readonly tagDomain: bigint;
  readonly lastDomain: bigint;
  readonly maskDomain: bigint;
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  readonly first: bigint;
  readonly last: bigint;
  readonly stateIn: bigint;
  readonly both: readonly bigint[];
  readonly net: readonly bigint[];
  readonly money: bigint;
  readonly count: bigint;
  readonly k: readonly bigint[];
  readonly active: readonly bigint[];
  readonly saltIn: bigint;
  readonly saltOut: bigint;
  readonly sumsIn: readonly bigint[];
}

export const isBit = (x: bigint): boolean => x === 0n || x === 1n;

/** protocol/core.md "Lists and folds": slots are used or not, and those not used stand at the end. */
export function checkSlots(active: readonly bigint[]): void {
  demand(active.every(isBit), 'active is a bit');
  demand(
    active.every((a, i) => i === 0 || a <= active[i - 1]!),
    'inactive slots stand at the end',
  );
}

/**
 * protocol/core.md, maskSum, "Openings": of each word of energy both sides, their difference or nothing. What is to
 * open are bits of the node's.
 */
function opened(s: MaskSumInputs, sums: readonly bigint[]): bigint[] {
  if (s.last === 0n) return sums.map(() => 0n);
  const G = s.both.length;
  const [money, count] = sums.slice(2 * G);
  const words = s.both.map((both, w) => ({ both, net: s.net[w]!, imp: sums[w]!, exp: sums[G + w]! }));
  return [
    ...words.map(({ both, net, imp, exp }) => inField(both * imp + net * (imp - exp))),
    ...words.map(({ both, exp }) => inField(both * exp)),
    inField(s.money * money!),
    inField(s.count * count!),
  ];
}

/** protocol/core.md, maskSum: stateOut, sums. */
export function maskSum(crypto: Crypto, s: MaskSumInputs): Verdict {
  return verdictOf(() => {
    demand(isBit(s.first) && isBit(s.last), 'first and last are bits');
    if (s.first === 1n) {
      demand(s.stateIn === 0n, 'no state before the first batch');
      demand(
        s.sumsIn.every((x) => x === 0n),
        'the first batch starts from zeros',
      );
    } else demand(crypto.hash('MSUM', s.saltIn, ...s.sumsIn) === s.stateIn, 'stateIn opens');
    checkSlots(s.active);
    let fold = s.foldStart;
    let sums = s.sumsIn;
    s.k.forEach((k, i) => {
      if (s.active[i] === 0n) return;
      const [tag] = crypto.squeeze(s.tagDomain, [k, s.groupId, 0n], 1);
      const [last, , many] = crypto.squeeze(s.lastDomain, [k, s.terms, 0n], 3);
      const masks = [...crypto.squeeze(s.maskDomain, [k, s.terms], sums.length - 2), last!, many!];
      fold = crypto.hash('FOLD', fold, tag!);
      sums = sums.map((x, j) => inField(x + masks[j]!));
    });
    demand(fold === s.foldEnd, 'the tags refold');
    return [crypto.hash('MSUM', s.saltOut, ...sums), ...opened(s, sums)];
  });
}
