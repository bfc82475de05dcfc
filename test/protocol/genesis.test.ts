import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { type GenesisJson, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ProtocolError } from '@veilgrid/protocol/errors';

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
  roles: {
    dso: { organisation: 'Grid', publicKey: key(10) },
    supplier: { organisation: 'Supply', publicKey: key(11) },
    operator: { organisation: 'Market', publicKey: key(12) },
    regulator: { organisation: 'Authority', publicKey: key(13) },
    statistician: { organisation: 'Statistics', publicKey: key(14) },
    issuer: { organisation: 'Bank', publicKey: key(15) },
  },
  dsoDataKey: { x: data.x.toString(), y: data.y.toString() },
  validatorKey: key(20),
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

test('a valid genesis parses and every field is in its hash', () => {
  const genesis = parseGenesis(valid);
  const hashes = new Set([genesisHashHex(genesis)]);
  const changes: GenesisJson[] = [
    { ...valid, name: 'other' },
    { ...valid, profile: 'full' },
    { ...valid, profile: 'medium' },
    { ...valid, production: true },
    { ...valid, time: valid.time + 1 },
    { ...valid, verificationKeys: key(2) },
    { ...valid, transferFee: '101' },
    { ...valid, roleBond: '5001' },
    { ...valid, validatorKey: key(21) },
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
])('refuses %s', (_, input, field) => {
  expect(fieldOf(input)).toBe(field);
});
