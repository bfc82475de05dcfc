/** Data access before node and auditor: what each kind is refused for, by both, for one reason. docs/protocol/disclosure.md. */
import fc from 'fast-check';
import { ASKS, BUILDS, consentIdOf, PLANS, secretOfConsent } from '../state/support/disclosure/bodies.js';
import { FEE, GENESIS, SIGNERS, START } from '../state/support/genesis.js';
import { TODAY } from '../state/support/registrations.js';
import { partySeed } from '../state/support/signers.js';
import {
  beginning,
  type ConsentChange,
  consentOf,
  key,
  type PurposeChange,
  purpose,
  purposeEnd,
  receipts,
  revoke,
} from './support/disclosureDrafts.js';
import { DisclosureWorld, disclosureLives } from './support/disclosureLives.js';
import { draft } from './support/draft.js';
import { Pair } from './support/play.js';
import type { Draft } from './support/seal.js';

/** A recipient, one that plans, and what is neither. */
const [X, Y, Z] = [ASKS, PLANS, BUILDS];
const NOBODY = BUILDS + 1;
const DAY = 86_400n;

const FIRST_CONSENT = consentOf(0);
const ID = consentIdOf({ genesis: GENESIS }, FIRST_CONSENT);
const begun = new Pair();
begun.play({
  time: START,
  txs: [
    ...beginning(),
    key(X, 11n),
    key(X, 12n),
    purpose(X, 0, { until: TODAY + 500 }),
    purpose(Y, 1, { panels: 1, until: TODAY + 10 }),
    draft('consent', FIRST_CONSENT),
    receipts(X, { to: 1_000n }),
  ],
});
const consent = (n: number, change: ConsentChange = {}, how: Partial<Draft> = {}) =>
  draft('consent', consentOf(n, change), how);

interface Around {
  /** In a block of its own, before. */
  readonly first?: readonly Draft[];
  /** After the first day. */
  readonly days?: number;
}
type Sent = Draft | readonly Draft[];
type Refused = readonly [name: string, code: string, sent: Sent, around?: Around];
type Taken = readonly [name: string, sent: Sent, around?: Around];

const listed = (sent: Sent): readonly Draft[] => ('tx' in sent ? [sent] : sent);

function play(txs: readonly Draft[], { first = [], days = 0 }: Around = {}) {
  const pair = new Pair(begun);
  if (first.length > 0) expect(pair.play({ time: START, txs: first })).toBeUndefined();
  const refused = pair.play({ time: START + BigInt(days) * DAY, txs });
  return { pair, refused };
}

/** The last of them is, and none before it. */
function areRefused(cases: readonly Refused[]): void {
  test.each(cases.map(([name, ...rest]) => [name, rest] as const))(
    'is refused by both: %s',
    (_name, [code, sent, around]) => {
      const txs = listed(sent);
      const expected = { code, transaction: txs.length - 1 };
      expect(play(txs, around).refused).toEqual({ node: expected, auditor: expected });
    },
  );
}

function areTaken(cases: readonly Taken[]): void {
  test.each(cases.map(([name, ...rest]) => [name, rest] as const))(
    'is taken by both: %s',
    (_name, [sent, around]) => {
      const { pair, refused } = play(listed(sent), around);
      expect(refused).toBeUndefined();
      pair.compare();
    },
  );
}

const ended = { first: [draft('endParty', { partyId: X })] };
const NO_PROOF = { staleProof: new Uint8Array(256) };
const byOther = { partySignedBy: partySeed(2) };

describe('a recipient’s key', () => {
  areRefused([
    ['of what is no recipient', 'PARTY_KIND_WRONG', key(Z, 13n)],
    ['of what is no recipient, and another’s', 'PARTY_KIND_WRONG', key(Z, 11n)],
    ['that another has', 'RECIPIENT_KEY_TAKEN', key(Y, 12n)],
    ['that another had', 'RECIPIENT_KEY_TAKEN', key(Y, 11n)],
    ['that it has', 'RECIPIENT_KEY_TAKEN', key(X, 12n)],
    ['that it had', 'RECIPIENT_KEY_TAKEN', key(X, 11n)],
    ['twice in a block', 'RECIPIENT_KEY_TAKEN', [key(X, 13n), key(Y, 13n)]],
    ['whose secret nobody knows', 'PROOF_INVALID', key(X, 13n, NO_PROOF)],
    ['that another signs for', 'SIGNATURE_INVALID', key(X, 13n, byOther)],
    ['of an ended party', 'PARTY_ENDED', key(X, 11n), ended],
    ['of nobody', 'PARTY_UNKNOWN', key(NOBODY, 13n)],
    ['of no role either', 'PARTY_UNKNOWN', key(6, 13n)],
    ['with a number once more', 'SEQUENCE_WRONG', key(X, 13n, { ownSequence: true })],
  ]);
  areTaken([
    ['of a role', key(0, 13n)],
    ['of a recipient among other things', key(Y, 13n)],
  ]);
});

