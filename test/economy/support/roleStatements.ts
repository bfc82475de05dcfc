/** What operator and aggregators prove: clear, close, mask sum. Checks are numbered as in the circuits' headers. */
import { orderCommitment } from '@veilgrid/protocol/core/books/cells';
import type { clearCircuitInputs } from '@veilgrid/protocol/core/books/clear';
import type { closeCircuitInputs } from '@veilgrid/protocol/core/books/close';
import { mod, R } from '@veilgrid/protocol/core/crypto/field';
import { hash, squeeze } from '@veilgrid/protocol/core/crypto/hash';
import type { maskSumCircuitInputs } from '@veilgrid/protocol/core/groups/maskSum';
import { fold } from '@veilgrid/protocol/core/lists';
import { MAX_LEVEL, NO_MARGIN } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { packCells } from './householdStatements.js';
import { demand, inRange, isBit, type Primitives, pack } from './statement.js';

const MARGIN = BigInt(NO_MARGIN);
const least = (x: bigint, y: bigint) => (x < y ? x : y);

interface Levels {
  readonly L: readonly bigint[];
  readonly H: readonly bigint[];
  readonly lambda: readonly bigint[];
  readonly rationed: readonly bigint[];
}

/** Check 1 of clear and close: the parameters of every period in range, and packed. */
function parametersChecked({ L, H, lambda, rationed }: Levels): bigint[] {
  const slots = L.map((low, k) => {
    const high = H[k]!;
    demand(inRange(low, 16) && inRange(high, 16) && low <= high, 1);
    demand(inRange(lambda[k]!, 24) && isBit(rationed[k]!), 1);
    return low + (high << 16n) + (lambda[k]! << 32n) + (rationed[k]! << 56n);
  });
  return pack(slots, 4, 60);
}

/** Active slots stand first; the fold over them. */
function foldChecked(
  s: Primitives,
  active: readonly bigint[],
  from: bigint,
  to: bigint,
  items: readonly bigint[],
) {
  demand(
    active.every((x, i) => isBit(x) && (i === 0 || x <= active[i - 1]!)),
    3,
  );
  const end = items.reduce((f, item, i) => (active[i] === 1n ? fold(s.hasher, f, item) : f), from);
  demand(end === to, 3);
}

export function clearStatement(s: Primitives, w: ReturnType<typeof clearCircuitInputs>): bigint[] {
  const { hasher } = s;
  const parameters = parametersChecked(w);
  const state = (salt: bigint, sums: readonly bigint[], count: bigint) =>
    hash(hasher, TAGS.CLR, [salt, ...sums, count, ...parameters]);
  demand(isBit(w.first), 2);
  if (w.first === 1n)
    demand(
      [w.stateIn, ...w.sumsIn, w.countIn].every((x) => x === 0n),
      2,
    );
  else demand(w.stateIn === state(w.saltIn, w.sumsIn, w.countIn), 2);
  const words = w.side.map((side, i) => packCells(side, w.level[i]!, w.qty[i]!));
  foldChecked(
    s,
    w.active,
    w.foldStart,
    w.foldEnd,
    words.map((word, i) => orderCommitment(hasher, w.auctionId, word, w.inner[i]!)),
  );
  const padding = packCells(
    w.L.map(() => 1n),
    w.L.map(() => 0n),
    w.L.map(() => 0n),
  );
  words.forEach((word, i) => {
    demand(w.active[i] === 1n || word.every((x, j) => x === padding[j]), 4);
  });
  const lanes = w.L.flatMap((_, k) => laneSums(w, k));
  const batch = pack(lanes, 5, 50);
  const trading = w.qty.filter((qty) => qty.some((x) => x > 0n)).length;
  const sums = w.sumsIn.map((sum, i) => mod(sum + batch[i]!));
  return [state(w.saltOut, sums, mod(w.countIn + BigInt(trading)))];
}

/** Check 5: the seven sums of a period over the slots. Cells are the committed ones, hence well-formed. */
function laneSums(w: ReturnType<typeof clearCircuitInputs>, k: number): bigint[] {
  const L = w.L[k]!;
  const H = w.H[k]!;
  const sums = Array<bigint>(7).fill(0n);
  w.side.forEach((sides, i) => {
    const side = sides[k]!;
    const level = w.level[i]![k]!;
    const qty = w.qty[i]![k]!;
    demand(isBit(side) && inRange(level, 16) && inRange(qty, 24), 5);
    demand(qty === 0n || level <= L || level >= H, 5);
    const counted = level === L && side === w.rationed[k]!;
    const lanes = [
      side === 0n && level >= L ? qty : 0n,
      side === 1n && level <= L ? qty : 0n,
      side === 0n && level === L ? qty : 0n,
      side === 1n && level === L ? qty : 0n,
      level === H && L < H ? qty : 0n,
      counted ? least(qty, w.lambda[k]!) : 0n,
      counted && qty >= w.lambda[k]! ? 1n : 0n,
    ];
    lanes.forEach((x, j) => {
      sums[j]! += x;
    });
  });
  return sums;
}

