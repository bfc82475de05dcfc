/**
 * Data access by the command line with real proofs: a household that settled one day consents, answers, is verified and
 * receipted, revokes; then a standing consent is answered by the folder that nobody watches.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReceipt } from '@veilgrid/cli/commands/disclosure/receiptFile';
import { type RunningNode, startNode } from '@veilgrid/node';
import { VERDICT } from '@veilgrid/protocol/disclosure/receipts';
import { Machines, refused } from './support/machines.js';
import { veilgrid } from './support/veilgrid.js';

/** Connection points of one wallet: what an auction's deposit tiers ask for. */
const POINTS = 10;
const machines = new Machines('disclosure-day');
const { at, on, done } = machines;
const DAY = ['--day', '2013-06-13'];
const CAPS = ['--import-cap', '110400', '--export-cap', '22080', '--day-limit', '10'];
const KEYS = ['--keys', at('acme', 'keys')];
const PURPOSE = {
  text: 'A bill checked.',
  lawfulBasis: 'consent',
  questions: ['sums', 'range', 'peak'],
  maxDays: 31,
  naming: ['named'],
  retentionDays: 30,
  from: '2013-06-01',
  until: '2014-06-01',
};
/** Of position 1: 5,934 Wh on 13 June, 3,350 of them from 18:00 on. */
const ASKED = {
  purposeId: 0,
  from: '2013-06-13',
  to: '2013-06-14',
  maxGaps: 1,
  naming: 'named',
  expires: '2013-06-20T00:00Z',
  questions: [
    {
      kind: 'sums',
      registers: [
        { side: 'imports', periods: '0-2' },
        { side: 'imports', periods: '3' },
      ],
    },
    { kind: 'peak', imports: 'all', wh: [3_000, 4_000] },
  ],
};
let node: RunningNode;

function file(name: string, content: unknown): string {
  writeFileSync(at(name), JSON.stringify(content));
  return at(name);
}
const time = (to: string) => done('anybody', 'node', 'time', '--admin-token', node.adminToken, '--to', to);

/** A party with keys of its own, and its purpose. */
async function recipient(who: string, purpose: object) {
  const keys = ['--keys', at(who, 'keys')];
  const party = [
    'party',
    'register',
    ...keys,
    '--name',
    who,
    '--kinds',
    'recipient',
    '--until',
    '2016-01-01',
  ];
  const { partyId } = await done('town', ...party);
  const register = ['purpose', 'register', file(`${who}.purpose`, purpose), '--party', String(partyId)];
  await done('town', ...register, ...keys);
  return done(who, 'recipient', 'key', '--party', String(partyId), ...keys);
}

beforeAll(async () => {
  process.env.VEILGRID_PASSPHRASE = 'eleven plain words';
  await veilgrid('init', '--small', '--clock', 'manual', '--time', '2013-06-12T12:00Z', '--data', at('town'));
  node = await startNode({
    genesis: JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')),
    validatorKey: Buffer.from(readFileSync(at('town', 'validator.key'), 'utf8').trim(), 'hex'),
  });
  process.env.VEILGRID_URL = node.url;
  for (const role of ['supplier', 'operator', 'regulator'])
    await done('town', 'mint', '--account', role, '--amount', '10000');
  await done('town', 'wallet', 'new');
  await done('town', 'slip', '--amount', '100', '--out', at('slip.json'));
  await done('town', 'mint', '--slip', at('slip.json'), '--amount', '100');
  for (let i = 1; i <= POINTS; i++) {
    const meter = at(`meter${i}`);
    await veilgrid('meter', 'new', '--out', meter);
    await done('town', 'point', 'enrol', '--meter', `${meter}.pub`, '--position', String(i), ...CAPS);
  }
  const csv = ['--csv', 'docs/examples/tariff-small.csv', '--fixed-per-day', '0.20'];
  await done('town', 'tariff', 'publish', ...DAY, ...csv);
  await done('town', 'auction', 'open', ...DAY, '--tiers', '15,30,60');
  await time('2013-06-12T12:20Z');
  await done('town', 'order', 'submit', ...DAY, '--idle', '--position', '1');
  await time('2013-06-13T06:00Z');
  await done('town', 'auction', 'void', ...DAY);
  await time('2013-06-14T06:00Z');
  const readings = ['--csv', 'docs/examples/readings.csv', '--meter-id', 'house-1', '--meter', at('meter1')];
  await done('town', 'meter', 'sign', ...readings, '--position', '1', ...DAY, '--out', at('signed.json'));
  await done('town', 'settle', ...DAY, '--readings', at('signed.json'));
  await time('2013-06-15T06:00Z');
}, 900_000);
afterAll(async () => {
  delete process.env.VEILGRID_PASSPHRASE;
  delete process.env.VEILGRID_URL;
  await node.close();
  machines.remove();
});

test('the secret of a recipient is in a file of its own and nowhere else', async () => {
  const { partyId, secret } = await recipient('acme', PURPOSE);
  expect([partyId, secret]).toEqual([32, at('acme', 'keys', 'recipient.secret')]);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  const v = readFileSync(secret, 'utf8').trim();
  const again = await on('acme', 'recipient', 'key', '--party', '32', ...KEYS);
  expect(again).toEqual(refused('RECIPIENT_KEY_TAKEN'));
  expect(again.stderr).not.toContain(v);
});

