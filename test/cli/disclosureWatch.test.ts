/** A folder of requests that nobody watches: what a scripted household makes of it. And what a recipient keeps. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimWords } from '@veilgrid/cli/commands/disclosure/claimText';
import { ReceiptBook } from '@veilgrid/cli/commands/disclosure/receiptBook';
import { readReceipt, receiptBytes } from '@veilgrid/cli/commands/disclosure/receiptFile';
import { receiveAnswer } from '@veilgrid/cli/commands/disclosure/receiveAnswer';
import { type Household, StandingWatch } from '@veilgrid/cli/commands/disclosure/standingWatch';
import type { GivenAnswer } from '@veilgrid/client-sdk';
import { makeReceipt } from '@veilgrid/client-sdk';
import type { Answered } from '@veilgrid/client-sdk/verifier/disclosure/answered';
import { answerDigest } from '@veilgrid/protocol/disclosure/answer';
import { type SignedReceipt, VERDICT } from '@veilgrid/protocol/disclosure/receipts';
import { type ErrorCode, fail } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { UNPROVEN } from '../protocol/disclosure/support/samples.js';

const KEY = new Uint8Array(32).fill(3);
const fields = (byte: number, verdict: number = VERDICT.verified) => ({
  chainId: 7n,
  consentId: new Uint8Array(32),
  answerDigest: new Uint8Array(32).fill(byte),
  verdict,
});
const receipt = makeReceipt({ ...fields(1), time: 5n }, KEY);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'veilgrid-watch-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A household that refuses with these codes, one after the other, and then answers. */
function script(...refusals: ErrorCode[]) {
  const told: (readonly unknown[])[] = [];
  const asked: string[] = [];
  const missing: GivenAnswer[] = [];
  const states: ('rooted' | 'waiting')[] = [];
  const household: Household = {
    async answerStanding([bytes]) {
      asked.push(new TextDecoder().decode(bytes));
      const code = refusals.shift();
      const request = bytes!;
      if (code) return [{ request, refusal: fail(code, { field: 'asked' }) }];
      const read = { request: { partyId: 32 } } as never;
      return [{ request, read, sealed: new TextEncoder().encode(`to ${new TextDecoder().decode(request)}`) }];
    },
    receipt: async () => states.shift() ?? 'rooted',
    missing: async () => missing,
  };
  const open = () =>
    new StandingWatch(dir, household, {
      answered: (...line) => void told.push(['answered', ...line]),
      receipt: (...line) => void told.push(['receipt', ...line]),
      missing: ({ partyId }) => void told.push(['missing', partyId]),
      failed: (name, { code }) => void told.push(['failed', name, code]),
    });
  return { told, asked, missing, states, open };
}
const put = (name: string, data: string | Uint8Array = name) => writeFileSync(join(dir, name), data);
const read = (name: string) => readFileSync(join(dir, name), 'utf8');

test('each request is answered once, beside it, also by whoever begins again', async () => {
  const { told, asked, open } = script();
  put('a.request');
  put('notes.txt');
  const watch = open();
  await watch.round(0);
  put('b.request');
  await watch.round(5);
  await watch.round(9_999);
  await open().round(0);
  expect(asked).toEqual(['a.request', 'b.request']);
  expect([read('a.answer'), read('b.answer')]).toEqual(['to a.request', 'to b.request']);
  expect(told).toEqual([
    ['answered', 'a.request', 'a.answer', 32],
    ['answered', 'b.request', 'b.answer', 32],
  ]);
  expect(watch.failed).toBe(false);
});

test('what is refused keeps no other waiting, is told once and tried again at longer and longer distances', async () => {
  const { told, asked, open } = script('CONSENT_UNKNOWN', 'NODE_UNREACHABLE', 'NODE_UNREACHABLE');
  put('a.request');
  const watch = open();
  for (const now of [0, 59, 60, 179, 180, 419]) await watch.round(now);
  expect(asked).toHaveLength(3);
  put('b.request');
  await watch.round(419);
  expect(existsSync(join(dir, 'b.answer'))).toBe(true);
  await watch.round(420);
  expect(read('a.answer')).toBe('to a.request');
  expect(told.map(([event, , what]) => [event, what])).toEqual([
    ['failed', 'CONSENT_UNKNOWN'],
    ['failed', 'NODE_UNREACHABLE'],
    ['answered', 'b.answer'],
    ['answered', 'a.answer'],
  ]);
  expect(watch.failed).toBe(true);
});

