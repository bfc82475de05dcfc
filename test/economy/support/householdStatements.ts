/** What a household proves: transfer, issue, order, settle. Checks are numbered as in the circuits' headers. */
import { type Cell, orderCommitment } from '@veilgrid/protocol/core/books/cells';
import { fillOf } from '@veilgrid/protocol/core/books/clearing';
import { ephemeralScalar } from '@veilgrid/protocol/core/books/sealed';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { hash, squeeze } from '@veilgrid/protocol/core/crypto/hash';
import { type MerklePath, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import {
  noteCommitment,
  noteNullifier,
  ownerPkOf,
  type transferCircuitInputs,
} from '@veilgrid/protocol/core/money/note';
import type { issueCircuitInputs } from '@veilgrid/protocol/core/money/slip';
import { bidNullifier, innerCommitment, type orderCircuitInputs } from '@veilgrid/protocol/market/order';
import { refundRho, type settleCircuitInputs, settleNullifier } from '@veilgrid/protocol/market/settlement';
import { TAGS } from '@veilgrid/protocol/tags';
import { demand, inRange, isBit, type Primitives, pack, signed } from './statement.js';

export const under = (s: Primitives, root: bigint, leaf: bigint, path: MerklePath, depth: number) =>
  path.length === depth && verifyPath(s.hasher, root, leaf, path);

export function transferStatement(s: Primitives, w: ReturnType<typeof transferCircuitInputs>): bigint[] {
  const { hasher, params } = s;
  const nf = w.inValue.map((value, i) => {
    const sk = w.sk[i]!;
    const ownerPk = ownerPkOf(hasher, sk);
    const cm = noteCommitment(hasher, { asset: w.asset, value, ownerPk, rho: w.inRho[i]! });
    demand(value === 0n || under(s, w.noteRoot, cm, w.inPath[i]!, params.noteDepth), 2);
    return noteNullifier(hasher, sk, cm);
  });
  demand(
    [...w.inValue, ...w.outValue, w.publicOut].every((x) => inRange(x, 64)),
    3,
  );
  demand(w.inValue[0]! + w.inValue[1]! === w.outValue[0]! + w.outValue[1]! + w.publicOut, 4);
  const cm = w.outValue.map((value, i) =>
    noteCommitment(hasher, { asset: w.asset, value, ownerPk: w.outOwnerPk[i]!, rho: w.outRho[i]! }),
  );
  return [...nf, ...cm];
}

export function issueStatement({ hasher }: Primitives, w: ReturnType<typeof issueCircuitInputs>): bigint[] {
  return [noteCommitment(hasher, w)];
}

/** Checked cells and their words. */
function cellsOf(
  w: { side: readonly bigint[]; level: readonly bigint[]; qty: readonly bigint[] },
  n: number,
) {
  const cells = w.side.map((side, k) => {
    const level = w.level[k]!;
    const qty = w.qty[k]!;
    demand(isBit(side) && inRange(level, 16) && inRange(qty, 24), n);
    return { side: Number(side), level: Number(level), qty: Number(qty) };
  });
  return { cells, words: packCells(w.side, w.level, w.qty) };
}

export function packCells(
  side: readonly bigint[],
  level: readonly bigint[],
  qty: readonly bigint[],
): bigint[] {
  return pack(
    side.map((x, k) => x + 2n * level[k]! + (qty[k]! << 20n)),
    5,
    50,
  );
}

export function orderStatement(s: Primitives, w: ReturnType<typeof orderCircuitInputs>): bigint[] {
  const { hasher, params } = s;
  const ownerPk = ownerPkOf(hasher, w.sk);
  const leaf = hash(hasher, TAGS.LEAF, [
    ownerPk,
    w.point,
    w.zoneTariff,
    w.importCap,
    w.exportCap,
    w.dayLimit,
  ]);
  demand(under(s, w.pointRoot, leaf, w.pointPath, params.pointDepth), 1);
  const cm = noteCommitment(hasher, { asset: w.asset, value: w.inValue, ownerPk, rho: w.inRho });
  const change = mod(w.inValue - w.deposit);
  demand(under(s, w.noteRoot, cm, w.inPath, params.noteDepth), 3);
  demand(inRange(w.deposit, 64) && inRange(change, 64), 3);
  const { cells, words } = cellsOf(w, 4);
  const required = cells.reduce((sum, { side, level, qty }) => {
    demand(inRange((side === 0 ? w.importCap : w.exportCap) - BigInt(qty), 24), 4);
    const price = w.floor + w.tick * BigInt(level);
    return sum + BigInt(qty) * (side === 0 ? price - w.minExport : w.collateral - price);
  }, w.dayLimit);
  demand(inRange(w.deposit - required, 64), 5);
  const inner = innerCommitment(hasher, { ownerPk, point: w.point, deposit: w.deposit, salt: w.salt });
  demand(inRange(w.b, 246), 7);
  const e = ephemeralScalar(w.b);
  const ephemeral = s.mulBase(e);
  const shared = s.mul({ x: w.Px, y: w.Py }, e);
  const message = [...words, inner];
  const stream = squeeze(hasher, TAGS.ENC, [shared.x, shared.y, w.auctionId], message.length);
  return [
    noteNullifier(hasher, w.sk, cm),
    bidNullifier(hasher, w.sk, w.point, w.auctionId),
    noteCommitment(hasher, { asset: w.asset, value: change, ownerPk, rho: w.changeRho }),
    orderCommitment(hasher, w.auctionId, words, inner),
    ephemeral.x,
    ephemeral.y,
    ...message.map((m, i) => mod(m + stream[i]!)),
  ];
}

type SettleInputs = ReturnType<typeof settleCircuitInputs>;

export function settleStatement(s: Primitives, w: SettleInputs): bigint[] {
  const { hasher, params } = s;
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
  const { cells, words } = cellsOf(w, 2);
  const inner = innerCommitment(hasher, {
    ownerPk: w.ownerPk,
    point,
    deposit: w.deposit,
    salt: w.salt,
  });
  const c = orderCommitment(hasher, w.auctionId, words, inner);
  demand(under(s, w.orderRoot, c, w.orderPath, params.orderDepth), 2);
  const message = readingChecked(s, w);
  const total = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);
  demand(inRange(w.dayImportCap - total(w.imp), 32) && inRange(w.dayExportCap - total(w.exp), 32), 4);
  const { trade, residual, network } = billChecked(w, cells);
  const left = signed(mod(w.deposit - (trade + residual + network + w.fixedPerDay)));
  const refund = left > 0n ? left : 0n;
  const shortfall = refund - left;
  demand(inRange(refund, 45) && inRange(shortfall, 45), 6);
  demand(inRange(network, 45) && inRange(w.deposit, 45), 7);
  const credit = refund - w.deposit;
  demand(isBit(w.late) && inRange(credit < 0n ? -credit : credit, 45), 8);
  const paid = w.late === 1n && credit > 0n ? w.deposit : refund;
  const [tagA, tagB] = [TAGS.TAGA, TAGS.TAGB].map(
    (tag, i) => squeeze(hasher, tag, [i === 0 ? w.kA : w.kB, w.groupId, 0n], 1)[0]!,
  );
  const lastA = squeeze(hasher, TAGS.LASTA, [w.kA, w.terms, 0n], 3);
  const lastB = squeeze(hasher, TAGS.LASTB, [w.kB, w.terms, 0n], 3);
  const energy = [...pack(w.imp, 6, 42), ...pack(w.exp, 6, 42)];
  const masks = [
    [...squeeze(hasher, TAGS.MASKA, [w.kA, w.terms], energy.length), lastA[0]!, lastA[2]!],
    [...squeeze(hasher, TAGS.MASKB, [w.kB, w.terms], energy.length), lastB[0]!, lastB[2]!],
  ];
  const lanes = [
    ...energy,
    ...pack([refund, network, shortfall, w.deposit], 4, 63),
    ...pack(filledWords(w), 13, 19),
  ];
  return [
    settleNullifier(hasher, w.salt, w.auctionId),
    w.late === 1n ? paid + (w.deposit << 45n) : 0n,
    hash(hasher, TAGS.READC, [
      message,
      total(w.imp) + (total(w.exp) << 32n),
      point,
      hash(hasher, TAGS.SALT2, [w.salt]),
    ]),
    noteCommitment(hasher, {
      asset: w.asset,
      value: paid,
      ownerPk: w.ownerPk,
      rho: refundRho(hasher, w.salt, w.auctionId),
    }),
    tagA!,
    tagB!,
    mod(shortfall + lastA[1]!),
    ...lanes.map((lane, i) => mod(lane + masks[0]![i]! + masks[1]![i]!)),
  ];
}

