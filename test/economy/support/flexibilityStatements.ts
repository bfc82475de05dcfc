/** What an offer of flexibility proves: offer, claim, deliver. Checks are numbered as in the circuits' headers. */
import { orderCommitment, SELL } from '@veilgrid/protocol/core/books/cells';
import { ephemeralScalar } from '@veilgrid/protocol/core/books/sealed';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { hash, squeeze } from '@veilgrid/protocol/core/crypto/hash';
import { noteCommitment, noteNullifier, ownerPkOf } from '@veilgrid/protocol/core/money/note';
import type { claimCircuitInputs } from '@veilgrid/protocol/flexibility/claim';
import type { deliverCircuitInputs } from '@veilgrid/protocol/flexibility/deliver';
import type { offerCircuitInputs } from '@veilgrid/protocol/flexibility/offer';
import { TAGS } from '@veilgrid/protocol/tags';
import { packCells, under } from './householdStatements.js';
import { demand, inRange, isBit, type Primitives, pack } from './statement.js';

type OfferInputs = ReturnType<typeof offerCircuitInputs>;
type ClaimInputs = ReturnType<typeof claimCircuitInputs>;
type DeliverInputs = ReturnType<typeof deliverCircuitInputs>;

const least = (x: bigint, y: bigint) => (x < y ? x : y);
const positive = (x: bigint) => (x > 0n ? x : 0n);
const bitOf = (bits: bigint, k: number) => (bits >> BigInt(k)) & 1n;
const sum = (values: readonly bigint[]) => values.reduce((total, x) => total + x, 0n);
const dot = (a: readonly bigint[], b: readonly bigint[]) => sum(a.map((x, k) => x * b[k]!));

/** Words of an offer: nothing but sells. */
function sellWords({ level, qty }: Pick<OfferInputs, 'level' | 'qty'>, check: number): bigint[] {
  demand(level.every((x) => inRange(x, 16)) && qty.every((x) => inRange(x, 24)), check);
  return packCells(Array<bigint>(level.length).fill(BigInt(SELL)), level, qty);
}

interface Inner {
  readonly payPk: bigint;
  readonly deposit: bigint;
  readonly salt: bigint;
}

function innerOf({ hasher }: Primitives, point: bigint, { payPk, deposit, salt }: Inner): bigint {
  return hash(hasher, TAGS.FINNER, [point, payPk, deposit, salt]);
}

export function offerStatement(s: Primitives, w: OfferInputs): bigint[] {
  const { hasher, params } = s;
  const ownerPk = ownerPkOf(hasher, w.sk);
  const caps = mod(w.capDown + (w.capUp << 32n));
  demand(inRange(w.capDown, 25) && inRange(w.capUp, 25), 1);
  const leaf = hash(hasher, TAGS.FLEX, [w.point, ownerPk, w.payPk, w.place, caps, w.blind]);
  demand(under(s, w.flexRoot, leaf, w.flexPath, params.pointDepth) && w.places.includes(w.place), 1);
  const cm = noteCommitment(hasher, { asset: w.asset, value: w.inValue, ownerPk, rho: w.inRho });
  const change = mod(w.inValue - w.deposit);
  demand(under(s, w.noteRoot, cm, w.inPath, params.noteDepth), 3);
  demand(inRange(w.deposit, 64) && inRange(change, 64), 3);
  offeredChecked(w);
  const total = sum(w.qty);
  demand(inRange(w.deposit - w.collateral * total, 64) && inRange(w.maxPay * total, 44), 5);
  const words = sellWords(w, 4);
  const inner = innerOf(s, w.point, w);
  demand(inRange(w.b, 246), 7);
  const e = ephemeralScalar(w.b);
  const ephemeral = s.mulBase(e);
  const shared = s.mul({ x: w.Px, y: w.Py }, e);
  const message = [...words, inner];
  const stream = squeeze(hasher, TAGS.ENC, [shared.x, shared.y, w.needId], message.length);
  return [
    noteNullifier(hasher, w.sk, cm),
    hash(hasher, TAGS.FOFFER, [w.sk, w.point, w.flexDay]),
    noteCommitment(hasher, { asset: w.asset, value: change, ownerPk, rho: w.changeRho }),
    orderCommitment(hasher, w.needId, words, inner),
    ephemeral.x,
    ephemeral.y,
    ...message.map((m, i) => mod(m + stream[i]!)),
  ];
}

