import { bytesToHex } from '@noble/hashes/utils.js';
import type { ConsensusJson } from '@veilgrid/protocol/core/consensus';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { type GenesisJson, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { PRODUCTION_WINDOWS, type Windows } from '@veilgrid/protocol/core/windows';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { consensusJson, encKeyOf, WINDOWS } from '../state/support/genesis.js';

const key = (n: number) => n.toString(16).padStart(64, '0');
const data = mulBase(5n);
const enc = (n: number) => bytesToHex(encKeyOf(n));

const valid: GenesisJson = {
  name: 'test',
  profile: 'small',
  production: false,
  time: 1_700_000_000,
  verificationKeys: key(1),
  ceremonyTranscript: key(3),
  transferFee: '100',
  roleBond: '5000',
  lateFee: '1000',
  roles: {
    dso: { organisation: 'Grid', publicKey: key(10), encPk: enc(10) },
    supplier: { organisation: 'Supply', publicKey: key(11), encPk: enc(11) },
    operator: { organisation: 'Market', publicKey: key(12), encPk: enc(12) },
    regulator: { organisation: 'Authority', publicKey: key(13), encPk: enc(13) },
    statistician: { organisation: 'Statistics', publicKey: key(14), encPk: enc(14) },
    issuer: { organisation: 'Bank', publicKey: key(15), encPk: enc(15) },
  },
  dsoDataKey: { x: data.x.toString(), y: data.y.toString() },
  consensus: consensusJson(),
  windows: PRODUCTION_WINDOWS,
};

function fieldOf(input: unknown): string | undefined {
  try {
    parseGenesis(input);
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).code).toBe('GENESIS_INVALID');
    return (error as ProtocolError).data.field;
  }
  return undefined;
}

const withRole = (
  role: keyof GenesisJson['roles'],
  organisation: string,
  publicKey: string,
  encPk = valid.roles[role].encPk,
) => ({ ...valid, roles: { ...valid.roles, [role]: { organisation, publicKey, encPk } } });

const withConsensus = (change: Partial<ConsensusJson>) => ({ ...valid, consensus: consensusJson(change) });
/** A production chain with these windows. */
const producing = (change: Partial<Windows>) => ({
  ...withConsensus({ clock: 'block' }),
  production: true,
  windows: { ...PRODUCTION_WINDOWS, ...change },
});
const [validator] = valid.consensus.validators as [ConsensusJson['validators'][number]];

test('a valid genesis parses and every field is in its hash', () => {
  const genesis = parseGenesis(valid);
  const hashes = new Set([genesisHashHex(genesis)]);
  const changes: GenesisJson[] = [
    { ...valid, name: 'other' },
    { ...valid, profile: 'full' },
    { ...valid, profile: 'medium' },
    { ...withConsensus({ clock: 'block' }), production: true },
    { ...valid, time: valid.time + 1 },
    { ...valid, verificationKeys: key(2) },
    { ...valid, ceremonyTranscript: key(4) },
    { ...valid, ceremonyTranscript: undefined },
    { ...valid, transferFee: '101' },
    { ...valid, roleBond: '5001' },
    ...(Object.keys(PRODUCTION_WINDOWS) as (keyof Windows)[]).map((name) => ({
      ...valid,
      windows: { ...PRODUCTION_WINDOWS, [name]: PRODUCTION_WINDOWS[name] + 1 },
    })),
    withConsensus({ clock: 'block' }),
    withConsensus({ blockInterval: 61 }),
    withConsensus({ blockTxs: 1023 }),
    withConsensus({ blockBytes: 2 ** 20 }),
    withConsensus({ validators: [{ ...validator, organisation: 17 }] }),
    withConsensus({ validators: [{ ...validator, publicKey: key(21) }] }),
    withConsensus({ validators: [{ ...validator, power: 2 }] }),
    { ...valid, dsoDataKey: { x: mulBase(6n).x.toString(), y: mulBase(6n).y.toString() } },
    ...(Object.keys(valid.roles) as (keyof GenesisJson['roles'])[]).flatMap((role) => [
      withRole(role, 'Else', valid.roles[role].publicKey),
      withRole(role, valid.roles[role].organisation, key(99)),
      withRole(role, valid.roles[role].organisation, valid.roles[role].publicKey, enc(99)),
    ]),
  ];
  for (const change of changes) hashes.add(genesisHashHex(parseGenesis(change)));
  expect(hashes.size).toBe(changes.length + 1);
});

