import { KINDS } from '@veilgrid/protocol/kinds';
import { campaign } from './support/campaign.js';

/** Another seed gives other sequences; a failure names the seed that shows it again. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);

test('100 random sequences: coded refusals only, which change nothing; money conserved; replay the same', () => {
  const { kinds, codes } = campaign(FIRST, 100);
  // They are not all refused at the door: every kind got in, and many checks turned some away.
  // No module of these packages makes an asset to exchange: test/state/core/assetWorlds.test.ts has one.
  const possible = Object.keys(KINDS).filter((kind) => kind !== 'exchange');
  expect([...kinds].sort()).toEqual(possible.sort());
  expect(codes.size).toBeGreaterThan(35);
});
