import fc from 'fast-check';
import { lives, PartyWorld } from './support/partyWorld.js';

test('many random lives go as the text says, and every reason is met', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(lives(60), (steps) => {
      for (const seen of new PartyWorld().live(steps).tally.keys()) met.add(seen);
    }),
    { numRuns: 25, seed: 8 },
  );
  expect([...met].sort()).toEqual([
    'AMOUNT_ZERO',
    'BALANCE_TOO_LOW',
    'PARTY_ENDED',
    'PARTY_INVALID',
    'PARTY_KEY_TAKEN',
    'PARTY_UNKNOWN',
    'SIGNATURE_INVALID',
    'change',
    'end',
    'lost',
    'mint',
    'redeem',
    'register',
  ]);
});
