import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CompiledCircuit } from '@veilgrid/circuits';
import { compileSource } from '@veilgrid/circuits/scripts/compile';
import { circomlibParent, packageRoot } from '@veilgrid/circuits/scripts/paths';
import { circomFiles } from '../circuits/support/circomFiles.js';
import type { Inputs, InputValue } from '../circuits/support/witness.js';

/**
 * The circuits with every check turned into a measured residual: `X === Y` becomes `Residual()(X - Y)`, which
 * demands nothing. One compilation then answers for each check what removing it would let through: a witness
 * whose only non-zero residual is that of one check is refused with the check and accepted without it.
 */
const RESIDUAL = `pragma circom 2.2.0;
template Residual() {
    signal input in;
    signal square <== in * in;
}
`;

/** circomlib's own checks; the others there (bits, inverses, slopes) hold for what its hints compute. */
const CIRCOMLIB_CHECKS: Readonly<Record<string, readonly string[]>> = {
  'aliascheck.circom': ['compConstant.out === 0;'],
  'babyjub.circom': ['a*x2 + y2 === 1 + d*x2*y2;'],
  'bitify.circom': ['lc1 === in;'],
};

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, ' '));
const CHECK = /^([ \t]*)([^;{}\n]+?) === ([^;\n]+);/gm;
const measured = (text: string) => text.replace(CHECK, '$1Residual()(($2) - ($3));');
/** Lines keep their numbers: circom names anonymous components by them. */
const including = (text: string) => text.replace(/^pragma.*$/m, '$& include "residual.circom";');

/** A template's text and where it starts in its file (lines from 1). */
export interface Template {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  /** Of circuits/, not of circomlib. */
  readonly own: boolean;
}

/** Templates by name, as they stand in the instrumented sources. */
export type Templates = ReadonlyMap<string, Template>;

function templatesIn(text: string, own: boolean): Template[] {
  return [...text.matchAll(/^template (\w+)\s*\([\s\S]*?\n}\n/gm)].map((match) => ({
    name: match[1]!,
    text: match[0],
    line: text.slice(0, match.index).split('\n').length,
    own,
  }));
}

export interface Sources {
  readonly folder: string;
  readonly templates: Templates;
  remove(): void;
}

/** Writes the instrumented sources, circomlib's among them, into a folder of their own. */
export function instrumentedSources(): Sources {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-soundness-'));
  const templates = new Map<string, Template>();
  const write = (path: string, text: string, own: boolean) => {
    writeFileSync(join(folder, path), text);
    for (const template of templatesIn(text, own)) templates.set(template.name, template);
  };
  writeFileSync(join(folder, 'residual.circom'), RESIDUAL);
  const library = 'circomlib/circuits';
  cpSync(join(circomlibParent, library), join(folder, library), { recursive: true });
  for (const [file, checks] of Object.entries(CIRCOMLIB_CHECKS)) {
    let text = readFileSync(join(circomlibParent, library, file), 'utf8');
    for (const check of checks) {
      if (!text.includes(check)) throw new Error(`${file} has no ${check}`);
      text = text.replace(check, measured(check));
    }
    write(join(library, file), including(text), false);
  }
  for (const path of circomFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const text = readFileSync(join(packageRoot, path), 'utf8');
    write(path, including(measured(withoutComments(text))), true);
  }
  return { folder, templates, remove: () => rmSync(folder, { recursive: true }) };
}

/** A template to be run by itself, with hints of the caller's choice. */
export interface Subject {
  readonly template: string;
  /** The file below circuits/ that declares it. */
  readonly file: string;
  readonly parameters: readonly number[];
  /** Valid inputs: they give the shapes, and the values where a witness is about another subject. */
  readonly inputs: Inputs;
}

/** A copy of a template that takes each of its hints from the input `forced` where `forcing` is 1. */
function forcedCopy({ name, text }: Template): { text: string; hints: readonly string[] } {
  const hints: string[] = [];
  const body = text.replace(/(\w+) <-- ([^;]+);/g, (_, hint: string, value: string) => {
    const i = hints.push(hint) - 1;
    return `${hint} <-- forcing[${i}] == 1 ? forced[${i}] : (${value});`;
  });
  const inputs = hints.length === 0 ? '' : ` signal input forcing[${hints.length}], forced[${hints.length}];`;
  const copy = body.replace(`template ${name}`, `template Forced${name}`).replace('{\n', `{${inputs}\n`);
  return { text: copy, hints };
}

const dimensions = (value: InputValue): string =>
  typeof value === 'bigint' ? '' : `[${value.length}]${dimensions(value[0]!)}`;

/** Subjects side by side in one main component. */
export interface Instrumented {
  readonly compiled: CompiledCircuit;
  /** Those of the sources, and the copies whose hints can be forced. */
  readonly templates: Templates;
  /** Hints by the subject's template. */
  readonly hints: ReadonlyMap<string, readonly string[]>;
}

/** The subjects' inputs carry their names: "Fold_start". */
export async function compileSubjects(sources: Sources, subjects: readonly Subject[]): Promise<Instrumented> {
  const hints = new Map<string, readonly string[]>();
  let copies = '';
  let body = '';
  for (const { template, parameters, inputs } of subjects) {
    const forced = forcedCopy(sources.templates.get(template)!);
    copies += `${forced.text}\n`;
    hints.set(template, forced.hints);
    body += `    component ${template} = Forced${template}(${parameters.join(', ')});\n`;
    const shapes = Object.entries(inputs).map(([name, value]) => [name, dimensions(value)]);
    const force = forced.hints.length === 0 ? [] : ['forcing', 'forced'];
    for (const [name, shape] of [...shapes, ...force.map((f) => [f, `[${forced.hints.length}]`])]) {
      body += `    signal input ${template}_${name}${shape};\n    ${template}.${name} <== ${template}_${name};\n`;
    }
  }
  const files = new Set(subjects.map(({ file }) => file));
  const main = `pragma circom 2.2.0;
${[...files].map((file) => `include "${file}";`).join('\n')}
${copies}
template Subjects() {
${body}}

component main = Subjects();
`;
  const templates = new Map(sources.templates);
  for (const template of templatesIn(main, true)) templates.set(template.name, template);
  return { compiled: await compileSource({ main, includeDirs: [sources.folder] }), templates, hints };
}
