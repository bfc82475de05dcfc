import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { type Circuit, openTemplate } from './r1cs.js';

/**
 * A template of circuits/lib as a cheating prover runs it: each of its hints (`<--`) takes its value from
 * the input `forced`, and all that follows from the hints is computed from these. `forced` stands in no
 * constraint, so what this circuit accepts, the real one accepts.
 * @param call the template with its arguments, "Positive(4)"
 */
export async function openForced(file: string, call: string): Promise<{ circuit: Circuit; hints: number }> {
  const source = readFileSync(join(packageRoot, 'lib', file), 'utf8');
  const template = call.slice(0, call.indexOf('('));
  const [text] = source.match(new RegExp(`template ${template}\\([^]*?\\n}\\n`)) ?? [];
  if (text === undefined) throw new Error(`no template ${template} in ${file}`);
  let hints = 0;
  const forced = text
    .replace(/<-- [^;]+;/g, () => `<-- forced[${hints++}];`)
    .replace('template ', 'template Forced')
    .replace('{\n', () => `{\n    signal input forced[${hints}];\n`);
  const main = `include "lib/${file}";\n${forced}component main = Forced${call};`;
  return { circuit: await openTemplate(main), hints };
}
