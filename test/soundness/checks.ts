import { readFileSync } from 'node:fs';
import { type Inputs, type InputValue, witnessCalculator } from '../circuits/support/witness.js';
import type { Instrumented, Subject, Template, Templates } from './instrument.js';

/** Templates whose use is one check at the place of use; what is inside them is tested on their own. */
const PRIMITIVE = new Set(['Bit', 'Range', 'Positive', 'SignedParts']);

/** The places of a check in the loops around it: one number a loop, the outermost first. */
export type Instance = readonly number[];

/** Checks by label, "Circuit: statement > statement of the template it uses", with instances of each. */
export type Instances = ReadonlyMap<string, readonly Instance[]>;

/** An instrumented circuit: its checks, and which of them a witness violates. */
export interface Checks {
  readonly all: Instances;
  /** @param hints values that a cheating prover gives to hints of the subject's own template */
  violated(template: string, inputs: Inputs, hints?: Readonly<Record<string, bigint>>): Instances;
}

const ANONYMOUS = /^([A-Za-z]\w*)_(\d+)_\d+$/;

/** The statement of a line as it stands in the circuit, before it was instrumented. */
function statement(template: Template, line: number): string {
  const text = template.text.split('\n')[line - template.line]!;
  return text
    .replace(/Residual\(\)\(\((.*)\) - \((.*)\)\);/, '$1 === $2;')
    .replace(/\/\/.*/, '')
    .replace(/^\s*(signal )?|;\s*$/g, '');
}

/** The component's template, and the statement that names it. */
function child(templates: Templates, parent: Template, component: string): [Template | undefined, string] {
  const anonymous = component.match(ANONYMOUS);
  if (anonymous !== null) {
    return [templates.get(anonymous[1]!), statement(parent, Number(anonymous[2]))];
  }
  const declared = parent.text.match(new RegExp(`\\b${component}(?:\\[[^=]*\\])? = (\\w+)\\(`));
  return [templates.get(declared?.[1] ?? ''), component];
}

interface Residual {
  readonly wire: number;
  readonly label: string;
  readonly instance: Instance;
}

/** The check that a residual belongs to, by the path of components ("cell[1][3]") to it. */
function residualAt(templates: Templates, root: string, path: readonly string[], wire: number): Residual {
  let template = templates.get(root)!;
  const statements: string[] = [];
  const instance: number[] = [];
  for (const component of path) {
    const [next, text] = child(templates, template, component.replace(/\[.*/, ''));
    statements.push(text);
    for (const [, index] of component.matchAll(/\[(\d+)\]/g)) instance.push(Number(index));
    if (next === undefined || !next.own || PRIMITIVE.has(next.name)) break;
    template = next;
  }
  return { wire, label: `${root.replace(/^Forced/, '')}: ${statements.join(' > ')}`, instance };
}

function byLabel(residuals: readonly Residual[]): Instances {
  const found = new Map<string, Instance[]>();
  for (const { label, instance } of residuals) found.set(label, [...(found.get(label) ?? []), instance]);
  return found;
}

/** Opens compiled subjects; labels start with the subject's template. */
export async function openChecks(
  { compiled, templates, hints }: Instrumented,
  subjects: readonly Subject[],
): Promise<Checks> {
  const calculate = await witnessCalculator(readFileSync(compiled.wasm));
  const residuals: Residual[] = [];
  for (const line of readFileSync(compiled.sym, 'utf8').split('\n')) {
    const [, wire, , name] = line.split(',');
    if (name === undefined || !/\.Residual_[^.]*\.square$/.test(name)) continue;
    const [, subject, ...path] = name.split('.').slice(0, -1);
    residuals.push(residualAt(templates, `Forced${subject}`, path, Number(wire)));
  }
  return {
    all: byLabel(residuals),
    violated(template, inputs, forced = {}) {
      const given: Record<string, InputValue> = {};
      for (const subject of subjects) {
        const about = subject.template === template;
        const known = hints.get(subject.template)!;
        const values = {
          ...(about ? inputs : subject.inputs),
          ...(known.length === 0 ? {} : forcing(known, about ? forced : {})),
        };
        for (const [name, value] of Object.entries(values)) given[`${subject.template}_${name}`] = value;
      }
      const squares = calculate(
        given,
        residuals.map(({ wire }) => wire),
      );
      return byLabel(residuals.filter((_, i) => squares[i] !== 0n));
    },
  };
}

function forcing(hints: readonly string[], values: Readonly<Record<string, bigint>>): Inputs {
  for (const name of Object.keys(values)) if (!hints.includes(name)) throw new Error(`no hint ${name}`);
  return {
    forcing: hints.map((hint) => (hint in values ? 1n : 0n)),
    forced: hints.map((hint) => values[hint] ?? 0n),
  };
}
