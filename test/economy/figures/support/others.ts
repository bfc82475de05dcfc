/** Sums that share no unknown with settlements: charging sessions, capacity charges, a register's entries. */
import type { Random } from '../../support/random.js';
import { PERIODS } from './homes.js';
import { amountOf, type Cell, type Owner } from './rows.js';

/** By half hour, on each of its days, what flowed if something did. */
export interface Session {
  readonly days: readonly (readonly (Cell | undefined)[])[];
}

/** A month's statement of a household. */
export interface Capacity {
  readonly base: Cell;
  readonly owner: Owner;
  /** Above the minimum, so that the charge says something of it. */
  readonly above: boolean;
}

/** A device comes, in the cell of its technology and size. */
export interface Entry {
  readonly cell: number;
  readonly capacity: Cell;
  readonly technology: Cell;
  /** Its owner's first of this technology. */
  readonly counts: boolean;
}

export interface Others {
  readonly months: readonly (readonly Session[])[];
  readonly plans: readonly (readonly Capacity[])[];
  /** By quarter, in order. */
  readonly entries: readonly (readonly Entry[])[];
}

export function randomOthers(random: Random): Others {
  return {
    months: Array.from({ length: 2 }, (_, month) => randomMonth(random, month)),
    plans: Array.from({ length: 2 }, () => randomPlan(random)),
    entries: randomEntries(random),
  };
}

const ownerOf = (home: string, open = false): Owner => ({ home, open, signed: false, corrected: false });

function randomMonth(random: Random, month: number): Session[] {
  const often = random.pick([0.25, 0.4, 0.7]);
  return Array.from({ length: random.int(10, 60) }, (_, i) => {
    const owner = ownerOf(`session ${month}/${i}`);
    const day = () => PERIODS.map(() => (random.chance(often) ? amountOf(owner) : undefined));
    return { days: Array.from({ length: random.pick([1, 1, 2, 3]) }, day) };
  });
}

function randomPlan(random: Random): Capacity[] {
  const above = random.pick([0, 0.1, 0.3, 0.8, 0.95]);
  return Array.from({ length: random.int(8, 40) }, (_, i) => {
    const owner = ownerOf(`plan ${i}`, random.chance(0.05));
    return { base: amountOf(owner), owner, above: random.chance(above) };
  });
}

function randomEntries(random: Random): Entry[][] {
  const [owners, cells] = [random.int(8, 60), random.int(1, 4)];
  const seen = new Set<string>();
  let slots = 0;
  return Array.from({ length: 3 }, () =>
    Array.from({ length: random.int(0, 40) }, () => {
      const owner = ownerOf(`owner ${random.int(1, owners)}`);
      const cell = random.int(1, cells);
      const counts = !seen.has(`${owner.home} ${cell}`);
      seen.add(`${owner.home} ${cell}`);
      const slot = ownerOf(`slot ${slots++}`);
      return { cell, capacity: amountOf(owner), technology: amountOf(slot), counts };
    }),
  );
}