/** Check 4: no half hour above the limit of its direction, none outside the window. */
function offeredChecked(w: OfferInputs): void {
  const K = w.qty.length;
  demand(inRange(w.window, K) && inRange(w.up, K), 4);
  demand(inRange(w.capDown - w.limDown, 25) && inRange(w.maxQty - w.limDown, 25), 4);
  demand(inRange(w.capUp - w.limUp, 25) && inRange(w.maxQty - w.limUp, 25), 4);
  w.qty.forEach((qty, k) => {
    const limit = bitOf(w.up, k) === 1n ? w.limUp : w.limDown;
    demand(inRange(qty, 24) && inRange(bitOf(w.window, k) * limit - qty, 25), 4);
  });
}

/** Checks 1 and 2 of claim and deliver: the offer is this point's and stands in the book; what it sold. */
function openedFills(s: Primitives, w: ClaimInputs | DeliverInputs): bigint[] {
  const { hasher } = s;
  const point = hash(hasher, TAGS.POINT, [
    w.position,
    w.meterAx,
    w.meterAy,
    w.dayImportCap,
    w.dayExportCap,
    hash(hasher, TAGS.KEYA, [w.kA]),
    hash(hasher, TAGS.KEYB, [w.kB]),
    w.open,
  ]);
  const c = orderCommitment(hasher, w.needId, sellWords(w, 1), innerOf(s, point, w));
  demand(under(s, w.offerRoot, c, w.offerPath, s.params.orderDepth), 1);
  demand(inRange(w.traded, w.qty.length), 2);
  return w.qty.map((qty, k) => {
    if (bitOf(w.traded, k) === 0n || w.level[k]! > w.p[k]!) return 0n;
    return w.level[k]! < w.p[k]! ? qty : least(qty, w.lambda[k]!);
  });
}

interface Figures {
  readonly pay: bigint;
  readonly charges: bigint;
  readonly unproven: bigint;
  readonly owed: bigint;
  readonly energy: readonly bigint[];
}

/** Checks 7 and 8, alike in both: payment, tags, words. */
function paid({ hasher, params }: Primitives, w: ClaimInputs | DeliverInputs, figures: Figures): bigint[] {
  const { pay, charges, unproven, owed, energy } = figures;
  demand([pay, charges, unproven].every((x) => inRange(x, 45)) && inRange(owed + (1n << 44n), 45), 7);
  const excess = positive(pay - w.deposit);
  demand(isBit(w.late) && inRange(pay > w.deposit ? excess : w.deposit - pay, 45), 8);
  const value = pay - w.late * excess;
  const rho = hash(hasher, TAGS.RHO, [w.salt, w.needId]);
  const mask = (tag: bigint, last: bigint, key: bigint) => {
    const [money, , many] = squeeze(hasher, last, [key, w.terms, 0n], 3);
    return [
      ...squeeze(hasher, tag, [key, w.terms], 2 * params.sideWords).slice(0, energy.length),
      money!,
      many!,
    ];
  };
  const maskA = mask(TAGS.MASKA, TAGS.LASTA, w.kA);
  const maskB = mask(TAGS.MASKB, TAGS.LASTB, w.kB);
  const words = [...energy, ...pack([pay, w.deposit, charges, unproven], 4, 63), owed + (1n << 44n)];
  return [
    noteCommitment(hasher, { asset: w.asset, value, ownerPk: w.payPk, rho }),
    w.late * value,
    squeeze(hasher, TAGS.TAGA, [w.kA, w.needId, 0n], 1)[0]!,
    squeeze(hasher, TAGS.TAGB, [w.kB, w.needId, 0n], 1)[0]!,
    ...words.map((word, i) => mod(word + maskA[i]! + maskB[i]!)),
  ];
}

