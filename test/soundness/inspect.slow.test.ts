/** circom's own inspection of each circuit: it warns of nothing but what docs/security.md explains. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { circuitSpec } from '@veilgrid/circuits';
import { runChild } from '@veilgrid/circuits/scripts/child';
import { circomlibParent, packageRoot, scriptPath } from '@veilgrid/circuits/scripts/paths';
import { mainSource } from '@veilgrid/circuits/scripts/spec';
import { CIRCUITS } from '@veilgrid/protocol/kinds';

/** Template and signals that no constraint of the template uses. */
const EXPLAINED = [
  'Range: bits.out', // bits only bound the number
  'LessThan: n2b.out', // all but the sign
  'CompConstant: num2bits.out', // all but the carry
  'EscalarMulFix: segments[1].dbl', // of the last segment, where nothing follows
  'EscalarMulAny: segments[1].dbl',
  'SqueezeDomain: permutation.out[0]', // the capacity, which must stay inside
  'MaskSum: ends[0].out[1]', // the mask of a shortfall, which nobody sums
  'MaskSum: ends[1].out[1]',
  'Permutation: rounds.out', // elements of the last state that nobody reads
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'veilgrid-inspect-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(CIRCUITS)(
  '%s',
  async (name) => {
    const main = join(folder, `inspect-${name}.circom`);
    writeFileSync(main, mainSource(circuitSpec('small', name)));
    let output = '';
    const { exitCode } = await runChild(
      scriptPath('circom'),
      [main, '--inspect', '--O0', '-l', packageRoot, '-l', circomlibParent],
      (text) => {
        output += text;
      },
    );
    expect(exitCode).toBe(0);
    const warnings = [...output.matchAll(/^warning.*$/gm)].map(([line]) => line);
    expect(warnings.length).toBeGreaterThan(0);
    for (const warning of warnings) {
      const [, template, signal] =
        warning.match(/In template "(\w+)[^"]*":.* signals? (\S+) (?:contains|does not)/) ?? [];
      // Which elements are left depends on how many are read.
      const left = template === 'Permutation' ? signal?.replace(/\[\d+\]$/, '') : signal;
      expect(EXPLAINED).toContain(`${template}: ${left}`);
    }
  },
  600_000,
);
