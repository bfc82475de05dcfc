import { readFileSync } from 'node:fs';
import { readR1cs } from '@veilgrid/circuits/scripts/r1cs';
import { paramsOf } from '@veilgrid/protocol/params';
import { compileFormer, type FormerCircuit } from '../../bench/dist/formerCircuits.js';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';

// A gadget that changes would change what is compared with, and nobody would see it in the rows.
test.each<[FormerCircuit, number]>([
  ['settle', 22_225],
  ['masksum', 11_123],
])(
  'the former %s is what it was: %i constraints',
  async (name, constraints) => {
    const { r1cs } = await compileFormer(name, paramsOf('full'));
    expect(readR1cs(readFileSync(r1cs)).nConstraints).toBe(constraints);
  },
  COMPILE_TIMEOUT,
);
