import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CompiledCircuit } from '@veilgrid/circuits';
import { compileSource } from '@veilgrid/circuits/scripts/compile';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { circuitSpec, mainSource } from '@veilgrid/circuits/scripts/spec';
import { circomFiles } from '../circuits/support/circomFiles.js';

/** A fault: the circuit, the file and the text in it that is replaced. */
export interface Fault {
  readonly circuit: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Compiles the full circuit from a copy of the sources in which the fault was planted. */
export async function compileMutant({ circuit, file, from, to }: Fault): Promise<CompiledCircuit> {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-oracle-'));
  try {
    for (const path of circomFiles()) {
      let text = readFileSync(join(packageRoot, path), 'utf8');
      if (path === file) {
        if (text.split(from).length !== 2) throw new Error(`${file} has not one "${from}"`);
        text = text.replace(from, to);
      }
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await compileSource({ main: mainSource(circuitSpec('full', circuit)), includeDirs: [folder] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
