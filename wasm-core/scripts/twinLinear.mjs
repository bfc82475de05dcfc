/** Sums and differences of two elements at once. */
import { BASE, LIMBS, range, VECTOR } from './twinForm.mjs';

const at = (pointer, i) => `v128.load(${pointer}, ${VECTOR * i})`;
const pointers = (names) => ['out', ...names].map((name) => `${name}: usize`).join(', ');

export function loose(name, says, operation) {
  return `/** out = ${says}, limb by limb. */
export function ${name}(${pointers(['a', 'b'])}): void {
  ${range(LIMBS)
    .map((i) => `v128.store(out, f64x2.${operation}(${at('a', i)}, ${at('b', i)}), ${VECTOR * i});`)
    .join('\n  ')}
}`;
}

/** Nine times a limb may have more than 53 bits: eight times it, whose carry goes first, is exact. */
export function ninefold(constants, field, name, says, operation) {
  const limb = (i) => `v128.load(a, ${VECTOR * i})`;
  const lines = range(LIMBS).flatMap((i) => {
    const eight = `f64x2.mul(${limb(i)}, ${constants.float(8)})`;
    const one = `f64x2.${operation}(${limb(i)}, ${at('b', i)})`;
    if (i === LIMBS - 1) return [`const n${i} = f64x2.add(f64x2.add(${eight}, c${i - 1}), ${one});`];
    return [
      `const c${i} = f64x2.nearest(f64x2.mul(${limb(i)}, ${constants.float(2 ** -48)}));`,
      `const e${i} = f64x2.add(f64x2.relaxed_nmadd(c${i}, ${constants.float(BASE)}, ${eight}), ${one});`,
      `const n${i} = ${i === 0 ? `e${i}` : `f64x2.add(e${i}, c${i - 1})`};`,
    ];
  });
  return near(constants, field, {
    name,
    says,
    names: ['a', 'b'],
    limbs: range(LIMBS).map((i) => `n${i}`),
    before: lines,
  });
}

/** Sums and differences of limbs: `value` has the one of the limbs that it is given. */
export function nearSum(constants, field, name, says, names, value) {
  const limbs = range(LIMBS).map((i) => value(...names.map((pointer) => at(pointer, i))));
  return near(constants, field, { name, says, names, limbs, before: [] });
}

/** Takes off the multiple of the modulus that the highest limb tells, then carries once, all limbs at a time. */
function near(constants, { p, modulus }, { name, says, names, limbs, before }) {
  const perModulus = constants.float(Number(BASE ** 4n) / Number(modulus));
  const [perBase, base] = [constants.float(2 ** -51), constants.float(BASE)];
  const last = LIMBS - 1;
  const rest = (i) => (i < last ? `f64x2.relaxed_nmadd(k${i}, ${base}, l${i})` : `l${i}`);
  return `/** out = ${says}, near. */
export function ${name}(${pointers(names)}): void {
  ${[
    ...before,
    `const top = ${limbs[last]};`,
    `const q = f64x2.nearest(f64x2.mul(top, ${perModulus}));`,
    ...limbs.map(
      (limb, i) =>
        `const l${i} = f64x2.relaxed_nmadd(q, ${constants.float(p[i])}, ${i < last ? limb : 'top'});`,
    ),
    ...range(last).map((i) => `const k${i} = f64x2.nearest(f64x2.mul(l${i}, ${perBase}));`),
    ...range(LIMBS).map(
      (i) => `v128.store(out, ${i > 0 ? `f64x2.add(${rest(i)}, k${i - 1})` : rest(i)}, ${VECTOR * i});`,
    ),
  ].join('\n  ')}
}`;
}
