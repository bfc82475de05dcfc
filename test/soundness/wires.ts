import { mod } from '@veilgrid/protocol/core/crypto/field';
import { derivative, inverse, type System, type Values } from './system.js';

/** How far a changed wire is followed: wires re-solved after it, choices for each, constraints open at once. */
export interface Effort {
  readonly repairs: number;
  readonly choices: number;
  readonly broken: number;
  /** Random values of each wire, besides the listed ones. */
  readonly random: number;
  /** Values of each wire that are followed by repairs; without repairs every value is decided at once. */
  readonly followed: number;
}

export interface WireMutation {
  readonly wires: number;
  readonly mutants: number;
  readonly killed: number;
  /** Names of wires whose change some re-solved witness survives, the public signals held. */
  readonly survivors: readonly string[];
}

/**
 * Overwrites private wires of a witness: by its neighbours, the edges of the field, its complement and
 * negative, shifts by powers of two where bits recombine, and random values. Constraints that break are
 * re-solved for another private wire where that is linear (or a product that must be zero), within `effort`.
 */
export function mutateWires(
  system: System,
  witness: readonly bigint[],
  values: Values,
  effort: Effort,
  random: () => bigint,
  wires: readonly number[],
): WireMutation {
  const search = new Search(system, witness, values, effort);
  const survivors: string[] = [];
  let mutants = 0;
  let killed = 0;
  for (const wire of wires) {
    const x = witness[wire]!;
    const others = new Set([x + 1n, 1n - x].map(mod));
    for (let i = 0; i < effort.random; i++) others.add(random());
    for (const value of [x - 1n, 0n, 1n, -1n, -x, ...search.shifts(wire)]) others.add(mod(value));
    others.delete(x);
    mutants += others.size;
    let survived = search.anyValue(wire);
    for (const value of [...others].slice(0, effort.followed)) survived ||= search.survives(wire, value);
    if (survived) survivors.push(system.name(wire));
    else killed += others.size;
  }
  return { wires: wires.length, mutants, killed, survivors };
}

interface State {
  readonly edits: ReadonlyMap<number, bigint>;
  /** A, B, C of the rows that an edit touches. */
  readonly sums: ReadonlyMap<number, readonly [bigint, bigint, bigint]>;
  readonly broken: ReadonlySet<number>;
}

const UNCHANGED: State = { edits: new Map(), sums: new Map(), broken: new Set() };

class Search {
  readonly #bits = new Set<number>();

  constructor(
    readonly system: System,
    readonly witness: readonly bigint[],
    readonly values: Values,
    readonly effort: Effort,
  ) {
    for (const row of system.rows) {
      const free = row.filter(({ wire }) => wire !== 0);
      if (free.length !== 1) continue;
      const one = row.find(({ wire }) => wire === 0) ?? { a: 0n, b: 0n, c: 0n };
      const { wire, a, b, c } = free[0]!;
      const holds = (x: bigint) => mod((one.a + a * x) * (one.b + b * x) - one.c - c * x) === 0n;
      if (holds(0n) && holds(1n) && a * b !== 0n) this.#bits.add(wire);
    }
  }

  /** x ± 2^i for a wire that stands beside bits: what another reading of the same bits would be. */
  shifts(wire: number): bigint[] {
    const x = this.witness[wire]!;
    const beside = this.system.occurrences[wire]!.some(
      ({ row }) => this.system.rows[row]!.filter((entry) => this.#bits.has(entry.wire)).length > 1,
    );
    return beside ? [4, 16, 19, 24, 30, 50].flatMap((i) => [x + 2n ** BigInt(i), x - 2n ** BigInt(i)]) : [];
  }

  /** Whether any other value of the wire alone satisfies all constraints: a row a·b·d² + g·d = 0 has one d. */
  anyValue(wire: number): boolean {
    let d = 0n;
    for (const { row, entry } of this.system.occurrences[wire]!) {
      const slope = derivative(this.values, row, entry);
      const curve = mod(entry.a * entry.b);
      if ((curve === 0n) !== (slope === 0n)) return false;
      if (curve === 0n) continue;
      if (d === 0n) d = mod(-slope * inverse(curve));
      if (mod(curve * d + slope) !== 0n) return false;
    }
    return true;
  }

  survives(wire: number, value: bigint): boolean {
    const state = this.#edit(UNCHANGED, wire, value);
    return state !== undefined && this.#repair(state, this.effort.repairs);
  }

  /** Mends the shortest broken row first: if it has nothing that can move, no other repair helps. */
  #repair(state: State, repairs: number): boolean {
    if (state.broken.size === 0) return true;
    if (repairs === 0) return false;
    const size = (row: number) => this.system.rows[row]!.length;
    const row = [...state.broken].reduce((x, y) => (size(y) < size(x) ? y : x));
    for (const [wire, value] of this.#candidates(state, row)) {
      const next = this.#edit(state, wire, value);
      if (next !== undefined && this.#repair(next, repairs - 1)) return true;
    }
    return false;
  }

  /** Private wires, not edited yet, that can mend a row, with the values that do; the least used first. */
  #candidates(state: State, row: number): [wire: number, value: bigint][] {
    const [A, B, C] = state.sums.get(row)!;
    const off = mod(A * B - C);
    const found: [number, bigint][] = [];
    for (const { wire, a, b, c } of this.system.rows[row]!) {
      if (found.length >= this.effort.choices) break;
      if (wire <= this.system.nPublic || state.edits.has(wire)) continue;
      const x = this.witness[wire]!;
      const slope = mod(a * B + b * A - c);
      const curve = a * b;
      if (this.#bits.has(wire)) {
        const d = 1n - 2n * x;
        if (mod(off + slope * d + curve) === 0n) found.push([wire, 1n - x]);
      } else if (curve === 0n) {
        if (slope !== 0n) found.push([wire, mod(x - off * inverse(slope))]);
      } else if (C === 0n && c === 0n) {
        found.push([wire, mod(x - A * inverse(mod(a)))], [wire, mod(x - B * inverse(mod(b)))]);
      }
    }
    return found;
  }

  /** The state with one more wire changed; undefined where that leaves more broken than can be mended. */
  #edit(state: State, wire: number, value: bigint): State | undefined {
    const delta = value - this.witness[wire]!;
    const sums = new Map(state.sums);
    const broken = new Set(state.broken);
    for (const { row, entry } of this.system.occurrences[wire]!) {
      const { a, b, c } = this.values;
      const [A, B, C] = sums.get(row) ?? [a[row]!, b[row]!, c[row]!];
      const next = [mod(A + entry.a * delta), mod(B + entry.b * delta), mod(C + entry.c * delta)] as const;
      sums.set(row, next);
      if (mod(next[0] * next[1] - next[2]) === 0n) broken.delete(row);
      else broken.add(row);
      if (broken.size > this.effort.broken) return undefined;
    }
    return { edits: new Map(state.edits).set(wire, value), sums, broken };
  }
}