export function claimStatement(s: Primitives, w: ClaimInputs): bigint[] {
  const fills = openedFills(s, w);
  const pay = w.deposit + w.share + dot(w.fixed, fills);
  return paid(s, w, { pay, charges: 0n, unproven: 0n, owed: 0n, energy: [] });
}

export function deliverStatement(s: Primitives, w: DeliverInputs): bigint[] {
  const K = w.qty.length;
  const fills = openedFills(s, w);
  demand(isBit(w.proven) && w.status.every(isBit), 3);
  if (w.proven === 1n) readingsChecked(s, w);
  demand(inRange(w.called, K) && inRange(w.up, K), 5);
  const counted = w.proven * w.status[0]! === 1n ? 0n : w.called;
  const y = fills.map((fill, k) => bitOf(counted, k) * fill);
  const x = belowBaseline(w).map((g, k) => (bitOf(w.up, k) === 1n ? -g : g));
  demand(
    x.every((wh) => wh >= -(1n << 27n) && wh < 1n << 27n),
    4,
  );
  const delivered = x.map((wh, k) => least(positive(wh), y[k]!));
  const net = x.map((wh, k) => delivered[k]! - least(positive(-wh), y[k]!));
  const missed = y.map((wh, k) => wh - net[k]!);
  const rebound = least(
    dot(w.rate, delivered),
    dot(
      w.rebound,
      x.map((wh) => positive(-wh)),
    ),
  );
  const charges = w.proven * (dot(w.pen, missed) + rebound);
  const unproven = (1n - w.proven) * sum(y.map((wh, k) => (w.rate[k]! + 2n * w.pen[k]!) * wh));
  const rated = dot(w.rate, net);
  demand(inRange(rated + (1n << 44n), 45), 7);
  const pay = w.deposit + dot(w.fixed, fills) + rated - charges - unproven;
  const energy = pack(
    net.map((wh) => wh + (1n << 24n)),
    6,
    42,
  );
  return paid(s, w, { pay, charges, unproven, owed: dot(w.comp, net), energy });
}

/** Check 3: the reading of the day, and of each listed day, is this position's and was settled. */
function readingsChecked(s: Primitives, w: DeliverInputs): void {
  const { hasher, params } = s;
  const weights = [1n, ...w.active];
  const roots = [w.auctionRoot, ...w.readRoots];
  [w.day, ...w.days].forEach((day, i) => {
    const where = mod(w.position + (day << 32n) + (w.status[i]! << 64n));
    const message = hash(hasher, TAGS.READ, [w.chainId, where, ...w.words[i]!]);
    const reading = hash(hasher, TAGS.READC, [message, w.totals[i]!, w.readPoint[i]!, w.salt2[i]!]);
    demand(weights[i] === 0n || under(s, roots[i]!, reading, w.readPath[i]!, params.orderDepth), 3);
  });
}

/** Check 4: the mean of the listed days, weighed, less the day's own net; rounded down. */
function belowBaseline(w: DeliverInputs): bigint[] {
  const value = (words: readonly bigint[], k: number, shift: number) =>
    (words[Math.floor(k / 4)]! >> BigInt(60 * (k % 4) + shift)) & ((1n << 30n) - 1n);
  const listed = w.words.slice(1).filter((_, i) => w.active[i] === 1n);
  const unit = 1024n * w.n;
  demand(unit > 0n, 4);
  return w.qty.map((_, k) => {
    if (w.proven === 0n) return 0n;
    const total = (shift: number) => sum(listed.map((words) => value(words, k, shift)));
    const own = value(w.words[0]!, k, 0) - value(w.words[0]!, k, 30);
    const above = w.refImport[k]! * total(0) - w.refExport[k]! * total(30) - unit * own;
    const rest = ((above % unit) + unit) % unit;
    return (above - rest) / unit;
  });
}
