import { mod } from '@veilgrid/protocol/core/crypto/field';
import { derivative, inverse, type System, type Values } from './system.js';

type Sparse = Map<number, bigint>;

/**
 * Wires that a witness does not determine, all inputs held: the kernel of the Jacobian of the constraints with
 * respect to all other wires, outputs among them (the test of Picus, Pailoor et al. 2023, in its local form over
 * the field). A full-rank Jacobian says that no second witness lies on the same branch; a kernel names the
 * wires, outputs among them, that could move.
 */
export function undeterminedWires(system: System, values: Values): number[] {
  const rows = jacobian(system, values);
  const open = new Set<number>();
  for (let wire = 1; wire < system.nWires; wire++) if (!system.inputs.has(wire)) open.add(wire);
  peel(rows, open);
  const rest = rows.map((row) => new Map([...row].filter(([wire]) => open.has(wire))));
  return kernelSupport(
    rest.filter((row) => row.size > 0),
    open,
  );
}

function jacobian(system: System, values: Values): Sparse[] {
  return system.rows.map((entries, row) => {
    const derivatives: Sparse = new Map();
    for (const entry of entries) {
      if (entry.wire === 0 || system.inputs.has(entry.wire)) continue;
      const slope = derivative(values, row, entry);
      if (slope !== 0n) derivatives.set(entry.wire, slope);
    }
    return derivatives;
  });
}

/** Strikes out wires that stand alone in a constraint, again and again: most circuits compute forward. */
function peel(rows: readonly Sparse[], open: Set<number>): void {
  const left = rows.map((row) => row.size);
  const rowsOf = new Map<number, number[]>();
  rows.forEach((row, i) => {
    for (const wire of row.keys()) {
      const list = rowsOf.get(wire);
      if (list === undefined) rowsOf.set(wire, [i]);
      else list.push(i);
    }
  });
  const queue = rows.flatMap((row, i) => (row.size === 1 ? [i] : []));
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    const wire = [...rows[i]!.keys()].find((w) => open.has(w));
    if (wire === undefined) continue;
    open.delete(wire);
    for (const row of rowsOf.get(wire)!) if (--left[row]! === 1) queue.push(row);
  }
}

/** Wires that are not zero in every kernel vector: free ones, and those that hang on a free one. */
function kernelSupport(rows: readonly Sparse[], open: ReadonlySet<number>): number[] {
  const pivots = new Map<number, Sparse>();
  for (const row of rows) {
    reduce(row, pivots);
    const first = row.keys().next().value;
    if (first === undefined) continue;
    const scale = inverse(row.get(first)!);
    for (const [wire, value] of row) row.set(wire, mod(value * scale));
    pivots.set(first, row);
  }
  if (pivots.size === open.size) return [];
  // A pivot's row holds no pivot before it: from the last to the first, each is left with free wires alone.
  for (const [wire, row] of [...pivots].reverse()) {
    row.delete(wire);
    reduce(row, pivots);
    row.set(wire, 1n);
  }
  return [...open].filter((wire) => pivots.get(wire)?.size !== 1);
}

/** Takes all pivots out of the row; the iteration also visits what comes in on the way. */
function reduce(row: Sparse, pivots: ReadonlyMap<number, Sparse>): void {
  for (const wire of row.keys()) {
    const pivot = pivots.get(wire);
    if (pivot !== undefined) eliminate(row, wire, pivot);
  }
}

function eliminate(row: Sparse, wire: number, pivot: Sparse): void {
  const factor = row.get(wire)!;
  for (const [w, value] of pivot) {
    const rest = mod((row.get(w) ?? 0n) - factor * value);
    if (rest === 0n) row.delete(w);
    else row.set(w, rest);
  }
}
