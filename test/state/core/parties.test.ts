import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { balanceOf, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listParties, partyCount, requireParty } from '@veilgrid/node/state/core/parties';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { isEd25519Key } from '@veilgrid/protocol/core/crypto/ed25519';
import { isX25519Key } from '@veilgrid/protocol/core/crypto/x25519';
import type { ChangePartyBody, PartyKind } from '@veilgrid/protocol/core/parties';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { type Refusal, refuses, TestChain } from '../support/chain.js';
import { encKeyOf, GENESIS, publicKeyOf, ROLE_NAMES, SIGNERS } from '../support/genesis.js';
import {
  changeOf,
  changeTo,
  FIRST,
  partyKey,
  recordWith,
  registration,
  TODAY,
} from '../support/registrations.js';

const reference = new Uint8Array(32).fill(1);
const SOME_SIGNATURE = new Uint8Array(64).fill(1);
const dayTime = (day: number) => BigInt(day) * BigInt(SECONDS_PER_DAY);
/** The identity, in its one encoding. */
const SMALL_ED25519 = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
const NOT_CANONICAL = new Uint8Array(32).fill(0xff);

const withSequence = (tx: Tx, sequence: bigint) => ({ ...tx, body: { ...tx.body, sequence } }) as Tx;

function registeredChain(): TestChain {
  const chain = new TestChain();
  chain.send('registerParty', registration(FIRST));
  chain.send('registerParty', registration(FIRST + 1));
  return chain;
}

const change = (
  chain: TestChain,
  partyId: number,
  nth: number,
  fields: Partial<ChangePartyBody> = {},
  holder = nth,
) => chain.tx('changeParty', changeTo(partyId, nth, nextSequence(chain.store, 'regulator'), fields, holder));
const keep = (chain: TestChain, partyId: number, nth: number, fields: Partial<ChangePartyBody> = {}) =>
  chain.tx('changeParty', changeOf(partyId, nth, fields));
const redeem = (chain: TestChain, account: number, value: bigint) =>
  chain.tx('redeem', { account, value, payoutReference: reference });

describe('a party', () => {
  const chain = registeredChain();

  test('stands with what was registered, in order', () => {
    expect(partyCount(chain.store)).toBe(2);
    expect(listParties(chain.store, 0, 9)).toEqual([
      { partyId: FIRST, ...recordWith(0) },
      { partyId: FIRST + 1, ...recordWith(1) },
    ]);
    expect(listParties(chain.store, 1, 1).map(({ partyId }) => partyId)).toEqual([FIRST + 1]);
  });

  test('has an account and sequence numbers of its own, which a change of keys leaves', () => {
    chain.send('mintAccount', { account: FIRST, value: 500n });
    chain.submit(redeem(chain, FIRST, 200n));
    chain.submit(change(chain, FIRST, 5));
    chain.submit(redeem(chain, FIRST, 100n));
    expect([balanceOf(chain.store, FIRST), nextSequence(chain.store, FIRST)]).toEqual([200n, 2n]);
    const { minted, redeemed, parties, accounts } = getSupply(chain.store);
    expect({ minted, redeemed, parties }).toEqual({ minted: 500n, redeemed: 300n, parties: 200n });
    expect(Object.values(accounts).every((amount) => amount === 0n)).toBe(true);
  });

  test('is asked for by the kind that a transaction needs; a role of genesis is all but the TSO', () => {
    const ask = (id: number, kind: PartyKind) => () => requireParty(chain.ctx, chain.store, id, kind);
    expect(ask(FIRST, 'recipient')()).toMatchObject({ sigPk: partyKey(5) });
    expect(ask(FIRST, 'gatekeeper')).toThrow('PARTY_KIND_WRONG');
    expect(ask(ROLES.dso, 'gatekeeper')()).toMatchObject({
      sigPk: GENESIS.keys.dso,
      encPk: encKeyOf(SIGNERS.dso),
    });
    expect(ask(ROLES.dso, 'tso')).toThrow('PARTY_KIND_WRONG');
    for (const nobody of [6, ROLES.owner, ROLES.party, ROLES.holder, 31, FIRST + 2, 2 ** 32 - 1])
      expect(ask(nobody, 'recipient')).toThrow('PARTY_UNKNOWN');
  });

  test('can be changed by the issuer in place of a lost key, and renewed', () => {
    const lost = registeredChain();
    lost.submit(change(lost, FIRST, 7, { lost: 1, until: TODAY + 3_660 }));
    expect(listParties(lost.store, 0, 1)).toEqual([
      { partyId: FIRST, ...recordWith(7, { until: TODAY + 3_660 }) },
    ]);
  });
});