test('a household answers, its party verifies and roots a receipt, nobody else can open it', async () => {
  const [ask, answer] = [at('ask.request'), at('ask.answer')];
  await done('acme', 'disclose', 'request', file('ask.json', ASKED), ...KEYS, '--out', ask);
  expect((await on('town', 'disclose', 'answer', ask, '--out', answer)).code).toBe(1);
  expect(await done('town', 'consent', 'list')).toEqual({ consents: [] });
  const give = ['disclose', 'answer', ask, '--position', '1', '--yes'];
  const { consentId } = await done('town', ...give, '--out', answer);
  // The same again costs no second consent.
  expect(await done('town', ...give, '--out', at('again.answer'))).toMatchObject({ consentId });
  expect(readFileSync(at('again.answer'))).toEqual(readFileSync(answer));
  const elsePoint = await on('town', 'disclose', 'answer', ask, '--position', '2', '--yes', '--out', at('2'));
  expect(elsePoint).toMatchObject({ code: 1, stderr: expect.stringContaining('Position 1 has answered') });
  const { consents } = await done('town', 'consent', 'list');
  expect(consents).toMatchObject([
    { number: 0, consentId, state: 'live', from: '2013-06-15', until: '2013-06-21' },
  ]);

  const verify = ['disclose', 'verify', answer, '--request', ask];
  const verified = await done('acme', ...verify, ...KEYS, '--receipt', at('one.receipt'));
  expect(verified).toMatchObject({
    position: 1,
    transferable: false,
    answers: [
      { kind: 'sums', values: ['2584', '3350'] },
      { kind: 'peak', atMost: '4000' },
    ],
    gaps: ['2013-06-14'],
  });
  const { stdout } = await veilgrid(...verify, ...KEYS, '--data', at('acme'));
  expect(stdout).toContain('Exactly 2,584 Wh; 3,350 Wh.');
  expect(stdout).toContain('At most 4,000 Wh.');
  await recipient('other', PURPOSE);
  const elsewhere = await on('other', ...verify, '--keys', at('other', 'keys'));
  expect(elsewhere).toEqual(refused('ANSWER_INVALID field=box'));

  await time('2013-06-15T07:00Z');
  const root = ['disclose', 'receipts', '--party', '32', ...KEYS, '--out', at('rooted')];
  const rooted = await done('acme', ...root);
  expect(rooted).toMatchObject({
    rooted: { index: 0, count: 1 },
    files: [expect.stringMatching(/^[0-9a-f]{64}-/)],
  });
  expect(await done('acme', ...root)).toMatchObject({ files: rooted.files });
  const taken = await done('town', 'disclose', 'watch', at('rooted'), '--once');
  expect(taken).toMatchObject({ event: 'receipt', state: 'rooted' });

  await done('town', 'consent', 'revoke', '0');
  // What was verified before stays so in its receipt, and no other one is signed.
  const after = await on('acme', ...verify, ...KEYS, '--receipt', at('after.receipt'));
  expect([after, existsSync(at('after.receipt'))]).toEqual([
    refused('ANSWER_INVALID field=consent.revokedAt'),
    false,
  ]);
});

test('a standing consent is answered in its folder, and no more than it says', async () => {
  await recipient('bank', { ...PURPOSE, standing: true });
  const bank = ['--keys', at('bank', 'keys')];
  const asked = {
    ...ASKED,
    purposeId: 2,
    questions: [{ kind: 'range', imports: 'all', wh: [5_000, 6_000] }],
  };
  const folder = at('folder');
  const ask = (name: string, change: object) =>
    done(
      'bank',
      'disclose',
      'request',
      file(`${name}.json`, { ...asked, ...change }),
      ...bank,
      '--out',
      at(name),
    );
  await ask('consented', {});
  await done('town', 'consent', 'give', at('consented'), '--until', '2013-12-01', '--position', '1');
  mkdirSync(folder);
  await ask(join('folder', 'june.request'), {});
  await ask(join('folder', 'more.request'), { questions: [{ kind: 'range', imports: 'all' }] });
  const { code, stdout, stderr } = await on('town', 'disclose', 'watch', folder, '--once');
  expect([code, stderr]).toEqual([1, expect.stringContaining('more.request: CONSENT_UNKNOWN')]);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event),
  ).toEqual(['answered', 'failed']);
  const answer = join(folder, 'june.answer');
  cpSync(at('bank', 'keys'), at('late', 'keys'), { recursive: true });
  const verified = await done(
    'bank',
    'disclose',
    'verify',
    answer,
    '--request',
    join(folder, 'june.request'),
    ...bank,
  );
  expect(verified.answers).toEqual([{ kind: 'range', from: '5000', below: '6000' }]);
  // Without a receipt no further answer, once 35 days are over.
  await time('2013-07-25T06:00Z');
  const over = ['disclose', 'verify', answer, '--request', join(folder, 'june.request')];
  const expired = refused('ANSWER_INVALID field=request.expires');
  // Whoever verified it in time has no other receipt of it; whoever did not refuses it.
  expect(await on('bank', ...over, ...bank, '--receipt', at('bank.receipt'))).toEqual(expired);
  expect(existsSync(at('bank.receipt'))).toBe(false);
  const late = [...over, '--keys', at('late', 'keys'), '--receipt', at('over.receipt')];
  expect(await on('bank', ...late)).toEqual(expired);
  expect((await readReceipt(at('over.receipt'))).signed.receipt.verdict).toBe(VERDICT.refused);
  const watched = await on('town', 'disclose', 'watch', folder, '--once');
  expect(watched.stdout).toContain('"event":"missing"');
});
