import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';
import { compare, openAll } from './support/comparison.js';

let opened: Awaited<ReturnType<typeof openAll>>;
beforeAll(async () => {
  opened = await openAll();
}, COMPILE_TIMEOUT);

test.each(CIRCUITS)(
  '%s: 40 witnesses and 800 changes of them',
  (name) => {
    const { accepted, refused } = compare(opened, name, 1_000_000, 40, 20);
    expect(accepted + refused).toBe(840);
  },
  1_200_000,
);
