/** What a link of an answer proves: disclose. Checks are numbered as in the circuit's header. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { TAGS } from '@veilgrid/protocol/tags';
import { under } from './householdStatements.js';
import { demand, inRange, isBit, type Primitives, pack } from './statement.js';

type Numbers =
  | ('chainId' | 'auctionId' | 'day' | 'status' | 'readingRoot' | 'recipientKey' | 'scope' | 'subject')
  | ('shown' | 'first' | 'last' | 'stateIn' | 'low' | 'high' | 'selectImport' | 'selectExport')
  | ('sk' | 'position' | 'point' | 'saltIn' | 'saltOut' | 'sumIn' | 'positionIn' | 'real' | 'v');
type Days = 'weightImport' | 'weightExport' | 'capImport' | 'capExport' | 'imp' | 'exp';
type DiscloseInputs = Readonly<Record<Numbers, bigint> & Record<Days, readonly bigint[]>> & {
  readonly path: MerklePath;
};

const sum = (values: readonly bigint[]) => values.reduce((total, x) => total + x, 0n);
const dot = (a: readonly bigint[], b: readonly bigint[]) => sum(a.map((x, k) => x * b[k]!));
const isZero = (x: bigint) => mod(x) === 0n;
const paired = (imp: readonly bigint[], exp: readonly bigint[]) =>
  pack(
    imp.map((wh, k) => mod(wh + (exp[k]! << 30n))),
    4,
    60,
  );

export function discloseStatement(s: Primitives, w: DiscloseInputs): bigint[] {
  const { hasher, params } = s;
  const K = w.imp.length;
  demand(inRange(w.position, 32) && isBit(w.status), 1);
  demand(
    w.imp.every((wh, k) => inRange(w.capImport[k]! - wh, 24) && inRange(w.capExport[k]! - w.exp[k]!, 24)),
    1,
  );
  demand(isBit(w.real), 4);
  if (w.real === 1n) {
    demand(under(s, w.readingRoot, readingOf(s, w), w.path, params.orderDepth), 2);
    demand(w.subject === hash(hasher, TAGS.SUBJ, [w.sk, w.position, w.scope]), 3);
  } else {
    demand(w.recipientKey === hash(hasher, TAGS.DVK, [w.v]), 4);
  }
  const stateOf = (salt: bigint, total: bigint, position: bigint) =>
    hash(hasher, TAGS.DISC, [salt, total, position]);
  demand(w.stateIn === mod((1n - w.first) * stateOf(w.saltIn, w.sumIn, w.positionIn)), 5);
  demand(isZero(w.first * w.sumIn) && isZero((1n - w.first) * (w.positionIn - w.position)), 5);
  const total = mod(w.sumIn + dot(w.weightImport, w.imp) + dot(w.weightExport, w.exp));
  demand(inRange(w.last * (total - w.low), 170) && inRange(w.last * (w.high - total), 170), 6);
  demand(isZero(w.shown * (w.shown - 1n - w.position)), 7);
  demand(inRange(w.selectImport, K) && inRange(w.selectExport, K), 7);
  const selected = (bits: bigint, values: readonly bigint[]) =>
    values.map((wh, k) => ((bits >> BigInt(k)) & 1n) * wh);
  return [
    stateOf(w.saltOut, total, w.position),
    ...paired(selected(w.selectImport, w.imp), selected(w.selectExport, w.exp)),
  ];
}

function readingOf({ hasher }: Primitives, w: DiscloseInputs): bigint {
  const where = mod(w.position + (w.day << 32n) + (w.status << 64n));
  const message = hash(hasher, TAGS.READ, [w.chainId, where, ...paired(w.imp, w.exp)]);
  const totals = mod(sum(w.imp) + (sum(w.exp) << 32n));
  const salt2 = hash(hasher, TAGS.SALT2, [hash(hasher, TAGS.SALT, [w.sk, w.point, w.auctionId])]);
  return hash(hasher, TAGS.READC, [message, totals, w.point, salt2]);
}