describe('registerParty', () => {
  const chain = registeredChain();
  chain.submit(change(chain, FIRST, 5));
  const with_ = (fields: Parameters<typeof registration>[2]) => () =>
    chain.tx('registerParty', registration(FIRST + 2, 2, fields));
  const text = (name: string) => new TextEncoder().encode(name);
  refuses(
    () => chain,
    [
      ['a number that is not the next', with_({ partyId: FIRST + 3 }), 'PARTY_INVALID', 'partyId'],
      ['a number that is taken', with_({ partyId: FIRST + 1 }), 'PARTY_INVALID', 'partyId'],
      ['the number of a role', with_({ partyId: ROLES.issuer }), 'PARTY_INVALID', 'partyId'],
      ['a key of small order', with_({ sigPk: SMALL_ED25519 }), 'PARTY_INVALID', 'sigPk'],
      ['a key that is no point', with_({ sigPk: NOT_CANONICAL }), 'PARTY_INVALID', 'sigPk'],
      ['a key to seal to of small order', with_({ encPk: new Uint8Array(32) }), 'PARTY_INVALID', 'encPk'],
      ['a key to seal to in a second form', with_({ encPk: NOT_CANONICAL }), 'PARTY_INVALID', 'encPk'],
      ['no name', with_({ name: new Uint8Array() }), 'PARTY_INVALID', 'name'],
      ['a name that is no UTF-8', with_({ name: Uint8Array.of(0xc3, 0x28) }), 'PARTY_INVALID', 'name'],
      ['half a character at its end', with_({ name: text('€').slice(0, 2) }), 'PARTY_INVALID', 'name'],
      ['an unknown kind', with_({ kinds: 256 }), 'PARTY_INVALID', 'kinds'],
      ['a day that is over', with_({ until: TODAY }), 'PARTY_INVALID', 'until'],
      ['more than ten years', with_({ until: TODAY + 3_661 }), 'PARTY_INVALID', 'until'],
      ...ROLE_NAMES.map(
        (role): Refusal => [
          `the key of ${role}`,
          with_({ sigPk: publicKeyOf(SIGNERS[role]) }),
          'PARTY_KEY_TAKEN',
          'sigPk',
        ],
      ),
      ["a validator's key", with_({ sigPk: publicKeyOf(SIGNERS.validator) }), 'PARTY_KEY_TAKEN', 'sigPk'],
      ["another's key", with_({ sigPk: partyKey(1) }), 'PARTY_KEY_TAKEN', 'sigPk'],
      ["another's key of before", with_({ sigPk: partyKey(0) }), 'PARTY_KEY_TAKEN', 'sigPk'],
    ],
  );

  test.each([
    [
      'the longest time and name, every kind',
      { until: TODAY + 3_660, name: text('ü'.repeat(32)), kinds: 255 },
    ],
    ['the shortest time and name, no kind', { until: TODAY + 1, name: text('x'), kinds: 0 }],
  ])('takes %s', (_name, fields) => {
    expect(chain.refusal(chain.verified(with_(fields)()))).toBeUndefined();
  });
});

