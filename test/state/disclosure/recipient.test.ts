/** Keys of recipients: one party's, once. That its secret is known is proven: test/circuits/disclosure. */

import { recipientKeyOf } from '@veilgrid/node/state/disclosure/recipient';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { ROLES } from '@veilgrid/protocol/roles';
import { TAGS } from '@veilgrid/protocol/tags';
import { refuses, TestChain } from '../support/chain.js';
import { ASKS, BUILDS, PLANS, partiesChain, timeOf } from '../support/disclosure/bodies.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { FIRST, TODAY } from '../support/registrations.js';

const key = (chain: TestChain, partyId: number, recipientKey: bigint) => () =>
  chain.tx('recipientKey', { partyId, recipientKey });

function keyedChain(): TestChain {
  const chain = partiesChain(new TestChain());
  chain.submit(key(chain, ASKS, 101n)());
  chain.submit(key(chain, ASKS, 102n)());
  chain.submit(key(chain, PLANS, 201n)());
  return chain;
}

describe('a recipient key', () => {
  const chain = keyedChain();

  test('is the last that a party has shown', () => {
    expect([ASKS, PLANS, BUILDS].map((id) => recipientKeyOf(chain.store, id))).toEqual([
      102n,
      201n,
      undefined,
    ]);
  });

  test('may be of a role of genesis', () => {
    const own = keyedChain();
    own.submit(key(own, ROLES.dso, 301n)());
    expect(recipientKeyOf(own.store, ROLES.dso)).toBe(301n);
  });

  test('is proven as an answer of nobody about nothing, under the root that no tree has', () => {
    const [signals] = publicSignals(chain.ctx, chain.store, key(chain, ASKS, 103n)(), 55n);
    const state = hash(hasher, TAGS.DISC, [0n, 0n, 0n]);
    const zeros = (count: number) => Array<bigint>(count).fill(0n);
    expect(signals).toEqual([
      state,
      ...zeros(PARAMS.readingWords),
      55n,
      // chainId, auctionId, day, status, readingRoot
      ...zeros(5),
      103n,
      // scope, subject, shown
      ...zeros(3),
      // first, last
      1n,
      1n,
      // stateIn, low, high, both selections, weights and caps of both sides
      ...zeros(5 + 4 * PARAMS.K),
    ]);
  });

  refuses(
    () => chain,
    [
      ['of a party that is no recipient', key(chain, BUILDS, 103n), 'PARTY_KIND_WRONG', 'partyId'],
      ['of nobody', key(chain, FIRST + 9, 103n), 'PARTY_UNKNOWN', 'partyId'],
      ['of a role that there is not', key(chain, 9, 103n), 'PARTY_UNKNOWN', 'partyId'],
      ['of an ended party', key(chain, ASKS, 103n), 'PARTY_ENDED', 'partyId', timeOf(TODAY + 3_000)],
      ["another's", key(chain, ASKS, 201n), 'RECIPIENT_KEY_TAKEN', 'recipientKey'],
      ["another's old one", key(chain, PLANS, 101n), 'RECIPIENT_KEY_TAKEN', 'recipientKey'],
      ['that it has', key(chain, ASKS, 102n), 'RECIPIENT_KEY_TAKEN', 'recipientKey'],
      ['that it had', key(chain, ASKS, 101n), 'RECIPIENT_KEY_TAKEN', 'recipientKey'],
      ['taken, of no recipient', key(chain, BUILDS, 101n), 'PARTY_KIND_WRONG', 'partyId'],
    ],
  );
});
