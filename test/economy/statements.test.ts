import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';
import { compare, openAll } from './support/comparison.js';

let opened: Awaited<ReturnType<typeof openAll>>;
beforeAll(async () => {
  opened = await openAll();
}, COMPILE_TIMEOUT);

/** Another seed gives other witnesses; a failure names the seed that shows it again. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);

test.each(CIRCUITS)('%s: statement and circuit accept the same witnesses for the same signals', (name) => {
  const { accepted, refused } = compare(opened, name, FIRST, 3, 7);
  expect(accepted).toBeGreaterThan(2);
  // Of whatever there is, there is a note: nothing is asked of an issue but its commitment.
  if (name !== 'issue') expect(refused).toBeGreaterThan(2);
});
