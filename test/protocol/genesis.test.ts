import type { ConsensusJson } from '@veilgrid/protocol/core/consensus';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { type GenesisJson, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { consensusJson } from '../state/support/genesis.js';

const key = (n: number) => n.toString(16).padStart(64, '0');
const data = mulBase(5n);

const valid: GenesisJson = {
  name: 'test',
  profile: 'small',
  production: false,
  time: 1_700_000_000,
  verificationKeys: key(1),
  transferFee: '100',
  roleBond: '5000',
  lateFee: '1000',
  roles: {
    dso: { organisation: 'Grid', publicKey: key(10) },
    supplier: { organisation: 'Supply', publicKey: key(11) },
    operator: { organisation: 'Market', publicKey: key(12) },
    regulator: { organisation: 'Authority', publicKey: key(13) },
    statistician: { organisation: 'Statistics', publicKey: key(14) },
    issuer: { organisation: 'Bank', publicKey: key(15) },
  },
  dsoDataKey: { x: data.x.toString(), y: data.y.toString() },
  consensus: consensusJson(),
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

const withRole = (role: keyof GenesisJson['roles'], organisation: string, publicKey: string) => ({
  ...valid,
  roles: { ...valid.roles, [role]: { organisation, publicKey } },
});

const withConsensus = (change: Partial<ConsensusJson>) => ({ ...valid, consensus: consensusJson(change) });
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
    { ...valid, transferFee: '101' },
    { ...valid, roleBond: '5001' },
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
    ]),
  ];
  for (const change of changes) hashes.add(genesisHashHex(parseGenesis(change)));
  expect(hashes.size).toBe(changes.length + 1);
});

test.each([
  ['B held by the DSO', withRole('statistician', 'Grid', key(14)), 'roles.statistician'],
  ['B held by the operator', withRole('statistician', 'Market', key(14)), 'roles.statistician'],
  ['B held by the supplier', withRole('statistician', 'Supply', key(14)), 'roles.statistician'],
  ['B with the key of the DSO', withRole('statistician', 'Statistics', key(10)), 'roles.statistician'],
  ['operator and regulator one organisation', withRole('regulator', 'Market', key(13)), 'roles.regulator'],
  ['one key for two roles', withRole('issuer', 'Bank', key(11)), 'roles'],
  ['a data key of small order', { ...valid, dsoDataKey: { x: '0', y: '1' } }, 'dsoDataKey'],
  ['the medium profile in production', { ...valid, profile: 'medium', production: true }, 'profile'],
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
])('refuses %s', (_, input, field) => {
  expect(fieldOf(input)).toBe(field);
});