test.each([
  ['B held by the DSO', withRole('statistician', 'Grid', key(14)), 'roles.statistician'],
  ['B held by the operator', withRole('statistician', 'Market', key(14)), 'roles.statistician'],
  ['B held by the supplier', withRole('statistician', 'Supply', key(14)), 'roles.statistician'],
  ['B with the key of the DSO', withRole('statistician', 'Statistics', key(10)), 'roles'],
  ['operator and regulator one organisation', withRole('regulator', 'Market', key(13)), 'roles.regulator'],
  ['one key for two roles', withRole('issuer', 'Bank', key(11)), 'roles'],
  ['an encryption key of small order', withRole('issuer', 'Bank', key(15), key(0)), 'roles.issuer.encPk'],
  [
    'an encryption key that is not canonical',
    withRole('dso', 'Grid', key(10), 'ff'.repeat(32)),
    'roles.dso.encPk',
  ],
  ['a data key of small order', { ...valid, dsoDataKey: { x: '0', y: '1' } }, 'dsoDataKey'],
  ['the medium profile in production', { ...valid, profile: 'medium', production: true }, 'profile'],
  [
    'production without a ceremony',
    { ...withConsensus({ clock: 'block' }), production: true, ceremonyTranscript: undefined },
    'ceremonyTranscript',
  ],
  ['a ceremony of zeros', { ...valid, ceremonyTranscript: key(0) }, 'ceremonyTranscript'],
  ['an unknown field', { ...valid, extra: 1 }, ''],
  ['a short key', withRole('dso', 'Grid', 'ab'), 'roles.dso.publicKey'],
  ['a negative fee', { ...valid, transferFee: '-1' }, 'transferFee'],
  ['no object', null, ''],
  ['an engine of several validators', withConsensus({ engine: 'cometbft' }), 'consensus.engine'],
  ['no validator', withConsensus({ validators: [] }), 'consensus.validators'],
  ['two validators', withConsensus({ validators: [validator, validator] }), 'consensus.validators'],
  ['33 validators', withConsensus({ validators: Array(33).fill(validator) }), 'consensus.validators'],
  [
    'a validator without power',
    withConsensus({ validators: [{ ...validator, power: 0 }] }),
    'consensus.validators.0.power',
  ],
  ['snapshots', withConsensus({ snapshotEvery: 10_000 }), 'consensus.snapshotEvery'],
  ['no interval', withConsensus({ blockInterval: 0 }), 'consensus.blockInterval'],
  ['an interval of more than a day', withConsensus({ blockInterval: 86_401 }), 'consensus.blockInterval'],
  ['blocks without transactions', withConsensus({ blockTxs: 0 }), 'consensus.blockTxs'],
  ['blocks of too many', withConsensus({ blockTxs: 4_097 }), 'consensus.blockTxs'],
  ['blocks too small for a transaction', withConsensus({ blockBytes: 139_999 }), 'consensus.blockBytes'],
  ['blocks too large', withConsensus({ blockBytes: 2 ** 22 + 1 }), 'consensus.blockBytes'],
  ['production by hand', { ...valid, production: true }, 'consensus.clock'],
  [
    'production that rests',
    { ...withConsensus({ clock: 'block', blockInterval: 61 }), production: true },
    'consensus.blockInterval',
  ],
  ['no windows', { ...valid, windows: undefined }, 'windows'],
  ['a window of nothing', { ...valid, windows: { ...WINDOWS, settleEnd: 0 } }, 'windows.settleEnd'],
  ['a window that no U32 holds', { ...valid, windows: { ...WINDOWS, late: 2 ** 32 } }, 'windows.late'],
  ['production that never sees an outage', producing({ outage: 0 }), 'windows.outage'],
  ['production that rests for as long as an outage', producing({ outage: 60 }), 'windows.outage'],
])('refuses %s', (_, input, field) => {
  expect(fieldOf(input)).toBe(field);
});