test('a request that is too large, and a receipt that is none, are refused by their files', async () => {
  const { told, asked, open } = script();
  put('large.request', new Uint8Array(2 ** 21 + 1));
  put('none.receipt');
  put('large.receipt', new Uint8Array(5_000));
  await open().round(0);
  expect(asked).toEqual([]);
  expect(told).toEqual([
    ['failed', 'large.receipt', 'TOO_LARGE'],
    ['failed', 'none.receipt', expect.stringMatching(/MALFORMED|FIELD_NOT_CANONICAL/)],
    ['failed', 'large.request', 'TOO_LARGE'],
  ]);
});

test('a file that the system does not give keeps no other waiting', async () => {
  const { told, open } = script();
  // Whoever runs the tests may be one to whom no mode says no.
  for (const name of ['a.request', 'a.receipt']) symlinkSync(name, join(dir, name));
  put('b.request');
  await open().round(0);
  expect(told).toEqual([
    ['failed', 'a.receipt', 'FILE_INVALID'],
    ['failed', 'a.request', 'FILE_INVALID'],
    ['answered', 'b.request', 'b.answer', 32],
  ]);
});

test('an answer that cannot be written keeps no other waiting', async () => {
  const { told, open } = script();
  // The file that an answer is first written to would have a longer name than there may be.
  const name = `${'a'.repeat(247)}.request`;
  for (const each of [name, 'b.request']) put(each);
  await open().round(0);
  expect(told).toEqual([
    ['failed', name, 'FILE_INVALID'],
    ['answered', 'b.request', 'b.answer', 32],
  ]);
});

test('a receipt is taken until it is rooted; one without a proof says all it can', async () => {
  const { told, states, open } = script();
  put('bare.receipt', receiptBytes(receipt));
  put('shown.receipt', receiptBytes(receipt, { index: 0, size: 1, path: [] }));
  states.push('waiting', 'waiting', 'rooted');
  const watch = open();
  for (const now of [0, 59, 60, 120]) await watch.round(now);
  expect(told).toEqual([
    ['receipt', 'bare.receipt', 'waiting'],
    ['receipt', 'shown.receipt', 'waiting'],
    ['receipt', 'shown.receipt', 'rooted'],
  ]);
  expect(states).toEqual([]);
});

test('a receipt that is missing is looked for by the hour, and told once', async () => {
  const { told, missing, open } = script();
  const watch = open();
  await watch.round(0);
  missing.push({ partyId: 32, answerDigest: new Uint8Array(32) } as GivenAnswer);
  await watch.round(3_599);
  expect([told, watch.failed]).toEqual([[], false]);
  for (const now of [3_600, 7_200]) await watch.round(now);
  expect([told, watch.failed]).toEqual([[['missing', 32]], true]);
});

test('a folder that is none ends the watch', async () => {
  dir = join(dir, 'nowhere');
  await expect(script().open().round(0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a receipt comes out of its file as it went in', async () => {
  const proof = { index: 1, size: 3, path: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)] };
  put('a', receiptBytes(receipt, proof));
  put('b', receiptBytes(receipt));
  expect(await readReceipt(join(dir, 'a'))).toEqual({ signed: receipt, proof });
  expect(await readReceipt(join(dir, 'b'))).toEqual({ signed: receipt });
});

