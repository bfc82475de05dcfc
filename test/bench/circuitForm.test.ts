import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadManifest } from '@veilgrid/circuits';
import { measureForm, writeCircomlibForm } from '../../bench/dist/circuitForm.js';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';

test(
  'circomlib’s form is the same statement, and measured by what its processes took',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'veilgrid-bench-'));
    try {
      const sources = join(folder, 'sources');
      writeCircomlibForm(sources);
      const form = await measureForm(sources, 'small', 'transfer', join(folder, 'out'));
      const { constraints, publicSignals } = loadManifest().circuits.small!.transfer!;
      expect(form).toMatchObject({ constraints, publicSignals });
      expect(form.calculatorBytes).toBeGreaterThan(1e6);
      for (const { cpuSeconds, peakMegabytes } of [form.compile, form.keys]) {
        expect(cpuSeconds).toBeGreaterThan(0);
        expect(peakMegabytes).toBeGreaterThan(10);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  COMPILE_TIMEOUT,
);
