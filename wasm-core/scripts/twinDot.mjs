/** Long sums of products with a table's elements, of four elements at once: see twinColumns.mjs. */
import { COLUMNS, countOf, head, inTurns, LAST, Statements } from './twinColumns.mjs';
import { LIMBS, range, TWIN, VECTOR } from './twinForm.mjs';

/**
 * The sum of n times two vectors, each times an element of a list, plus an addend, which is listed as integers. How many
 * there are is known at run time only: columns start from a table that has a row for each n.
 */
export function dotKernel(constants, field, { says, name, most }) {
  const tags = ['A', 'B'];
  const startsOf = (terms) => {
    const count = countOf(terms);
    return range(COLUMNS).map((c) => count.start(c));
  };
  const starts = constants.list(range(most + 1).flatMap(startsOf));
  const makers = tags.map((tag) => new Statements(constants, tag));
  const columns = range(LIMBS + 1);
  const fold = field.fold.map((limb) => constants.float(limb));
  const p = field.p.map((limb) => constants.float(limb));
  const rows = (at) =>
    makers
      .map(
        (maker, i) => `for (let k: usize = 0; k < n; k++) {
    const x = v128.load(a + ${tags.length * TWIN} * k + ${at}, ${TWIN * i});
    ${range(LIMBS)
      .map((j) =>
        maker.product(j, 'x', `v128.load64_splat(b + ${(VECTOR / 2) * LIMBS} * k, ${(VECTOR / 2) * j})`),
      )
      .join('\n    ')}
  }`,
      )
      .join('\n  ');
  const outs = ['out', `out + ${TWIN}`];
  const add = (maker, i) => {
    const column = maker.column(1 + i);
    return `${column} = i64x2.add(${column}, v128.load64_splat(addend, ${(VECTOR / 2) * i}));`;
  };
  return `/** ${says} */
export function ${name}(out: usize, a: usize, b: usize, n: usize, addend: usize): void {
  ${head(constants)}
  const starts = CONSTANTS + ${starts} + ${VECTOR * COLUMNS} * n;
  ${makers.map((maker) => columns.map((c) => `let ${maker.column(c)} = v128.load(starts, ${VECTOR * c});`).join(' ')).join('\n  ')}
  for (let i: usize = 0; i < ${LAST}; i++) {
  ${makers.map((maker) => `let ${maker.column(LIMBS + 1)} = v128.load(starts + ${VECTOR} * i, ${VECTOR * (LIMBS + 1)});`).join(' ')}
  ${rows(`${VECTOR} * i`)}
  ${inTurns(
    makers.map((maker) => [
      `const t${maker.tag} = ${maker.limb(0)}; ${maker.carry(0)}`,
      ...fold.map((limb, j) => maker.product(1 + j, `t${maker.tag}`, limb)),
      columns.map((c) => `${maker.column(c)} = ${maker.column(c + 1)};`).join(' '),
    ]),
  )}
  }
  ${rows(VECTOR * LAST)}
  ${inTurns(
    makers.map((maker, i) => [
      maker.quotient(0, field),
      ...p.map((limb, j) => maker.product(j, `m${maker.tag}`, limb)),
      maker.carry(0),
      ...range(LAST).flatMap((j) => [add(maker, j), maker.store(j, 1 + j, outs[i])]),
      add(maker, LAST),
      maker.storeWide(LIMBS, outs[i]),
    ]),
  )}
}`;
}
