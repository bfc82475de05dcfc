/** What a day of an answer proves: disclose. Checks are numbered as in the circuit's header. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import type { discloseCircuitInputs } from '@veilgrid/protocol/disclosure/disclose';
import { TAGS } from '@veilgrid/protocol/tags';
import { under } from './householdStatements.js';
import { demand, inRange, isBit, type Primitives, pack } from './statement.js';

type Inputs = ReturnType<typeof discloseCircuitInputs>;

const total = (values: readonly bigint[]) => values.reduce((sum, x) => sum + x, 0n);
const dot = (a: readonly bigint[], b: readonly bigint[]) => total(a.map((x, k) => x * b[k]!));
const isZero = (x: bigint) => mod(x) === 0n;
const bitOf = (bits: bigint, k: number) => (bits >> BigInt(k)) & 1n;
const pairs = (imports: readonly bigint[], exports: readonly bigint[]) =>
  pack(
    imports.map((x, k) => x + (exports[k]! << 30n)),
    4,
    60,
  );

export function discloseStatement(s: Primitives, w: Inputs): bigint[] {
  const { hasher } = s;
  ownReading(s, w);
  const state = (salt: bigint, sum: bigint, position: bigint) =>
    hash(hasher, TAGS.DISC, [salt, mod(sum), position]);
  demand(isZero((1n - w.first) * state(w.saltIn, w.sumIn, w.positionIn) - w.stateIn), 5);
  demand(isZero(w.first * w.sumIn) && isZero((1n - w.first) * (w.positionIn - w.position)), 5);
  const sum = w.sumIn + dot(w.weightImport, w.imp) + dot(w.weightExport, w.exp);
  demand(inRange(w.last * (sum - w.low), 170) && inRange(w.last * (w.high - sum), 170), 6);
  return [state(w.saltOut, sum, w.position), ...shownReadings(w)];
}

/** Checks 1 to 4: whose reading it is, or that whoever could be told it has made this. */
function ownReading(s: Primitives, w: Inputs): void {
  const { hasher, params } = s;
  demand(inRange(w.position, 32) && isBit(w.status), 1);
  const caps = [...w.capImport, ...w.capExport];
  demand(
    [...w.imp, ...w.exp].every((wh, i) => inRange(caps[i]! - wh, 24)),
    1,
  );
  demand(isBit(w.real), 4);
  if (w.real === 0n) {
    demand(hash(hasher, TAGS.DVK, [w.v]) === w.recipientKey, 4);
    return;
  }
  const where = mod(w.position + (w.day << 32n) + (w.status << 64n));
  const message = hash(hasher, TAGS.READ, [w.chainId, where, ...pairs(w.imp, w.exp)]);
  const totals = mod(total(w.imp) + (total(w.exp) << 32n));
  const salt = hash(hasher, TAGS.SALT, [w.sk, w.point, w.auctionId]);
  const reading = hash(hasher, TAGS.READC, [message, totals, w.point, hash(hasher, TAGS.SALT2, [salt])]);
  demand(under(s, w.readingRoot, reading, w.path, params.orderDepth), 2);
  demand(hash(hasher, TAGS.SUBJ, [w.sk, w.position, w.scope]) === w.subject, 3);
}

/** Check 7. */
function shownReadings(w: Inputs): bigint[] {
  const K = w.imp.length;
  demand(isZero(w.shown * (w.shown - 1n - w.position)), 7);
  demand(inRange(w.selectImport, K) && inRange(w.selectExport, K), 7);
  const selected = (bits: bigint, values: readonly bigint[]) => values.map((wh, k) => bitOf(bits, k) * wh);
  return pairs(selected(w.selectImport, w.imp), selected(w.selectExport, w.exp));
}