/** Check 9: which words the day fills, and whether it fills any of all; nothing where the DSO read it. */
function filledWords(w: SettleInputs): bigint[] {
  const K = w.imp.length;
  const every = (from: number, to: number, of: (k: number) => boolean) =>
    Array.from({ length: Math.min(to, K) - from }, (_, i) => from + i).every(of);
  const words = Array.from({ length: Math.ceil(K / 6) }, (_, v) => 6 * v);
  const idle = words.some((from) => every(from, from + 6, (k) => w.imp[k] === 0n && w.exp[k] === 0n));
  const filled = [
    ...words.map((from) => every(from, from + 6, (k) => w.exp[k] !== 0n)),
    ...words.filter((_, v) => v % 2 === 0).map((from) => every(from, from + 12, (k) => w.imp[k] !== 0n)),
    !idle,
  ];
  return filled.map((yes) => (yes && w.status === 0n ? 1n : 0n));
}

/** Check 3: M, signed by the key of its status. */
function readingChecked(s: Primitives, w: SettleInputs): bigint {
  demand(isBit(w.status) && [...w.imp, ...w.exp].every((x) => inRange(x, 24)), 3);
  const where = mod(w.position + (w.day << 32n) + (w.status << 64n));
  const pairs = w.imp.map((x, k) => x + (w.exp[k]! << 30n));
  const message = hash(s.hasher, TAGS.READ, [w.chainId, where, ...pack(pairs, 4, 60)]);
  const key = w.status === 0n ? { x: w.meterAx, y: w.meterAy } : { x: w.dsoX, y: w.dsoY };
  demand(s.verify(key, message, { r8: { x: w.R8x, y: w.R8y }, s: w.S }), 3);
  return message;
}