describe('a purpose', () => {
  const next = (change: PurposeChange = {}, how: Partial<Draft> = {}) => purpose(Y, 2, change, how);
  areRefused([
    ['of what is no recipient', 'PARTY_KIND_WRONG', purpose(Z, 2)],
    ['of what is no recipient, and otherwise wrong', 'PARTY_KIND_WRONG', purpose(Z, 3, { until: 0 })],
    ['with panels, of what is no planner', 'PARTY_KIND_WRONG', purpose(X, 2, { panels: 1 })],
    ['of another’s number', 'PURPOSE_INVALID', purpose(Y, 1)],
    ['of a number that is not the next', 'PURPOSE_INVALID', purpose(Y, 3)],
    [
      'without the regulator',
      'SIGNATURE_INVALID',
      next({}, { signedBy: SIGNERS.dso, partySignedBy: partySeed(1) }),
    ],
    [
      'with panels, without the DSO',
      'SIGNATURE_INVALID',
      next({ panels: 1 }, { signedBy: SIGNERS.regulator, partySignedBy: partySeed(1) }),
    ],
    ['without the party', 'SIGNATURE_INVALID', next({}, byOther)],
    ['of an ended party', 'PARTY_ENDED', purpose(X, 7), ended],
    ['of nobody', 'PARTY_UNKNOWN', purpose(NOBODY, 2)],
    ['with a number of the regulator’s once more', 'SEQUENCE_WRONG', next({}, { ownSequence: true })],
  ]);
  const wrong: readonly PurposeChange[] = [
    { lawfulBasis: 0 },
    { lawfulBasis: 7 },
    { questions: 0 },
    { questions: 256 },
    { questions: 257 },
    { naming: 0 },
    { naming: 8 },
    { naming: 9 },
    { maxDays: 0 },
    { maxDays: 4_097 },
    { standing: 2 },
    { transferable: 2 },
    { panels: 2 },
    { retentionDays: 3_661 },
    { from: TODAY + 5, until: TODAY + 5 },
    { from: TODAY + 6, until: TODAY + 5 },
    { from: TODAY - 5, until: TODAY },
    { from: TODAY, until: TODAY + 1_462 },
    { from: TODAY + 20, until: TODAY + 1_482 },
  ];
  areRefused(wrong.map((change) => [JSON.stringify(change), 'PURPOSE_INVALID', next(change)]));
  areTaken([
    ...[
      { lawfulBasis: 6, questions: 128, naming: 4, maxDays: 4_096 },
      { questions: 1, naming: 1, maxDays: 1, standing: 0, transferable: 1, retentionDays: 3_660 },
      { retentionDays: 0, from: TODAY - 5, until: TODAY + 1 },
      { from: TODAY + 20, until: TODAY + 1_481 },
    ].map((change) => [JSON.stringify(change), next(change)] as const),
    ['of a role, with panels', purpose(0, 2, { panels: 1 })],
    ['with panels, of a planner, and of another after it', [next({ panels: 1 }), purpose(X, 3)]],
  ]);
});

describe('the end of a purpose', () => {
  areRefused([
    ['that is none', 'PURPOSE_UNKNOWN', purposeEnd(X, 2)],
    ['that is none, by a byParty that is none', 'PURPOSE_UNKNOWN', purposeEnd(X, 2, 2)],
    ['of another’s', 'PURPOSE_UNKNOWN', purposeEnd(Y, 0)],
    ['of another’s, by the regulator', 'PURPOSE_UNKNOWN', purposeEnd(Y, 0, 0)],
    ['by a byParty that is none', 'PURPOSE_INVALID', purposeEnd(X, 0, 2)],
    ['by a byParty that is none, of what has ended', 'PURPOSE_INVALID', purposeEnd(X, 0, 2), { days: 500 }],
    ['that has ended', 'PURPOSE_ENDED', [purposeEnd(X, 0), purposeEnd(X, 0)]],
    ['that the regulator has ended', 'PURPOSE_ENDED', [purposeEnd(X, 0, 0), purposeEnd(X, 0)]],
    ['that is over', 'PURPOSE_ENDED', purposeEnd(X, 0), { days: 500 }],
    ['by another', 'SIGNATURE_INVALID', purposeEnd(X, 0, 1, { partySignedBy: partySeed(1) })],
    ['by the party for the regulator', 'SIGNATURE_INVALID', purposeEnd(X, 0, 0, { signedBy: partySeed(0) })],
    ['by an ended party', 'PARTY_ENDED', purposeEnd(X, 0), ended],
  ]);
  areTaken([
    ['on its last day', purposeEnd(X, 0), { days: 499 }],
    ['by the regulator, of an ended party’s', purposeEnd(X, 0, 0), ended],
    ['before its first day', [purpose(X, 2, { from: TODAY + 9 }), purposeEnd(X, 2)]],
  ]);
});

