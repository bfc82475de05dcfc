import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';
import { compare, openAll } from './support/comparison.js';

let opened: Awaited<ReturnType<typeof openAll>>;
beforeAll(async () => {
  opened = await openAll();
}, COMPILE_TIMEOUT);

test.each(CIRCUITS)(
  '%s: 20 witnesses and 400 changes of them',
  (name) => {
    const { accepted, refused } = compare(opened, name, 1_000_000, 20, 20);
    expect(accepted + refused).toBe(420);
    expect(accepted).toBeGreaterThanOrEqual(20);
    // Of whatever there is, there is a note: nothing is asked of an issue but its commitment.
    if (name !== 'issue') expect(refused).toBeGreaterThan(20);
  },
  1_200_000,
);
