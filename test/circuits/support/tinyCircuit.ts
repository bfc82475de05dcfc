import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A circuit of one multiplication and a range check: large enough to have every section of a key. */
const TINY = `pragma circom 2.2.0;
include "circomlib/circuits/bitify.circom";
template Tiny() {
  signal input a;
  signal input b;
  signal output product;
  component bits = Num2Bits(8);
  bits.in <== b;
  product <== a * b;
}
`;

/** A folder with the tiny circuit, and a cache of its own; `remove` takes both away. */
export function tinyCircuit() {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-test-'));
  const before = process.env.VEILGRID_CACHE;
  process.env.VEILGRID_CACHE = join(folder, 'cache');
  const source = {
    main: 'pragma circom 2.2.0;\ninclude "tiny.circom";\ncomponent main {public [a]} = Tiny();\n',
    includeDirs: [folder],
  };
  const write = (text: string) => writeFileSync(join(folder, 'tiny.circom'), text);
  write(TINY);
  return {
    folder,
    source,
    /** Rewrites the included file. */
    edit: (change: (text: string) => string) => write(change(TINY)),
    remove: () => {
      if (before === undefined) delete process.env.VEILGRID_CACHE;
      else process.env.VEILGRID_CACHE = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
