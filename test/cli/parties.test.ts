/** A party's life by the command line, before a real node; then what its facts show, and what a lying node cannot. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApi, fetchParty, partyOfFacts } from '@veilgrid/client-sdk';
import { type RunningNode, startNode } from '@veilgrid/node';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { Machines, refused } from './support/machines.js';
import { veilgrid } from './support/veilgrid.js';

const machines = new Machines('parties');
const { at, on, done } = machines;
let node: RunningNode;

beforeAll(async () => {
  await veilgrid('init', '--small', '--clock', 'manual', '--time', '2027-06-12T12:00Z', '--data', at('town'));
  node = await startNode({
    genesis: JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')),
    validatorKey: Buffer.from(readFileSync(at('town', 'validator.key'), 'utf8').trim(), 'hex'),
  });
  process.env.VEILGRID_URL = node.url;
  for (const role of ['regulator', 'issuer'])
    cpSync(at('town', 'roles', role), at(role, 'roles', role), { recursive: true });
});
afterAll(async () => {
  delete process.env.VEILGRID_URL;
  await node.close();
  machines.remove();
});

const RECORD = ['--name', 'Acme Aggregation', '--kinds', 'aggregator,recipient', '--until', '2030-01-01'];
const sign = (who: string, file: string, ...more: string[]) =>
  on(who, 'party', 'sign', file, '--role', ...more);

test('a party is registered by itself and the regulator, paid into, and redeems', async () => {
  expect(await done('acme', 'party', 'list')).toEqual({ parties: [] });
  const request = at('register.json');
  const keys = at('acme', 'keys');
  const made = await done('acme', 'party', 'register', '--keys', keys, ...RECORD, '--out', request);
  expect(made).toMatchObject({ partyId: 32, kind: 'registerParty', missing: ['regulator'] });
  expect(existsSync(join(keys, 'enc.key'))).toBe(true);
  expect(await on('acme', 'party', 'submit', request)).toEqual(refused('SIGNATURE_MISSING'));
  expect((await sign('issuer', request, 'issuer')).stderr).toContain('SIGNATURE_UNEXPECTED');
  expect((await sign('regulator', request, 'regulator')).code).toBe(0);
  await done('acme', 'party', 'submit', request);
  await done('issuer', 'mint', '--account', '32', '--amount', '12.5');
  const redeem = ['redeem', '--party', '32', '--amount', '2.5', '--reference', 'June'];
  await done('acme', ...redeem, '--keys', keys);
  expect(await done('anybody', 'party', 'balance', '32')).toMatchObject({
    balance: '1000000000',
    sequence: '1',
    name: 'Acme Aggregation',
    kinds: 3,
  });
  await done('acme', 'party', 'register', '--keys', at('thief'), ...RECORD, '--out', at('unused.json'));
  expect(await on('acme', ...redeem, '--keys', at('thief'))).toEqual(refused('SIGNATURE_INVALID'));
});

test('it gets new keys by the old ones, and by the issuer once those are lost', async () => {
  const change = ['party', 'change', '32', '--new-keys'];
  await done('town', ...change, at('second'), '--keys', at('acme', 'keys'));
  const stale = await on('town', ...change, at('third'), '--keys', at('acme', 'keys'));
  expect(stale).toEqual(refused('SIGNATURE_UNEXPECTED field=keys'));
  const request = at('change.json');
  const { missing } = await done(
    'acme',
    ...change,
    at('third'),
    '--lost',
    '--name',
    'Acme',
    '--out',
    request,
  );
  expect(missing).toEqual(['regulator', 'issuer']);
  for (const role of ['regulator', 'issuer']) expect((await sign(role, request, role)).code).toBe(0);
  await done('acme', 'party', 'submit', request);
  // What the party itself keeps, it signs in the round.
  const later = at('later.json');
  await done('acme', 'party', 'change', '32', '--kinds', 'maker', '--out', later);
  expect((await sign('acme', later, 'party', '--keys', at('second'))).stderr).toContain(
    'SIGNATURE_UNEXPECTED',
  );
  expect((await sign('acme', later, 'party', '--keys', at('third'))).code).toBe(0);
  expect((await sign('regulator', later, 'regulator')).code).toBe(0);
  await done('acme', 'party', 'submit', later);
  expect(await done('anybody', 'party', 'list')).toMatchObject({
    parties: [{ partyId: 32, name: 'Acme', kinds: 16 }],
  });
});

test('it ends, and still redeems', async () => {
  await done('regulator', 'party', 'end', '32');
  expect(await on('regulator', 'party', 'end', '32')).toEqual(refused('PARTY_ENDED'));
  const change = await on('town', 'party', 'change', '32', '--keys', at('third'), '--name', 'Back');
  expect(change).toEqual(refused('PARTY_ENDED'));
  await done(
    'acme',
    'redeem',
    '--party',
    '32',
    '--keys',
    at('third'),
    '--amount',
    '10',
    '--reference',
    'all',
  );
  const { stdout } = await veilgrid('party', 'balance', '32', '--data', at('anybody'));
  expect(stdout).toMatch(/until +2027-06-12\n/);
});

describe('what facts show', () => {
  const genesis = () => parseGenesis(JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')));
  const shown = async () => {
    const api = createApi(node.url);
    const { items } = await api.partyFacts({ params: { partyId: 32 }, query: {} });
    return { api, facts: items };
  };

  test('is the record that the node answers with; below 32 it is that of genesis', async () => {
    const { api, facts } = await shown();
    expect(facts).toHaveLength(5);
    const { balance, sequence, name, ...record } = await api.party({ params: { partyId: 32 } });
    expect([balance, sequence]).toEqual([0n, 2n]);
    const { final, keys, ...party } = await fetchParty({ api, genesis: genesis() }, 32);
    expect(keys.at(-1)?.sigPk).toEqual(party.sigPk);
    expect({ ...party, name: new TextDecoder().decode(party.name) }).toEqual({ ...record, name });
    expect(final?.headers).toHaveLength(1);
    const { regulator } = genesis().keys;
    expect(await fetchParty({ api, genesis: genesis() }, 3)).toMatchObject({ sigPk: regulator });
    await expect(fetchParty({ api, genesis: genesis() }, 33)).rejects.toThrow('PARTY_UNKNOWN');
    await expect(fetchParty({ api, genesis: genesis() }, 31)).rejects.toThrow('PARTY_UNKNOWN');
  });

  test.each<[string, (facts: readonly Fact[]) => readonly Fact[], string]>([
    ['nothing', () => [], 'tx'],
    ['no registration', (facts) => facts.slice(1), 'signatures.1'],
    ['a registration twice', (facts) => [facts[0]!, ...facts], 'partyId'],
    ['a change of keys left out', (facts) => facts.toSpliced(2, 1), 'signatures.1'],
    ['an order of its own', (facts) => [...facts.slice(0, 3), facts[4]!, facts[3]!], 'partyId'],
    ['another header', (facts) => [{ ...facts[0]!, headers: facts[1]!.headers }], 'finality'],
  ])('is no party where a node shows %s', async (_name, lie, field) => {
    const { facts } = await shown();
    expect(() => partyOfFacts(genesis(), 32, lie(facts))).toThrow(
      expect.objectContaining({ code: 'FACT_INVALID', data: expect.objectContaining({ field }) }),
    );
  });

  test('is nobody else', async () => {
    const { facts } = await shown();
    expect(() => partyOfFacts(genesis(), 33, facts)).toThrow('FACT_INVALID');
  });
});
