/** Consents: what they pay, when they are too early or too late, and that one secret ends one of them, once. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { balanceOf, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { isSpent, listNotes, noteCount } from '@veilgrid/node/state/core/money/notes';
import {
  consentCount,
  givenCount,
  listConsents,
  listConsentsTo,
  liveCount,
  requireConsent,
} from '@veilgrid/node/state/disclosure/consent';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { MONEY } from '@veilgrid/protocol/params';
import { type BodyOf, leaveNoteRoom, type Refusal, refuses, TestChain } from '../support/chain.js';
import { codeOf } from '../support/codeOf.js';
import {
  ASKS,
  consentBody,
  consentedChain,
  consentIdOf,
  FUNDS,
  feeBody,
  PLANS,
  partiesChain,
  purposeBody,
  secretOfConsent,
  timeOf,
} from '../support/disclosure/bodies.js';
import { FEE, START } from '../support/genesis.js';
import { TODAY } from '../support/registrations.js';

type Consent = BodyOf<'consent'>;

const recordOf = ({ fee: _, ...fields }: Consent, givenAt: bigint, revokedAt = 0n) => ({
  ...fields,
  givenAt,
  revokedAt,
});
const revocation = (chain: TestChain, consent: Consent, i: number) =>
  chain.tx('revokeConsent', { consentId: consentIdOf(chain, consent), secret: secretOfConsent(i) });

describe('a consent', () => {
  const chain = partiesChain(new TestChain());
  chain.send('registerPurpose', purposeBody());
  chain.send('registerPurpose', purposeBody({ purposeId: 1, partyId: PLANS }));
  const before = { notes: noteCount(chain.store), dso: balanceOf(chain.store, 'dso') };
  const bodies = [0, 1, 0].map((purposeId, i) => consentBody(i, { purposeId }));
  chain.submit(...bodies.slice(0, 2).map((body) => chain.tx('consent', body)));
  chain.at(START + 9n).send('consent', bodies[2]!);
  const times = [START, START, START + 9n];
  const listed = bodies.map((body, i) => ({
    consentId: bytesToHex(consentIdOf(chain, body)),
    ...recordOf(body, times[i]!),
  }));

  test("stands under its transaction's identity, in order, of all purposes and of one", () => {
    const { store } = chain;
    expect(chain.blocks.at(-1)!.vtxs[0]!.id).toBe(listed[2]!.consentId);
    for (const { consentId, ...record } of listed) {
      expect(requireConsent(store, consentId)).toEqual(record);
    }
    expect(consentCount(store)).toBe(3);
    expect(listConsents(store, 0, 9)).toEqual(listed);
    expect(listConsents(store, 1, 1)).toEqual([listed[1]]);
    expect([0, 1, 2].map((id) => givenCount(store, id))).toEqual([2, 1, 0]);
    expect(listConsentsTo(store, 0, 0, 9)).toEqual([listed[0], listed[2]]);
    expect(listConsentsTo(store, 0, 1, 9)).toEqual([listed[2]]);
    expect(listConsentsTo(store, 1, 0, 9)).toEqual([listed[1]]);
    expect(codeOf(() => requireConsent(store, '00'.repeat(32)))).toBe('CONSENT_UNKNOWN');
  });

  test('pays the flat fee to the DSO out of notes, and makes notes', () => {
    const { store } = chain;
    expect(balanceOf(store, 'dso') - before.dso).toBe(3n * FEE);
    const { minted, shielded } = getSupply(store);
    expect({ minted, shielded }).toEqual({ minted: FUNDS, shielded: FUNDS - 3n * FEE });
    const made = bodies.flatMap(({ fee: { cm, asset, memo1, memo2 } }) =>
      [memo1, memo2].map((memo, i) => ({ cm: cm[i]!, origin: 'transfer', asset, memo })),
    );
    expect(listNotes(store, before.notes, 9)).toMatchObject(made);
    for (const { fee } of bodies) expect(fee.nf.map((nf) => isSpent(store, nf))).toEqual([true, true]);
  });

  test('proves a transfer that the fee leaves', () => {
    const { fee } = bodies[0]!;
    const signals = publicSignals(chain.ctx, chain.store, chain.tx('consent', bodies[0]!), 55n);
    expect(signals).toEqual([[...fee.nf, ...fee.cm, 55n, fee.noteRoot, MONEY, FEE]]);
  });

  test('that is revoked stays, and is live no more', () => {
    const own = chain.fork().at(START + 20n);
    own.submit(revocation(own, bodies[0]!, 0));
    expect(requireConsent(own.store, listed[0]!.consentId)).toEqual(recordOf(bodies[0]!, START, START + 20n));
    expect([0, 1].map((id) => liveCount(own.store, id))).toEqual([1, 1]);
    expect([0, 1].map((id) => givenCount(own.store, id))).toEqual([2, 1]);
    expect(listConsentsTo(own.store, 0, 1, 9)).toEqual([listed[2]]);
    expect(getSupply(own.store)).toEqual(getSupply(chain.store));
  });
});

describe('a consent is refused', () => {
  const chain = consentedChain();
  chain.send('registerPurpose', purposeBody({ purposeId: 1, partyId: PLANS, until: TODAY + 60 }));
  chain.send('registerPurpose', purposeBody({ purposeId: 2 }));
  chain.send('endPurpose', { purposeId: 2, partyId: ASKS, byParty: 0 });
  const given = consentBody(0);
  const next = (change: Partial<Consent>) => () => chain.tx('consent', consentBody(1, change));
  const pays = (change: Partial<BodyOf<'transfer'>>) => next({ fee: feeBody(1, change) });
  const times = (name: string, field: string, change: Partial<Consent>): Refusal => [
    name,
    next(change),
    'CONSENT_TIMES',
    field,
  ];
  const { nf, cm } = feeBody(1);
  refuses(
    () => chain,
    [
      ['with more than the fee', pays({ redeemed: 1n }), 'FEE_ONLY', 'fee.redeemed'],
      ['to no purpose', next({ purposeId: 3 }), 'PURPOSE_UNKNOWN', 'purposeId'],
      ['to an ended purpose', next({ purposeId: 2 }), 'PURPOSE_ENDED', 'purposeId'],
      [
        'to one that came to its end',
        next({ purposeId: 1, from: TODAY + 60, until: TODAY + 61 }),
        'PURPOSE_ENDED',
        'purposeId',
        timeOf(TODAY + 60),
      ],
      times('with no day', 'from', { from: TODAY + 9, until: TODAY + 9 }),
      times('with an end before its beginning', 'from', { from: TODAY + 9, until: TODAY + 8 }),
      times('for days that are over', 'until', { from: TODAY - 9, until: TODAY }),
      times('beyond the purpose', 'until', { purposeId: 1, until: TODAY + 61 }),
      times('for more than 400 days', 'until', { until: TODAY + 401 }),
      ['that was given, by its holder', next({ holder: given.holder }), 'CONSENT_EXISTS', 'holder'],
      ['that was given, by its end', next({ revoke: given.revoke }), 'CONSENT_EXISTS', 'revoke'],
      ['with money that there is not', pays({ asset: 5n }), 'ASSET_UNKNOWN', 'fee.asset'],
      ['with notes of nowhere', pays({ noteRoot: 5n }), 'NOTE_ROOT_UNKNOWN', 'fee.noteRoot'],
      [
        'with a reference to pay out',
        pays({ payoutReference: new Uint8Array(32).fill(1) }),
        'VALUE_OUT_OF_RANGE',
        'fee.payoutReference',
      ],
      ['with a spent note', pays({ nf: [nf[0]!, given.fee.nf[1]!] }), 'NULLIFIER_SPENT', 'fee.nf.1'],
      ['with a note twice', pays({ nf: [nf[0]!, nf[0]!] }), 'NULLIFIER_SPENT', 'fee.nf.1'],
      [
        'with a note that is there',
        pays({ cm: [given.fee.cm[0]!, cm[1]!] }),
        'COMMITMENT_EXISTS',
        'fee.cm.0',
      ],
      ['with no note', pays({ cm: [cm[0]!, 0n] }), 'VALUE_OUT_OF_RANGE', 'fee.cm.1'],
      ['as it was given', () => chain.tx('consent', given), 'CONSENT_EXISTS', 'holder'],
      // What a household asked for in vain is said before what it would pay with.
      [
        'of the past, with a spent note',
        next({ from: 0, until: 5, fee: given.fee }),
        'CONSENT_TIMES',
        'until',
      ],
    ],
  );

  test('not on the last days that there are', () => {
    for (const change of [
      { until: TODAY + 400 },
      { from: TODAY - 9, until: TODAY + 1 },
      { from: TODAY + 399, until: TODAY + 400 },
      { purposeId: 1, until: TODAY + 60 },
    ]) {
      expect(chain.refusal(chain.verified(next(change)()))).toBeUndefined();
    }
    const late = chain.fork().at(timeOf(TODAY + 60) - 1n);
    late.send('consent', consentBody(2, { purposeId: 1, from: TODAY + 59, until: TODAY + 60 }));
  });

  test('when the party has ended, whose purposes end with it', () => {
    const own = chain.fork();
    own.send('endParty', { partyId: PLANS });
    const to = (purposeId: number) => own.refusal(own.verified(next({ purposeId })()))?.code;
    expect([0, 1].map(to)).toEqual([undefined, 'PURPOSE_ENDED']);
    own.at(timeOf(TODAY + 3_000));
    expect(to(0)).toBe('PURPOSE_ENDED');
  });

  test('when another has taken its holder in the same block', () => {
    const own = chain.fork();
    const [first, second] = [5, 6].map((i) => consentBody(i));
    const txs = [first!, { ...second!, holder: first!.holder }].map((body) => own.tx('consent', body));
    const { errors } = own.block(txs.map((tx) => own.verified(tx)));
    expect(errors.map((error) => error?.code)).toEqual([undefined, 'CONSENT_EXISTS']);
    expect(givenCount(own.store, 0)).toBe(2);
  });

  test('when the notes have no room', () => {
    const own = chain.fork();
    leaveNoteRoom(own, 1);
    const error = own.refusal(own.verified(own.tx('consent', consentBody(1))));
    expect(error?.code).toBe('NOTE_TREE_FULL');
  });

  test('when notes hold less than the fee, whatever a proof says', () => {
    const poor = partiesChain(new TestChain());
    poor.send('registerPurpose', purposeBody());
    const all = FUNDS - FEE;
    const { shielded } = getSupply(poor.store);
    expect(shielded).toBe(FUNDS);
    poor.send('transfer', feeBody(9, { redeemed: all, payoutReference: new Uint8Array(32).fill(1) }));
    const error = poor.refusal(poor.verified(poor.tx('consent', consentBody(1))));
    expect([error?.code, error?.data.field]).toEqual(['BALANCE_TOO_LOW', 'fee.redeemed']);
  });
});

describe('an end of a consent', () => {
  const chain = consentedChain();
  const consents = [0, 1, 2].map((i) => consentBody(i));
  chain.send('consent', consents[1]!);
  chain.send('consent', consents[2]!);
  chain.submit(revocation(chain, consents[2]!, 2));
  const [first, , revoked] = consents;
  refuses(
    () => chain,
    [
      ['of none', () => revocation(chain, consentBody(3), 3), 'CONSENT_UNKNOWN', 'consentId'],
      ['a second time', () => revocation(chain, revoked!, 2), 'CONSENT_REVOKED', 'consentId'],
      [
        'a second time, with any secret',
        () => revocation(chain, revoked!, 0),
        'CONSENT_REVOKED',
        'consentId',
      ],
      ["with another one's secret", () => revocation(chain, first!, 1), 'SECRET_WRONG', 'secret'],
      [
        'with what it shows',
        () => chain.tx('revokeConsent', { consentId: consentIdOf(chain, first!), secret: first!.revoke }),
        'SECRET_WRONG',
        'secret',
      ],
    ],
  );

  test('is taken whatever has ended', () => {
    const own = chain.fork();
    own.send('endPurpose', { purposeId: 0, partyId: ASKS, byParty: 0 });
    own.send('endParty', { partyId: ASKS });
    own.at(timeOf(TODAY + 500));
    own.submit(revocation(own, first!, 0));
    expect(liveCount(own.store, 0)).toBe(1);
  });

  test('twice in a block counts once', () => {
    const own = chain.fork();
    const vtx = own.verified(revocation(own, first!, 0));
    const { errors } = own.block([vtx, vtx]);
    expect(errors.map((error) => error?.code)).toEqual([undefined, 'CONSENT_REVOKED']);
    expect(liveCount(own.store, 0)).toBe(1);
  });
});