describe('changeParty', () => {
  const chain = registeredChain();
  const to =
    (fields: Partial<ChangePartyBody>, holder = 2) =>
    () =>
      change(chain, FIRST, 2, fields, holder);
  refuses(
    () => chain,
    [
      ['nobody', () => change(chain, FIRST + 2, 2), 'PARTY_UNKNOWN', 'partyId'],
      ['a role of genesis', () => change(chain, ROLES.dso, 2), 'PARTY_UNKNOWN', 'partyId'],
      ['a key of small order', to({ sigPk: SMALL_ED25519 }), 'PARTY_INVALID', 'sigPk'],
      ['a key to seal to of small order', to({ encPk: new Uint8Array(32) }), 'PARTY_INVALID', 'encPk'],
      ['no name', to({ name: new Uint8Array() }), 'PARTY_INVALID', 'name'],
      ['an unknown kind', to({ kinds: 0x8001 }), 'PARTY_INVALID', 'kinds'],
      ['its end', to({ until: TODAY }), 'PARTY_INVALID', 'until'],
      ['more than ten years', to({ until: TODAY + 3_661 }), 'PARTY_INVALID', 'until'],
      ['neither lost nor not', to({ lost: 2 }), 'PARTY_INVALID', 'lost'],
      [
        'the issuer for a key that is not lost',
        () => keep(chain, FIRST, 0, { lost: 1 }),
        'PARTY_INVALID',
        'sigPk',
      ],
      ['a new key that nobody showed to hold', to({}, 3), 'PARTY_INVALID', 'possession'],
      [
        'a new key held of another body',
        to({ possession: changeTo(FIRST, 2, 9n).possession }),
        'PARTY_INVALID',
        'possession',
      ],
      [
        'possession where no key is new',
        () => keep(chain, FIRST, 0, { possession: SOME_SIGNATURE }),
        'PARTY_INVALID',
        'possession',
      ],
      ["another's key", () => change(chain, FIRST, 1), 'PARTY_KEY_TAKEN', 'sigPk'],
      ["a role's key", to({ sigPk: publicKeyOf(SIGNERS.issuer) }), 'PARTY_KEY_TAKEN', 'sigPk'],
      ["the validator's key", to({ sigPk: publicKeyOf(SIGNERS.validator) }), 'PARTY_KEY_TAKEN', 'sigPk'],
    ],
  );

  test('takes no key twice, not even back', () => {
    const twice = registeredChain();
    twice.submit(change(twice, FIRST, 2));
    expect(twice.refusal(twice.verified(change(twice, FIRST, 0)))?.code).toBe('PARTY_KEY_TAKEN');
  });
});

describe('an end', () => {
  const chain = registeredChain();
  chain.send('mintAccount', { account: FIRST, value: 500n });
  chain.send('endParty', { partyId: FIRST });
  refuses(
    () => chain,
    [
      ['that was', () => chain.tx('endParty', { partyId: FIRST }), 'PARTY_ENDED', 'partyId'],
      ['of nobody', () => chain.tx('endParty', { partyId: FIRST + 2 }), 'PARTY_UNKNOWN', 'partyId'],
      ['of a role', () => chain.tx('endParty', { partyId: ROLES.dso }), 'PARTY_UNKNOWN', 'partyId'],
      ['taken back by the party', () => change(chain, FIRST, 2), 'PARTY_ENDED', 'partyId'],
      ['taken back by the issuer', () => change(chain, FIRST, 2, { lost: 1 }), 'PARTY_ENDED', 'until'],
      [
        'forgotten by a new party',
        () => chain.tx('registerParty', registration(FIRST + 2, 0)),
        'PARTY_KEY_TAKEN',
        'sigPk',
      ],
      [
        'by itself, once the day has come',
        () => keep(chain, FIRST + 1, 1),
        'PARTY_ENDED',
        'partyId',
        dayTime(TODAY + 100),
      ],
    ],
  );

  test('comes with its day and not before', () => {
    expect(
      chain
        .at(dayTime(TODAY + 100) - 1n)
        .refusal(chain.verified(keep(chain, FIRST + 1, 1, { until: TODAY + 101 }))),
    ).toBeUndefined();
  });

  test('leaves its account to be redeemed, and by a new key where the old one is lost', () => {
    chain.submit(redeem(chain, FIRST, 100n));
    chain.submit(change(chain, FIRST, 2, { lost: 1, until: TODAY }));
    chain.submit(redeem(chain, FIRST, 400n));
    expect(balanceOf(chain.store, FIRST)).toBe(0n);
  });
});

