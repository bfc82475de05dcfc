/** Parties before node and auditor, with the signatures that they have: attacks of docs/protocol/core/parties.md. */
import { genesisHead } from '@veilgrid/client-sdk/verifier/chain';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { ROLES } from '@veilgrid/protocol/roles';
import { followBlock } from '@veilgrid/services/core/follower/followBlock';
import type { Watch } from '@veilgrid/services/core/follower/watch';
import fc from 'fast-check';
import { z } from 'zod';
import { GENESIS, SIGNERS, START } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { changeOf, changeTo, FIRST, registration } from '../state/support/registrations.js';
import { partySeed } from '../state/support/signers.js';
import { draft } from './support/draft.js';
import { TestNode } from './support/node.js';
import { lives, PartyWorld } from './support/partyWorld.js';
import { Pair } from './support/play.js';
import { type Draft, sealDraft } from './support/seal.js';

const [X, Y] = [FIRST, FIRST + 1];
const redeem = (account: number, value: bigint, how: Partial<Draft> = {}) =>
  draft('redeem', { account, value, payoutReference: new Uint8Array(32) }, how);

/** X with the first key and money, Y with the second. */
const begun = new Pair();
begun.play({
  time: START,
  txs: [
    draft('registerParty', registration(X, 0)),
    draft('registerParty', registration(Y, 1)),
    draft('mintAccount', { account: X, value: 1_000n }),
  ],
});
const due = (pair: Pair, signer: 'regulator' | number) => nextSequence(pair.node.store, signer);
const newKey = (pair: Pair, partyId: number, nth: number, how: Partial<Draft> = {}) =>
  draft('changeParty', changeTo(partyId, nth, due(pair, 'regulator')), how);

/** What comes before, in blocks of its own, and the attack: refused by both, for the reason that is named. */
const ATTACKS: readonly [
  string,
  (pair: Pair) => readonly Draft[],
  (pair: Pair) => readonly Draft[],
  string,
][] = [
  [
    'the old key, after a change',
    (pair) => [newKey(pair, X, 2)],
    () => [redeem(X, 1n, { partySignedBy: partySeed(0) })],
    'SIGNATURE_INVALID',
  ],
  [
    'the old key, in the block of the change',
    () => [],
    (pair) => [newKey(pair, X, 2), redeem(X, 1n, { partySignedBy: partySeed(0) })],
    'SIGNATURE_INVALID',
  ],
  [
    'the new key, before its change in the block',
    () => [],
    (pair) => [redeem(X, 1n, { partySignedBy: partySeed(2) }), newKey(pair, X, 2)],
    'SIGNATURE_INVALID',
  ],
  [
    "another's account",
    () => [],
    () => [redeem(X, 1n, { partySignedBy: partySeed(1) })],
    'SIGNATURE_INVALID',
  ],
  [
    "a party's account, by the issuer",
    () => [],
    () => [redeem(X, 1n, { partySignedBy: SIGNERS.issuer })],
    'SIGNATURE_INVALID',
  ],
  [
    "a role's account, by a party",
    () => [],
    () => [redeem(ROLES.dso, 1n, { signedBy: partySeed(0) })],
    'SIGNATURE_INVALID',
  ],
  [
    'a change for X signed by Y',
    () => [],
    () => [draft('changeParty', changeOf(X, 0), { partySignedBy: partySeed(1) })],
    'SIGNATURE_INVALID',
  ],
  [
    'signing after the end',
    () => [draft('endParty', { partyId: X })],
    () => [draft('changeParty', changeOf(X, 0))],
    'PARTY_ENDED',
  ],
  [
    'signing in the block of the end',
    () => [],
    () => [draft('endParty', { partyId: X }), draft('changeParty', changeOf(X, 0))],
    'PARTY_ENDED',
  ],
  [
    "an ended party's key again",
    () => [draft('endParty', { partyId: X })],
    () => [draft('registerParty', registration(FIRST + 2, 0))],
    'PARTY_KEY_TAKEN',
  ],
  [
    'a party under the key of another',
    () => [],
    () => [draft('registerParty', registration(FIRST + 2, 1))],
    'PARTY_KEY_TAKEN',
  ],
  [
    'two parties of one key in a block',
    () => [],
    () => [
      draft('registerParty', registration(FIRST + 2, 3)),
      draft('registerParty', registration(FIRST + 3, 3)),
    ],
    'PARTY_KEY_TAKEN',
  ],
  [
    'a sequence number once more',
    () => [redeem(X, 1n)],
    () => [redeem(X, 1n, { ownSequence: true })],
    'SEQUENCE_WRONG',
  ],
  [
    'a sequence number once more, under a new key',
    (pair) => [redeem(X, 1n), newKey(pair, X, 2)],
    () => [redeem(X, 1n, { ownSequence: true })],
    'SEQUENCE_WRONG',
  ],
  ['nobody', () => [], () => [redeem(FIRST + 2, 1n)], 'PARTY_UNKNOWN'],
];