describe('windows of a production chain', () => {
  const least = ['gate', 'release', 'close', 'settleFrom', 'settleEnd', 'publish', 'late'] as const;

  test('may be the shortest, and longer', () => {
    expect(fieldOf(producing({}))).toBeUndefined();
    for (const name of least) {
      expect(fieldOf(producing({ [name]: PRODUCTION_WINDOWS[name] + 1 }))).toBeUndefined();
    }
    expect(fieldOf(producing({ start: 7_200, ahead: 86_400, outage: 61 }))).toBeUndefined();
  });

  test.each(least)('%s is not one second shorter', (name) => {
    const short = { [name]: PRODUCTION_WINDOWS[name] - 1 };
    expect(fieldOf(producing(short))).toBe(`windows.${name}`);
    // A development chain may have it.
    expect(fieldOf({ ...producing(short), production: false })).toBeUndefined();
  });

  test.each(['ahead', 'outage'] as const)('%s is not one second longer', (name) => {
    expect(fieldOf(producing({ [name]: PRODUCTION_WINDOWS[name] + 1 }))).toBe(`windows.${name}`);
  });

  test('are the ones of the protocol', () => {
    const [minute, hour, day] = [60, 3_600, 86_400];
    expect(PRODUCTION_WINDOWS).toEqual({
      gate: hour,
      release: 30 * minute,
      close: 30 * minute,
      start: 0,
      settleFrom: hour,
      settleEnd: day,
      publish: hour,
      late: 60 * day,
      ahead: 3 * day,
      outage: 10 * minute,
    });
  });
});

describe('organisations apart', () => {
  type Roles = GenesisJson['roles'];
  const held = (a: keyof Roles, b: keyof Roles): GenesisJson => {
    const genesis = producing({});
    const { organisation } = genesis.roles[a];
    return { ...genesis, roles: { ...genesis.roles, [b]: { ...genesis.roles[b], organisation } } };
  };
  const four = ['dso', 'operator', 'regulator', 'statistician'] as const;
  const apart = [
    ...four.flatMap((a, i) => four.slice(i + 1).map((b) => [a, b] as const)),
    ['supplier', 'regulator'],
    ['supplier', 'statistician'],
  ] as const;
  const together = [
    ['supplier', 'dso'],
    ['supplier', 'operator'],
    ...[...four, 'supplier' as const].map((role) => ['issuer', role] as const),
  ] as const;

  test.each(apart)('%s and %s are not one in production', (a, b) => {
    expect([`roles.${a}`, `roles.${b}`]).toContain(fieldOf(held(a, b)));
  });

  test.each(together)('%s and %s may be one', (a, b) => {
    expect(fieldOf(held(a, b))).toBeUndefined();
  });

  test('a development chain keeps apart what would open orders or settlements', () => {
    const refused = apart.filter(([a, b]) => fieldOf({ ...held(a, b), production: false }) !== undefined);
    expect(refused).toEqual([
      ['dso', 'statistician'],
      ['operator', 'regulator'],
      ['operator', 'statistician'],
      ['supplier', 'statistician'],
    ]);
  });

  test.each(Object.keys(valid.roles) as (keyof Roles)[])("the %s's key is no validator's", (role) => {
    const genesis = producing({});
    const { publicKey } = genesis.roles[role];
    const consensus = consensusJson({ clock: 'block', validators: [{ ...validator, publicKey }] });
    expect(fieldOf({ ...genesis, consensus })).toBe('consensus.validators');
    expect(fieldOf({ ...genesis, consensus, production: false })).toBeUndefined();
  });
});
