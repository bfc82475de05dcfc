/** The search of combinations against trying every set of unknowns. */
import { Random } from '../support/random.js';
import { amountOf, type Block, type Cell, VIEWS } from './support/rows.js';
import { columnsOf, exposed } from './support/search.js';

const owner = (home: number) => ({ home: `${home}`, open: false, signed: false, corrected: false });

/** Few unknowns, each of one to twelve homes, which may be of several unknowns. */
function randomBlock(random: Random): {
  readonly block: Block;
  readonly unknowns: readonly (readonly Cell[])[];
} {
  const unknowns = Array.from({ length: random.int(1, 6) }, () => {
    const first = random.int(1, 20);
    return Array.from({ length: random.int(1, 12) }, (_, i) => amountOf(owner(first + i)));
  });
  const rows = Array.from({ length: random.int(1, 4) }, () => {
    const weights = unknowns.map(() => random.pick([0, 0, 1, 1, -1, 2]));
    return new Map(
      unknowns.flatMap((cells, i) => cells.map((cell) => [cell, [weights[i]!, 0] as const] as const)),
    );
  });
  return { block: rows, unknowns };
}

/** By rank: some combination is of these unknowns alone if without them the rank is lower. */
function isSeen({ block, unknowns }: ReturnType<typeof randomBlock>): boolean {
  const column = (cells: readonly Cell[]) => block.map((row) => row.get(cells[0]!)![0]);
  const whole = rank(unknowns.map(column));
  return Array.from({ length: 2 ** unknowns.length }, (_, bits) => bits).some((bits) => {
    const of = (wanted: number) => unknowns.filter((_, i) => ((bits >> i) & 1) === wanted);
    const homes = new Set(of(1).flatMap((cells) => cells.map((cell) => cell.owner.home)));
    return homes.size < 10 && rank(of(0).map(column)) < whole;
  });
}

function rank(vectors: readonly (readonly number[])[]): number {
  const [first, ...rest] = vectors.filter((vector) => vector.some((x) => x !== 0));
  if (!first) return 0;
  const at = first.findIndex((x) => x !== 0);
  return 1 + rank(rest.map((vector) => vector.map((x, i) => x * first[at]! - first[i]! * vector[at]!)));
}

test('finds one to nine homes where there are some, and nothing else', () => {
  const found = { some: 0, none: 0 };
  for (let seed = 1; seed <= 800; seed++) {
    const random = randomBlock(new Random(seed));
    const homes = exposed(columnsOf(random.block), VIEWS.anybody);
    expect({ seed, seen: homes !== undefined }).toEqual({ seed, seen: isSeen(random) });
    if (homes) expect(homes.size).toBeLessThan(10);
    homes ? found.some++ : found.none++;
  }
  expect(Math.min(found.some, found.none)).toBeGreaterThan(100);
});

test('numbers that would be rounded stop it', () => {
  const large = Array.from(
    { length: 9 },
    (_, i) => [amountOf(owner(i)), [3_000_017 ** (i % 2) * 7 + i, 0]] as const,
  );
  const cells = Array.from({ length: 12 }, (_, i) => [amountOf(owner(20 + i)), [5_000_011, 0]] as const);
  const block = [new Map([...large, ...cells]), new Map([...cells.map(([cell]) => [cell, [3, 0]] as const)])];
  expect(() => exposed(columnsOf(block), VIEWS.anybody)).toThrow('too large');
});