test.each(ATTACKS)('is refused by node and auditor: %s', (_name, before, attack, code) => {
  const pair = new Pair(begun);
  const first = before(pair);
  if (first.length > 0) expect(pair.play({ time: START, txs: first })).toBeUndefined();
  const refused = pair.play({ time: START + 1n, txs: attack(pair) });
  expect([refused?.node.code, refused?.auditor.code]).toEqual([code, code]);
});

test('what signs a registration is the new key', () => {
  const pair = new Pair(begun);
  const [own, stranger] = [partySeed(2), partySeed(3)].map((partySignedBy) =>
    draft('registerParty', registration(FIRST + 2, 2), { partySignedBy }),
  ) as [Draft, Draft];
  expect(pair.play({ time: START, txs: [stranger] })?.node.code).toBe('SIGNATURE_INVALID');
  expect(new Pair(begun).play({ time: START, txs: [own] })).toBeUndefined();
});

test('the issuer signs for a lost key, and nobody in its place', () => {
  const lost = (pair: Pair) => draft('changeParty', changeTo(X, 2, due(pair, 'regulator'), { lost: 1 }));
  const pair = new Pair(begun);
  expect(pair.play({ time: START, txs: [lost(pair), redeem(X, 1_000n)] })).toBeUndefined();
  pair.compare();
  const other = new Pair(begun);
  // The party's signature, where the body names the issuer.
  const spoil = (bytes: Uint8Array) =>
    bytes.map((byte, i) => (i === bytes.length - 65 && byte === ROLES.issuer ? ROLES.party : byte));
  expect(other.play({ time: START, txs: [{ ...lost(other), spoil }] })?.node.code).toBe('SIGNATURE_MISSING');
});

test('a follower, which has no state, stops at what a party signs rather than believe it', async () => {
  const watch: Watch<bigint[]> = {
    open: () => [],
    stored: z.array(z.bigint()),
    observers: { redeem: (book, { value }) => void book.push(value) },
  };
  const node = new TestNode();
  const book: bigint[] = [];
  let head = genesisHead(GENESIS);
  const follow = async (...txs: Draft[]) => {
    const sealed = sealDraft(node, { time: START, txs });
    sealed.commit();
    head = await followBlock({ genesis: GENESIS, hasher }, watch, { head, book }, sealed);
  };
  const mint = (account: number) => draft('mintAccount', { account, value: 9n });
  await follow(draft('registerParty', registration(X, 0)), mint(X), mint(ROLES.dso), redeem(ROLES.dso, 4n));
  expect(book).toEqual([4n]);
  await expect(follow(redeem(X, 5n))).rejects.toThrow('SIGNATURE_INVALID');
});

test('random lives go as the text says, and no money is lost', () => {
  fc.assert(
    fc.property(lives(24), (steps) => {
      new PartyWorld().live(steps);
    }),
    { numRuns: 2, seed: 7 },
  );
});
