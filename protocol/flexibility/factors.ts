/** How days compare to each other, by the verified sums of zones that nobody calls. docs/protocol/flexibility.md "Baseline". */
import { FACTOR_ONE, type Factors, LEAST_FACTOR, MOST_FACTOR } from './baseline.js';

/** A reference's half hour as its set shows it, Wh. */
export type ReferenceFigure =
  | { readonly imported: bigint; readonly exported: bigint }
  | { readonly net: bigint };

/** One reference's day. */
export interface ReferenceDay {
  readonly members: number;
  /** K */
  readonly figures: readonly ReferenceFigure[];
}

const UNIT = 20n;

/** What the references used a member, in 2^-20 Wh. */
function perMember(days: readonly ReferenceDay[], load: (day: ReferenceDay) => bigint): bigint {
  const members = days.reduce((sum, day) => sum + BigInt(day.members), 0n);
  return (days.reduce((sum, day) => sum + load(day), 0n) << UNIT) / members;
}

/** @param listed u of the listed days; @param own u of the day itself */
function factorOf(listed: readonly bigint[], own: bigint): number {
  const all = listed.reduce((sum, u) => sum + u, 0n);
  if (all === 0n) return FACTOR_ONE;
  const factor = (BigInt(FACTOR_ONE * listed.length) * own) / all;
  return Number(
    factor < BigInt(LEAST_FACTOR) ? LEAST_FACTOR : factor > BigInt(MOST_FACTOR) ? MOST_FACTOR : factor,
  );
}

/**
 * Where one reference shows the net alone on one of the days, sides are not known: imports go by the nets, if they are
 * above 0 on all of these days.
 * @param own each reference on the day itself
 * @param listed the same on each listed day
 */
export function referenceFactors(
  K: number,
  own: readonly ReferenceDay[],
  listed: readonly (readonly ReferenceDay[])[],
): Factors {
  const lines = Array.from({ length: K }, (_, k) => {
    const compare = (load: (figure: ReferenceFigure) => bigint) => {
      const u = (days: readonly ReferenceDay[]) => perMember(days, ({ figures }) => load(figures[k]!));
      return factorOf(listed.map(u), u(own));
    };
    const all = [own, ...listed];
    const netted = all.some((days) => days.some(({ figures }) => 'net' in figures[k]!));
    if (!netted) return { imports: compare(importOf), exports: compare(exportOf) };
    const positive = all.every(
      (days) => days.reduce((sum, { figures }) => sum + netOf(figures[k]!), 0n) > 0n,
    );
    return { imports: positive ? compare(netOf) : FACTOR_ONE, exports: FACTOR_ONE };
  });
  return { imports: lines.map(({ imports }) => imports), exports: lines.map((line) => line.exports) };
}

const importOf = (figure: ReferenceFigure) => ('net' in figure ? 0n : figure.imported);
const exportOf = (figure: ReferenceFigure) => ('net' in figure ? 0n : figure.exported);
const netOf = (figure: ReferenceFigure) => ('net' in figure ? figure.net : figure.imported - figure.exported);

/** The buyer is A: where its own silence keeps a day from counting, factors are those that favour who sells. */
export function sellersFactors(K: number, up: bigint): Factors {
  const bits = Array.from({ length: K }, (_, k) => ((up >> BigInt(k)) & 1n) === 1n);
  return {
    imports: bits.map((more) => (more ? LEAST_FACTOR : MOST_FACTOR)),
    exports: bits.map((more) => (more ? MOST_FACTOR : LEAST_FACTOR)),
  };
}
