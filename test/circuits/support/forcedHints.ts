import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { type Circuit, openTemplate } from './r1cs.js';

/**
 * A template as a cheating prover runs it: each of its hints (`<--`) takes its value from the input `forced`,
 * and all that follows from the hints is computed from these. `forced` stands in no constraint, so what this
 * circuit accepts, the real one accepts.
 * @param call the template with its arguments, "Positive(4)"
 * @param slots where the hints' values stand in `forced`, as circom expressions in their scope, and its size;
 *   by default one a hint, in the order of the text
 */
export async function openForced(
  file: string,
  call: string,
  slots?: { at: readonly string[]; size: string },
): Promise<{ circuit: Circuit; hints: number }> {
  const source = readFileSync(join(packageRoot, file), 'utf8');
  const template = call.slice(0, call.indexOf('('));
  const [text] = source.match(new RegExp(`template ${template}\\([^]*?\\n}\\n`)) ?? [];
  if (text === undefined) throw new Error(`no template ${template} in ${file}`);
  let hints = 0;
  const hint = () => {
    const n = hints++;
    return `<-- forced[${slots?.at[n] ?? n}];`;
  };
  const forced = text
    .replace(/<-- [^;]+;/g, hint)
    .replace('template ', 'template Forced')
    .replace('{\n', () => `{\n    signal input forced[${slots?.size ?? hints}];\n`);
  const main = `include "${file}";\n${forced}component main = Forced${call};`;
  return { circuit: await openTemplate(main), hints };
}