test('a recipient keeps one receipt for each request that was answered, and counts no refused one as an answer', async () => {
  const book = new ReceiptBook(dir);
  const nonce = new Uint8Array(32).fill(9);
  const keep = (byte: number, verdict: number, time: bigint) =>
    book.keep(nonce, fields(byte, verdict), async () => time, KEY);
  expect([await book.all(), await book.of(nonce)]).toEqual([[], undefined]);
  await keep(1, VERDICT.refused, 10n);
  expect(await book.answered()).toEqual(new Set());
  const first = await keep(2, VERDICT.verified, 20n);
  expect(await keep(3, VERDICT.verified, 30n)).toEqual(first);
  expect(await new ReceiptBook(dir).of(nonce)).toEqual(first);
  expect([...(await book.answered())]).toEqual(['09'.repeat(32)]);
  const all = await book.all();
  expect(all.map(({ receipt: { time, verdict } }) => [time, verdict])).toEqual([
    [10n, VERDICT.refused],
    [20n, VERDICT.verified],
  ]);
});

describe('an answer that comes in', () => {
  const nonce = new Uint8Array(32).fill(9);
  const answerBy = (n: bigint) => ({ ...UNPROVEN, chains: [], n });
  /** As `disclose verify` does, where the answer is true once nobody has answered yet. */
  const receive = (n: bigint, handOut?: (signed: SignedReceipt) => Promise<void>) =>
    receiveAnswer(
      new ReceiptBook(dir),
      { request: { chainId: 7n, nonce }, answer: answerBy(n), signKey: KEY, now: async () => 50n },
      async ({ answered }) => {
        if (answered.size > 0 || n === 0n) throw fail('ANSWER_INVALID', { field: 'request.nonce' });
        return n;
      },
      handOut,
    );

  test('counts as the answer to its request, receipt or not, and another one is none', async () => {
    expect(await receive(1n)).toBe(1n);
    await expect(receive(2n)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    expect(await new ReceiptBook(dir).answered()).toEqual(new Set(['09'.repeat(32)]));
    const given: SignedReceipt[] = [];
    expect(await receive(1n, async (signed) => void given.push(signed))).toBe(1n);
    expect(given.map(({ receipt }) => [receipt.answerDigest, receipt.verdict])).toEqual([
      [answerDigest(7n, answerBy(1n)), VERDICT.verified],
    ]);
  });

  test('gets a receipt of its refusal where one is asked for, and keeps no nonce', async () => {
    const given: SignedReceipt[] = [];
    await expect(receive(0n)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    expect(await new ReceiptBook(dir).all()).toEqual([]);
    const refusal = receive(0n, async (signed) => void given.push(signed));
    await expect(refusal).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    expect(given.map(({ receipt: { verdict } }) => verdict)).toEqual([VERDICT.refused]);
    expect(await receive(1n)).toBe(1n);
  });
});

test.each<[Answered, string]>([
  [{ kind: 'sums', values: [1_234n, 0n] }, 'Exactly 1,234 Wh; 0 Wh.'],
  [{ kind: 'range', value: 5n }, 'Exactly 5 Wh.'],
  [{ kind: 'range', from: undefined, below: 5_000n }, 'Below 5,000 Wh.'],
  [{ kind: 'range', from: 5n, below: 6n }, 'From 5 Wh to below 6 Wh.'],
  [{ kind: 'cost', from: -150_000_000n, below: undefined }, '-1.50 of currency or more.'],
  [{ kind: 'share', atMost: 125n }, 'At most 12.5 % of all import.'],
  [{ kind: 'share', atMost: undefined }, 'No such bound was claimed.'],
  [
    { kind: 'comparison', atMost: 900n, nets: 2 },
    "At most 90 % of the zone's average. In 2 half hours the zone's net stood for its imports, which are never less.",
  ],
  [{ kind: 'peak', atMost: 900n }, 'At most 900 Wh.'],
  [{ kind: 'floor', atLeast: 10n }, 'At least 10 Wh.'],
  [
    { kind: 'readings', days: [{ day: 0, imports: [7, undefined], exports: [undefined, undefined] }] },
    'Wh                   import  export\n   1970-01-01 00:00       7       -',
  ],
])('%j is said as %j', (answered, words) => {
  expect(claimWords(paramsOf('full'), answered)).toBe(words);
});
