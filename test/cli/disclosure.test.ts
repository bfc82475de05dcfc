/** Data access by the command line: a purpose by its organisations' files, before a real node, and hostile files. */
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { readQuestionsFile } from '@veilgrid/cli/commands/disclosure/questionsFile';
import { createApi, fetchPurpose, makeRequest, periods, question } from '@veilgrid/client-sdk';
import { type RunningNode, startNode } from '@veilgrid/node';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { boundsOf, QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { type Request, SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { paramsOf } from '@veilgrid/protocol/params';
import { readRoleKeys } from '@veilgrid/services';
import { Machines, refused } from './support/machines.js';
import { veilgrid } from './support/veilgrid.js';

const machines = new Machines('disclosure');
const { at, on, done } = machines;
let node: RunningNode;

const PURPOSE = {
  text: 'Offers of tariffs to homes that ask for one.',
  lawfulBasis: 'consent',
  questions: ['range', 'cost', 'share'],
  maxDays: 400,
  standing: true,
  naming: ['pseudonym', 'once'],
  transferable: true,
  panels: true,
  retentionDays: 90,
  from: '2027-06-01',
  until: '2028-06-01',
};
const ASKED = {
  purposeId: 0,
  from: '2027-06-01',
  to: '2027-06-10',
  designated: false,
  expires: '2027-07-01T00:00Z',
  questions: [{ kind: 'range', imports: 'all', wh: [30_000, 60_000] }],
};

let files = 0;
function file(content: unknown): string {
  const path = at(`file${files++}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

beforeAll(async () => {
  await veilgrid('init', '--small', '--clock', 'manual', '--time', '2027-06-12T12:00Z', '--data', at('town'));
  node = await startNode({
    genesis: JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')),
    validatorKey: Buffer.from(readFileSync(at('town', 'validator.key'), 'utf8').trim(), 'hex'),
  });
  process.env.VEILGRID_URL = node.url;
  for (const role of ['regulator', 'dso'])
    cpSync(at('town', 'roles', role), at(role, 'roles', role), { recursive: true });
  const register = ['party', 'register', '--keys', at('acme', 'keys'), '--name', 'Acme Advice'];
  // A planner, as whoever opens panels has to be.
  await done('town', ...register, '--kinds', 'recipient,planner', '--until', '2030-01-01');
});
afterAll(async () => {
  delete process.env.VEILGRID_URL;
  await node.close();
  machines.remove();
});

test('a purpose is registered by party, regulator and DSO, each with its own keys', async () => {
  expect(await done('anybody', 'purpose', 'list')).toEqual({ purposes: [] });
  const request = at('purpose.json');
  const keys = ['--keys', at('acme', 'keys')];
  const register = ['purpose', 'register', file(PURPOSE), '--party', '32'];
  const made = await done('acme', ...register, '--out', request);
  expect(made).toMatchObject({ purposeId: 0, missing: ['regulator', 'party', 'dso'] });
  const sign = (who: string, ...more: string[]) => on(who, 'purpose', 'sign', request, '--role', ...more);
  expect((await sign('regulator', 'regulator')).code).toBe(0);
  expect(await on('acme', 'purpose', 'submit', request)).toEqual(refused('SIGNATURE_MISSING'));
  expect((await sign('dso', 'dso')).code).toBe(0);
  expect((await sign('acme', 'party', ...keys)).code).toBe(0);
  await done('acme', 'purpose', 'submit', request);
  const { purposes } = await done('anybody', 'purpose', 'list');
  expect(purposes).toMatchObject([
    { purposeId: 0, partyId: 32, textHash: bytesToHex(sha256(utf8ToBytes(PURPOSE.text))), live: 0 },
  ]);
  const { stdout } = await veilgrid('purpose', 'list', '--data', at('anybody'));
  expect(stdout).toMatch(/32 Acme Advice +range,cost,share +pseudonym,once .*2027-06-01 to 2028-06-01 +0\n/);
});

test('a party asks by a file that says in plain words who it is and what it wants', async () => {
  const out = at('ask.request');
  const ask = ['disclose', 'request', file(ASKED), '--keys'];
  await done('acme', ...ask, at('acme', 'keys'), '--out', out);
  expect(await on('acme', ...ask, at('acme', 'keys'), '--out', out)).toEqual(refused('FILE_EXISTS'));
  const { stdout } = await veilgrid('disclose', 'show', out, '--data', at('home'));
  expect(stdout).toContain('"Acme Advice" (party 32) asks you, for its registered purpose 0.');
  expect(stdout).toContain('below 30 kWh; from 30 kWh to below 60 kWh; 60 kWh or more');
  expect(stdout).toContain('It can prove your answer to anybody, for ever.');
  const other = await on('town', ...ask, at('town', 'roles', 'supplier'), '--out', at('none'));
  expect(other).toEqual(refused('SIGNATURE_UNEXPECTED field=keys'));
});

test.each<[string, object, string]>([
  ['designated, of a party without a key', { designated: true }, 'NOT_FOUND'],
  ['more days than the purpose has', { from: '2026-01-01' }, 'REQUEST_INVALID field=toDay'],
  ['another kind of question', { questions: [{ kind: 'peak', imports: '0', wh: [5] }] }, 'questions.0.kind'],
  ['bounds that fall', { questions: [{ kind: 'range', imports: '0', wh: [5, 4] }] }, 'questions.0.bounds'],
  ['a name it may not ask for', { naming: 'named' }, 'REQUEST_INVALID field=naming'],
  ['another purpose', { purposeId: 7 }, 'PURPOSE_UNKNOWN'],
])('a request is not made: %s', async (_, change, message) => {
  const ask = ['disclose', 'request', file({ ...ASKED, ...change }), '--keys', at('acme', 'keys')];
  expect(await on('acme', ...ask, '--out', at('none'))).toEqual(refused(message));
});

/** A request as Acme signs it, for another chain or at other times; or changed after that. */
async function signedRequest(asked: object = {}, change: Partial<Request> = {}): Promise<string> {
  const genesis = parseGenesis(JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')));
  const purpose = await fetchPurpose({ api: createApi(node.url), genesis }, 0);
  const { signKey } = await readRoleKeys(at('acme', 'keys'));
  const whole = {
    questions: [question.range({ imports: periods(0, 4), bounds: [1] })],
    ...{ fromDay: 20_970, toDay: 20_971, designated: false },
    ...{ issued: BigInt(Date.parse('2027-06-12T12:00Z') / 1000), expires: 2_000_000_000n },
    ...asked,
  };
  const signed = makeRequest({ ...genesis, ...asked }, purpose, whole, signKey);
  const path = file('');
  writeFileSync(path, SignedRequest.serialize({ ...signed, request: { ...signed.request, ...change } }));
  return path;
}

test.each<[string, () => Promise<string> | string, string]>([
  ['is too large', () => large(2 ** 21 + 1), 'TOO_LARGE field=request'],
  ['is no request', () => file('{"questions": []}'), 'MALFORMED'],
  ['is not there', () => at('nowhere'), 'NOT_FOUND field=request'],
  ['is a folder', () => at('town'), 'FILE_INVALID field=request'],
  ['is of another chain', () => signedRequest({ chainId: 5n }), 'REQUEST_INVALID field=chainId'],
  ['was changed on its way', () => signedRequest({}, { toDay: 20_980 }), 'REQUEST_INVALID field=signature'],
  ['is over', () => signedRequest({ issued: 1n, expires: 2n }), 'REQUEST_INVALID field=expires'],
])('a request that %s is refused', async (_, make, message) => {
  expect(await on('home', 'disclose', 'show', await make())).toEqual(refused(message));
});

function large(size: number): string {
  const path = file('');
  truncateSync(path, size);
  return path;
}

test.each<[string, () => string, string]>([
  ['too large', () => large(2 ** 20 + 1), 'TOO_LARGE field=purpose'],
  ['no JSON', () => file('{'), 'FILE_INVALID field=purpose'],
  ['a basis that is none', () => file({ ...PURPOSE, lawfulBasis: 'because' }), 'field=purpose.lawfulBasis'],
  ['nothing to ask', () => file({ ...PURPOSE, questions: [] }), 'field=purpose.questions'],
  ['a field that is none', () => file({ ...PURPOSE, price: 1 }), 'FILE_INVALID field=purpose'],
])('a purpose in a file that is refused: %s', async (_, make, message) => {
  const register = ['purpose', 'register', make(), '--party', '32', '--out', at('none')];
  expect(await on('acme', ...register)).toEqual(refused(message));
});

test('an answer that is none is refused before the node is asked of it', async () => {
  const request = await signedRequest();
  const verify = (answer: string, keys: string) =>
    on('acme', 'disclose', 'verify', answer, '--request', request, '--keys', keys);
  expect(await verify(file('no answer'), at('acme', 'keys'))).toEqual(refused('ANSWER_INVALID field=box'));
  expect(await verify(large(2 ** 24), at('acme', 'keys'))).toEqual(refused('TOO_LARGE field=answer'));
  expect(await verify(file('no answer'), at('home'))).toEqual(refused('NOT_FOUND'));
});

test('a purpose is ended by its party, and nothing is asked for it any more', async () => {
  const unread = await signedRequest();
  await done('acme', 'purpose', 'end', '0', '--keys', at('acme', 'keys'));
  expect(await on('regulator', 'purpose', 'end', '0')).toEqual(refused('PURPOSE_ENDED'));
  expect(await on('home', 'disclose', 'show', unread)).toEqual(refused('PURPOSE_ENDED'));
});

describe('questions in a file', () => {
  const { K } = paramsOf('full');
  const read = (questions: unknown[], more = {}) =>
    readQuestionsFile(file({ ...ASKED, ...more, questions }), { K });

  test("are the protocol's: half hours, Wh, currency, percent", async () => {
    const { questions, fromDay, toDay, expires } = await read([
      { kind: 'share', window: '34-36,40', percent: [12.5, 25] },
      { kind: 'cost', prices: { imports: 30_000, exports: 10_000 }, currency: ['-1', '42.50'] },
      { kind: 'sums', registers: [{ side: 'exports', periods: 'all' }] },
      { kind: 'readings', exports: '0' },
      { kind: 'comparison', imports: '0', percent: [110] },
    ]);
    expect([fromDay, toDay, expires]).toEqual([20_970, 20_979, BigInt(Date.parse(ASKED.expires) / 1000)]);
    const [share, cost, sums, readings, comparison] = questions;
    expect([share!.imports, boundsOf(share!)]).toEqual([(7n << 34n) | (1n << 40n), [125n, 250n]]);
    expect([cost!.prices.length, cost!.prices[0], cost!.prices[K]]).toEqual([2 * K, 30_000, 10_000]);
    expect(boundsOf(cost!)).toEqual([-100_000_000n, 4_250_000_000n]);
    expect(sums!.registers).toEqual([{ side: 1, periods: 2n ** BigInt(K) - 1n }]);
    expect([readings!.kind, readings!.imports, readings!.exports]).toEqual([QUESTIONS.readings, 0n, 1n]);
    expect(boundsOf(comparison!)).toEqual([1_100n]);
  });

  test.each<[string, unknown[], object, string]>([
    ['a half hour of the next day', [{ kind: 'range', imports: '48' }], {}, 'questions.questions.0.imports'],
    ['Wh below zero', [{ kind: 'range', imports: '0', wh: [-1] }], {}, 'questions.questions.0.wh.0'],
    ['a kind that is none', [{ kind: 'gossip' }], {}, 'questions.questions.0.kind'],
    [
      'a permille and a half',
      [{ kind: 'share', window: '0', percent: [0.15] }],
      {},
      'questions.questions.0.percent.0',
    ],
    ['a day that is none', [{ kind: 'range', imports: '0' }], { from: '2027-02-30' }, 'questions.from'],
    [
      'a time without offset',
      [{ kind: 'range', imports: '0' }],
      { expires: '2027-07-01' },
      'questions.expires',
    ],
    ['none', [], {}, 'questions.questions'],
    ['seventeen', Array(17).fill({ kind: 'range', imports: '0' }), {}, 'questions.questions'],
  ])('with %s are refused by name', async (_, questions, more, field) => {
    await expect(read(questions, more)).rejects.toMatchObject({ code: 'FILE_INVALID', data: { field } });
  });
});

test.each<[string, string[], string]>([
  ['purpose register: no party', ['purpose', 'register', 'x'], '--party'],
  ['recipient key: no keys', ['recipient', 'key', '--party', '32'], '--keys'],
  ['consent give: no end', ['consent', 'give', 'x'], '--until'],
  ['consent revoke: no consent', ['consent', 'revoke', 'all'], "argument 'consent'"],
  ['disclose request: no file', ['disclose', 'request', 'x', '--keys', 'y'], '--out'],
  ['disclose verify: no request', ['disclose', 'verify', 'x', '--keys', 'y'], '--request'],
  [
    'disclose receipts: a time without offset',
    ['disclose', 'receipts', '--to', '2027-06-01'],
    "option '--to",
  ],
])('%s is wrong usage', async (_, args, message) => {
  const { code, stdout, stderr } = await veilgrid(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