/** Check 5: the three parts of the day's cost that prices decide. */
function billChecked(w: SettleInputs, cells: readonly Cell[]) {
  let trade = 0n;
  let residual = 0n;
  let network = 0n;
  demand(inRange(w.traded, cells.length), 5);
  const least = (x: bigint, y: bigint) => (x < y ? x : y);
  cells.forEach((cell, k) => {
    const level = Number(w.p[k]!);
    const lambdaBuy = Number(w.lambdaBuy[k]!);
    const lambdaSell = Number(w.lambdaSell[k]!);
    const traded = ((w.traded >> BigInt(k)) & 1n) === 1n;
    const fill = BigInt(fillOf(cell, { level, lambdaBuy, lambdaSell, traded }));
    const [buy, sell] = cell.side === 0 ? [fill, 0n] : [0n, fill];
    const imported = w.imp[k]!;
    const exported = w.exp[k]!;
    const net = imported - exported - buy + sell;
    trade += (signed(w.floor) + w.tick * w.p[k]!) * (buy - sell);
    residual += net * signed(net > 0n ? w.importPrice[k]! : w.exportPrice[k]!);
    network += imported * w.network[k]! - w.discount[k]! * least(buy, imported);
    network += w.discount[k]! * (sell - least(sell, exported));
  });
  return { trade, residual, network };
}