describe('accounts', () => {
  const chain = registeredChain();
  chain.send('mintAccount', { account: FIRST, value: 5n });
  refuses(
    () => chain,
    [
      [
        "nobody's mint",
        () => chain.tx('mintAccount', { account: FIRST + 2, value: 1n }),
        'PARTY_UNKNOWN',
        'partyId',
      ],
      [
        'a number without a role',
        () => chain.tx('mintAccount', { account: 6, value: 1n }),
        'VALUE_OUT_OF_RANGE',
        'account',
      ],
      ["nobody's redemption", () => redeem(chain, FIRST + 2, 1n), 'PARTY_UNKNOWN', 'partyId'],
      ['more than there is', () => redeem(chain, FIRST, 6n), 'BALANCE_TOO_LOW'],
      ['nothing', () => redeem(chain, FIRST, 0n), 'AMOUNT_ZERO', 'value'],
      [
        'a sequence number that is not due',
        () => withSequence(redeem(chain, FIRST, 1n), 1n),
        'SEQUENCE_WRONG',
        'sequence',
      ],
    ],
  );
});

describe('a signature checked under a key that has been changed since', () => {
  test('is none, in the same block too', () => {
    const chain = registeredChain();
    chain.send('mintAccount', { account: FIRST, value: 5n });
    const early = chain.verified(redeem(chain, FIRST, 1n));
    const moved = chain.verified(change(chain, FIRST, 2));
    const { errors } = chain.block([moved, early]);
    expect(errors.map((error) => error?.toBody())).toEqual([
      undefined,
      expect.objectContaining({ code: 'SIGNATURE_INVALID', field: 'signatures.0' }),
    ]);
    expect(chain.refusal(early)?.code).toBe('SIGNATURE_INVALID');
    expect(chain.refusal(chain.verified(redeem(chain, FIRST, 1n)))).toBeUndefined();
  });

  test('is none where no key was looked at', () => {
    const chain = registeredChain();
    const vtx = { ...chain.verified(keep(chain, FIRST, 0)), keys: [] };
    expect(chain.refusal(vtx)?.code).toBe('SIGNATURE_INVALID');
  });
});

describe('keys that are taken', () => {
  test('Ed25519: one encoding of a point that is not of small order', () => {
    const { ORDER } = ed25519.Point.Fp;
    const bytesOf = (y: bigint) =>
      Uint8Array.from({ length: 32 }, (_, i) => Number((y >> BigInt(8 * i)) & 255n));
    expect(isEd25519Key(partyKey(0))).toBe(true);
    // y of the identity, of order 2, of order 4, and of the identity once more, not reduced.
    for (const y of [1n, ORDER - 1n, 0n, ORDER + 1n, ORDER]) expect(isEd25519Key(bytesOf(y))).toBe(false);
    const torsion = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa');
    expect(isEd25519Key(torsion.toBytes())).toBe(false);
    for (const length of [0, 31, 33]) expect(isEd25519Key(new Uint8Array(length).fill(9))).toBe(false);
  });

  test('X25519: below the prime, and with a secret that others do not have', () => {
    const small = [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
      `ec${'ff'.repeat(30)}7f`,
    ].map(hexToBytes);
    for (const key of small) {
      expect(() => x25519.getSharedSecret(new Uint8Array(32).fill(5), key)).toThrow();
      expect(isX25519Key(key)).toBe(false);
    }
    for (const second of [`ed${'ff'.repeat(30)}7f`, `f6${'ff'.repeat(30)}7f`, `09${'00'.repeat(30)}80`])
      expect(isX25519Key(hexToBytes(second))).toBe(false);
    expect([encKeyOf(3), hexToBytes(`09${'00'.repeat(31)}`)].every(isX25519Key)).toBe(true);
    expect(isX25519Key(new Uint8Array(31).fill(9))).toBe(false);
  });
});