export function closeStatement(s: Primitives, w: ReturnType<typeof closeCircuitInputs>): bigint[] {
  const parameters = parametersChecked(w);
  demand(w.state === hash(s.hasher, TAGS.CLR, [w.salt, ...w.sums, w.count, ...parameters]), 2);
  const lane = (i: number) => (w.sums[Math.floor(i / 5)]! >> BigInt(50 * (i % 5))) & ((1n << 50n) - 1n);
  const lanes = w.L.map((_, k) => Array.from({ length: 7 }, (_, j) => lane(7 * k + j)));
  const periods = lanes.map((sums, k) => periodChecked(w, k, sums));
  demand(
    pack(lanes.flat(), 5, 50).every((word, i) => word === w.sums[i]),
    5,
  );
  demand(inRange(w.count, 19), 3);
  // Above half of the field it stands for a number below 0.
  const minGroup = w.minGroup > R / 2n ? w.minGroup - R : w.minGroup;
  const enough = w.count >= minGroup ? 1n : 0n;
  demand(inRange(enough ? w.count - minGroup : minGroup - 1n - w.count, 19), 3);
  demand(isBit(w.hides), 3);
  const shown = (p: (typeof periods)[number]) => p.volume > 0n && (enough === 1n || w.hides === 0n);
  return [
    periods.reduce((bits, p, k) => bits + (shown(p) ? 1n << BigInt(k) : 0n), 0n),
    enough,
    enough * periods.reduce((sum, p) => sum + p.volume, 0n),
    ...periods.map((p) => (shown(p) ? p.level : 0n)),
    ...periods.map((p) => (shown(p) ? p.buy : 0n)),
    ...periods.map((p) => (shown(p) ? p.sell : 0n)),
  ];
}

/** Check 4: L and H balance and none further out does; the longer side is rationed by its least margin. */
function periodChecked(w: ReturnType<typeof closeCircuitInputs>, k: number, sums: readonly bigint[]) {
  const [demanded, supplied, buysAtL, sellsAtL, atH, M, C] = sums as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const L = w.L[k]!;
  const H = w.H[k]!;
  const lambda = w.lambda[k]!;
  const X = supplied - (demanded - buysAtL);
  const Y = demanded - (supplied - sellsAtL);
  demand(X >= 0n && Y >= 0n, 4);
  demand(L === 0n || Y > 0n, 4);
  demand(L === H || X === 0n, 4);
  demand(H === BigInt(MAX_LEVEL) || X + atH > 0n, 4);
  const buysLong = demanded > supplied;
  const sellsLong = supplied > demanded;
  demand(w.rationed[k] === (sellsLong ? 1n : 0n), 4);
  // M ≥ target > M − C: lambda is the least that reaches the target.
  if (buysLong) demand(M >= X && X > M - C, 4);
  else if (sellsLong) demand(M >= Y + 1n && Y + 1n > M - C, 4);
  else demand(lambda === 0n && M === 0n, 4);
  const level = (L + H) / 2n;
  return {
    volume: least(demanded, supplied),
    level,
    buy: buysLong && level === L ? lambda : MARGIN,
    sell: sellsLong ? lambda - 1n : MARGIN,
  };
}

export function maskSumStatement(s: Primitives, w: ReturnType<typeof maskSumCircuitInputs>): bigint[] {
  const { hasher } = s;
  const state = (salt: bigint, sums: readonly bigint[]) => hash(hasher, TAGS.MSUM, [salt, ...sums]);
  demand(isBit(w.first), 1);
  if (w.first === 1n)
    demand(
      [w.stateIn, ...w.sumsIn].every((x) => x === 0n),
      1,
    );
  else demand(w.stateIn === state(w.saltIn, w.sumsIn), 1);
  const energy = w.sumsIn.length - 2;
  const slots = w.k.map((key) => {
    const [tag] = squeeze(hasher, w.tagDomain, [key, w.groupId, 0n], 1);
    const [money, , count] = squeeze(hasher, w.lastDomain, [key, w.terms, 0n], 3);
    return { tag: tag!, masks: [...squeeze(hasher, w.maskDomain, [key, w.terms], energy), money!, count!] };
  });
  foldChecked(
    s,
    w.active,
    w.foldStart,
    w.foldEnd,
    slots.map((slot) => slot.tag),
  );
  const sums = w.sumsIn.map((sum, i) =>
    slots.reduce((total, { masks }, j) => (w.active[j] === 1n ? mod(total + masks[i]!) : total), sum),
  );
  demand(isBit(w.last), 5);
  const side = energy / 2;
  return [
    state(w.saltOut, sums),
    ...w.both.map((both, v) => mod(w.last * (both * sums[v]! + w.net[v]! * (sums[v]! - sums[side + v]!)))),
    ...w.both.map((both, v) => mod(w.last * both * sums[side + v]!)),
    mod(w.last * w.money * sums[energy]!),
    mod(w.last * w.count * sums[energy + 1]!),
  ];
}