describe('a consent', () => {
  const { holder, revoke: end, fee } = FIRST_CONSENT;
  const atOnce = (days: number, change: ConsentChange) =>
    consent(1, { from: TODAY, until: TODAY + days + 1, ...change });
  areRefused([
    ['that redeems', 'FEE_ONLY', consent(1, { fee: { redeemed: 1n } })],
    ['that redeems, for nothing', 'FEE_ONLY', consent(1, { purposeId: 9, fee: { redeemed: 1n } })],
    ['to no purpose', 'PURPOSE_UNKNOWN', consent(1, { purposeId: 2, until: TODAY })],
    ['to an ended purpose', 'PURPOSE_ENDED', [purposeEnd(X, 0), consent(1)]],
    ['to a purpose that is over', 'PURPOSE_ENDED', atOnce(500, {}), { days: 500 }],
    ['to a purpose of an ended party', 'PURPOSE_ENDED', consent(1), ended],
    ['to a purpose of a party that ends in its block', 'PURPOSE_ENDED', [...ended.first, consent(1)]],
    [
      'to a purpose that is over, out of its times',
      'PURPOSE_ENDED',
      consent(1, { until: TODAY }),
      { days: 500 },
    ],
    ['that ends as it begins', 'CONSENT_TIMES', consent(1, { from: TODAY + 3, until: TODAY + 3 })],
    ['that ends before it begins', 'CONSENT_TIMES', consent(1, { from: TODAY + 4, until: TODAY + 3 })],
    ['that ends today', 'CONSENT_TIMES', consent(1, { from: TODAY - 9, until: TODAY })],
    ['that ends after its purpose', 'CONSENT_TIMES', consent(1, { purposeId: 1, until: TODAY + 11 })],
    ['that ends in more than 400 days', 'CONSENT_TIMES', consent(1, { until: TODAY + 401 })],
    ['out of its times, of a known holder', 'CONSENT_TIMES', consent(1, { holder, until: TODAY })],
    ['of a known holder', 'CONSENT_EXISTS', consent(1, { holder })],
    ['of a known end', 'CONSENT_EXISTS', consent(1, { revoke: end })],
    [
      'of a holder whose consent was revoked',
      'CONSENT_EXISTS',
      consent(1, { holder }),
      { first: [revoke(ID, secretOfConsent(0))] },
    ],
    [
      'of a known holder, paid by a spent note',
      'CONSENT_EXISTS',
      consent(1, { holder, fee: { nf: fee.nf } }),
    ],
    ['twice in a block', 'CONSENT_EXISTS', [consent(1), consent(1)]],
    ['paid by a spent note', 'NULLIFIER_SPENT', consent(1, { fee: { nf: fee.nf } })],
    ['paid by a note of no root', 'NOTE_ROOT_UNKNOWN', consent(1, { fee: { noteRoot: 5n } })],
    ['paid into a known note', 'COMMITMENT_EXISTS', consent(1, { fee: { cm: fee.cm } })],
    ['paid in no money', 'ASSET_UNKNOWN', consent(1, { fee: { asset: 7n } })],
    [
      'with a reference of a payout',
      'VALUE_OUT_OF_RANGE',
      consent(1, { fee: { payoutReference: new Uint8Array(32).fill(1) } }),
    ],
    ['whose fee is not proven', 'PROOF_INVALID', consent(1, {}, NO_PROOF)],
  ]);
  areTaken([
    ['until its purpose ends', consent(1, { purposeId: 1, until: TODAY + 10 })],
    ['for 400 days, from long ago', consent(1, { from: 0, until: TODAY + 400 })],
    ['for its last day', atOnce(499, { from: TODAY + 499 }), { days: 499 }],
    ['under its end as holder, and the other way round', consent(1, { holder: end, revoke: holder })],
    ['before its purpose begins', [purpose(X, 2, { from: TODAY + 20 }), consent(1, { purposeId: 2 })]],
  ]);

  test('pays the flat fee to the DSO', () => {
    const balance = ({ books }: Pair) => books.money.get('dso') ?? 0n;
    const { pair } = play([consent(1), consent(2)]);
    expect(balance(pair) - balance(begun)).toBe(2n * FEE);
  });
});

