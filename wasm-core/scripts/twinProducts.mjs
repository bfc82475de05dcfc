/** Sums of few products, and squares, of two elements at once: see twinColumns.mjs. */
import { COLUMNS, Count, countOf, head, inTurns, LAST, Statements, signature } from './twinColumns.mjs';
import { LIMBS, range, VECTOR } from './twinForm.mjs';

/**
 * A sum of products, row by row in a real loop, which V8 neither reorders nor spills. With one tag its second factors
 * are held in registers where they are few.
 */
export function rowsKernel(constants, field, { says, name, terms, tags }) {
  const count = countOf(terms.length);
  const entering = constants.list(range(LAST).map((i) => count.start(LIMBS + 1 + i)));
  const isHeld = tags.length === 1 && terms.length === 1;
  const makers = tags.map((tag) => new Statements(constants, tag));
  const factor = (tag, y, j) => (isHeld ? `${y}_${j}` : `v128.load(${y}${tag}, ${VECTOR * j})`);
  const row = (maker, isLast) =>
    terms.flatMap(([x, y], k) => {
      const name = `x${k}${isLast ? 'z' : ''}${maker.tag}`;
      const from = isLast ? `${x}${maker.tag}, ${VECTOR * LAST}` : `${x}${maker.tag} + ${VECTOR} * i`;
      const products = range(LIMBS).map((j) => maker.product(j, name, factor(maker.tag, y, j)));
      return [`const ${name} = v128.load(${from});`, ...products];
    });
  const held = isHeld
    ? range(LIMBS).map((j) => `const ${terms[0][1]}_${j} = v128.load(${terms[0][1]}, ${VECTOR * j});`)
    : [];
  const columns = range(LIMBS + 1);
  const fold = field.fold.map((limb) => constants.float(limb));
  const p = field.p.map((limb) => constants.float(limb));
  const names = [...new Set(terms.flat())];
  return `${signature(says, name, tags, names)}
  ${head(constants)}
  ${held.join(' ')}
  ${makers.map((maker) => columns.map((c) => `let ${maker.column(c)} = ${constants.bits(count.start(c))};`).join(' ')).join('\n  ')}
  for (let i: usize = 0; i < ${LAST}; i++) {
  ${inTurns(
    makers.map((maker) => [
      `let ${maker.column(LIMBS + 1)} = v128.load(CONSTANTS + ${entering} + ${VECTOR} * i);`,
      ...row(maker, false),
      `const t${maker.tag} = ${maker.limb(0)}; ${maker.carry(0)}`,
      ...fold.map((limb, j) => maker.product(1 + j, `t${maker.tag}`, limb)),
      columns.map((c) => `${maker.column(c)} = ${maker.column(c + 1)};`).join(' '),
    ]),
  )}
  }
  ${inTurns(
    makers.map((maker) => {
      const m = `m${maker.tag}`;
      return [
        ...row(maker, true),
        maker.quotient(0, field),
        ...p.map((limb, j) => maker.product(j, m, limb)),
        maker.carry(0),
        ...range(LIMBS).map((i) => maker.store(i, 1 + i, `out${maker.tag}`)),
      ];
    }),
  )}
}`;
}

/** A square, column by column: with 15 products instead of 25 the straight code is short enough for V8. */
export function squareKernel(constants, field, { says, name, tags }) {
  const count = new Count();
  const own = (c) => range(LIMBS).filter((i) => 2 * i <= c && c - i < LIMBS);
  const folded = (c) => range(LAST).filter((i) => c - 1 - i >= 0 && c - 1 - i < LIMBS);
  for (const c of range(COLUMNS - 1)) {
    for (const _ of [...own(c), ...folded(c)]) count.product(c);
    if (c >= LAST) count.product(c, c > LAST);
  }
  const fold = field.fold.map((limb) => constants.float(limb));
  const p = field.p.map((limb) => constants.float(limb));
  const lists = tags.map((tag) => {
    const maker = new Statements(constants, tag);
    const limb = (x, i) => `${x}_${i}${tag}`;
    return [
      range(COLUMNS)
        .map((c) => `let ${maker.column(c)} = ${constants.bits(count.start(c))};`)
        .join(' '),
      ...range(COLUMNS - 1).flatMap((c) => [
        ...(c < LIMBS
          ? [
              `const ${limb('a', c)} = v128.load(a${tag}, ${VECTOR * c}); const ${limb('d', c)} = f64x2.add(${limb('a', c)}, ${limb('a', c)});`,
            ]
          : []),
        ...own(c).map((i) => maker.product(c, limb(2 * i === c ? 'a' : 'd', i), limb('a', c - i))),
        ...folded(c).map((i) => maker.product(c, `t${i}${tag}`, fold[c - 1 - i])),
        ...(c > LAST ? [maker.product(c, `m${tag}`, p[c - LAST])] : []),
        ...(c < LAST ? [`const t${c}${tag} = ${maker.limb(c)}; ${maker.carry(c)}`] : []),
        ...(c === LAST ? [maker.quotient(c, field), maker.product(c, `m${tag}`, p[0]), maker.carry(c)] : []),
        ...(c > LAST ? [maker.store(c - LIMBS, c, `out${tag}`)] : []),
      ]),
      maker.store(LAST, COLUMNS - 1, `out${tag}`),
    ];
  });
  return `${signature(says, name, tags, ['a'])}
  ${head(constants)}
  ${inTurns(lists)}
}`;
}