describe('a consent’s end', () => {
  areRefused([
    ['of none', 'CONSENT_UNKNOWN', revoke(new Uint8Array(32), secretOfConsent(0))],
    [
      'of a consent in the next block',
      'CONSENT_UNKNOWN',
      revoke(consentIdOf({ genesis: GENESIS }, consentOf(1)), secretOfConsent(1)),
    ],
    ['once more', 'CONSENT_REVOKED', [revoke(ID, secretOfConsent(0)), revoke(ID, secretOfConsent(0))]],
    ['once more, by another secret', 'CONSENT_REVOKED', [revoke(ID, secretOfConsent(0)), revoke(ID, 1n)]],
    ['by another secret', 'SECRET_WRONG', revoke(ID, secretOfConsent(1))],
    ['by its own revoke', 'SECRET_WRONG', revoke(ID, FIRST_CONSENT.revoke)],
  ]);
  areTaken([
    [
      'in its block',
      [consent(1), revoke(consentIdOf({ genesis: GENESIS }, consentOf(1)), secretOfConsent(1))],
    ],
    [
      'after its time, its purpose’s and its party’s',
      revoke(ID, secretOfConsent(0)),
      { ...ended, days: 600 },
    ],
  ]);

  test('leaves fewer that are live', () => {
    const live = ({ books }: Pair) => books.purposes.map((each) => each.live);
    const other = consent(2, { purposeId: 1, until: TODAY + 9 });
    const { pair, refused } = play([consent(1), other, revoke(ID, secretOfConsent(0))]);
    expect(refused).toBeUndefined();
    expect([live(begun), live(pair)]).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });
});

describe('receipts', () => {
  const second = (change: Parameters<typeof receipts>[1] = {}, how: Partial<Draft> = {}) =>
    receipts(X, { index: 1, from: 1_000n, to: START, ...change }, how);
  areRefused([
    ['of a number that was', 'RECEIPTS_GAP', second({ index: 0 })],
    ['of a number that is not the next', 'RECEIPTS_GAP', second({ index: 2 })],
    ['of a first number that is not 0', 'RECEIPTS_GAP', receipts(Y, { index: 1 })],
    ['of a first time that is not 0', 'RECEIPTS_GAP', receipts(Y, { from: 1n })],
    ['with a gap', 'RECEIPTS_GAP', second({ from: 1_001n })],
    ['over what was', 'RECEIPTS_GAP', second({ from: 999n })],
    ['with a gap, of no time and none', 'RECEIPTS_GAP', second({ from: 1_001n, to: 1_001n, count: 0 })],
    ['of no time', 'VALUE_OUT_OF_RANGE', second({ to: 1_000n })],
    ['of a time that runs back', 'VALUE_OUT_OF_RANGE', second({ to: 999n })],
    ['of a time to come', 'VALUE_OUT_OF_RANGE', second({ to: START + 1n })],
    ['that are none', 'VALUE_OUT_OF_RANGE', second({ count: 0 })],
    ['twice', 'RECEIPTS_GAP', [second(), second()]],
    ['that another signs', 'SIGNATURE_INVALID', second({}, byOther)],
    ['of an ended party', 'PARTY_ENDED', second(), ended],
    ['of nobody', 'PARTY_UNKNOWN', receipts(NOBODY)],
    ['with a number once more', 'SEQUENCE_WRONG', second({}, { ownSequence: true })],
  ]);
  areTaken([
    ['up to now, of one', second({ count: 1 })],
    ['of two in a block', [second({ to: 2_000n }), receipts(X, { index: 2, from: 2_000n, to: 2_001n })]],
    ['of what is no recipient, and of a role', [receipts(Z), receipts(3)]],
  ]);
});

test('random lives: node and auditor take and refuse the same, for the same reasons', () => {
  fc.assert(
    fc.property(disclosureLives(40), (steps) => {
      new DisclosureWorld().live(steps);
    }),
    { numRuns: 2, seed: 7 },
  );
});
