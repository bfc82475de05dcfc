/** Digests and names of disclosure by circomlibjs and Node's SHA-256, with SSZ written out: no code of the product's. */
import { createHash } from 'node:crypto';
import { buildCrypto } from '../../../oracle/crypto.js';

const sha256 = (...parts: readonly (Buffer | string)[]) =>
  parts.reduce((all, part) => all.update(part), createHash('sha256')).digest();
const le = (x: bigint | number, bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  for (let i = 0, rest = BigInt.asUintN(8 * bytes, BigInt(x)); i < bytes; i++, rest >>= 8n) {
    out[i] = Number(rest & 255n);
  }
  return out;
};
const be = (x: bigint, bytes: number) => Buffer.from(le(x, bytes).reverse());
const number = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);

/** SSZ of a container or of a list of variable parts: offsets stand where parts do not fit. */
const record = (parts: readonly (Buffer | { readonly variable: Buffer })[]): Buffer => {
  const fixed = parts.reduce((n, part) => n + (Buffer.isBuffer(part) ? part.length : 4), 0);
  let end = fixed;
  const heads = parts.map((part) => {
    if (Buffer.isBuffer(part)) return part;
    const head = le(end, 4);
    end += part.variable.length;
    return head;
  });
  return Buffer.concat([
    ...heads,
    ...parts.map((part) => (Buffer.isBuffer(part) ? Buffer.alloc(0) : part.variable)),
  ]);
};
const variable = (bytes: Buffer) => ({ variable: bytes });
const list = <T>(values: readonly T[], encode: (value: T) => Buffer) =>
  variable(Buffer.concat(values.map(encode)));
const records = <T>(values: readonly T[], encode: (value: T) => Buffer) =>
  variable(record(values.map((value) => variable(encode(value)))));

/** As the vectors' file has it. */
export interface QuestionJson {
  readonly kind: number;
  readonly imports: string;
  readonly exports: string;
  readonly registers: readonly { readonly side: number; readonly periods: string }[];
  /** Signed. */
  readonly bounds: readonly string[];
  readonly prices: readonly number[];
}
export interface RequestJson {
  readonly chainId: string;
  readonly partyId: number;
  readonly purposeId: number;
  readonly nonce: string;
  readonly issued: string;
  readonly expires: string;
  readonly naming: number;
  readonly designated: number;
  readonly fromDay: number;
  readonly toDay: number;
  readonly maxGaps: number;
  readonly questions: readonly QuestionJson[];
}
export interface AnswerJson {
  readonly requestDigest: string;
  readonly consentId: string;
  readonly n: string;
  readonly subject: string;
  readonly shown: string;
  readonly chains: readonly {
    readonly questions: readonly number[];
    readonly claims: readonly number[];
    readonly low: string;
    readonly high: string;
    readonly steps: readonly {
      readonly auctionId: string;
      readonly day: number;
      readonly status: number;
      readonly stateOut: string;
      readonly readings: readonly string[];
    }[];
  }[];
  readonly gaps: readonly number[];
}

const u64 = (x: string) => le(BigInt(x), 8);
const fr = (x: string) => le(BigInt(x), 32);
const hex = (x: string) => Buffer.from(x, 'hex');
const u8s = (values: readonly number[]) => list(values, (x) => le(x, 1));

const questionBytes = (q: QuestionJson) =>
  record([
    le(q.kind, 1),
    u64(q.imports),
    u64(q.exports),
    list(q.registers, ({ side, periods }) => Buffer.concat([le(side, 1), u64(periods)])),
    list(q.bounds, (bound) => le(BigInt(bound) + 2n ** 63n, 8)),
    list(q.prices, (price) => le(price + 2 ** 31, 4)),
  ]);

const requestBytes = (r: RequestJson, when: readonly Buffer[]) =>
  record([
    fr(r.chainId),
    le(r.partyId, 4),
    le(r.purposeId, 4),
    ...when,
    le(r.naming, 1),
    le(r.designated, 1),
    le(r.fromDay, 4),
    le(r.toDay, 4),
    le(r.maxGaps, 2),
    records(r.questions, questionBytes),
  ]);

const answerBytes = (a: AnswerJson) =>
  record([
    hex(a.requestDigest),
    hex(a.consentId),
    fr(a.n),
    fr(a.subject),
    u64(a.shown),
    records(a.chains, (c) =>
      record([
        u8s(c.questions),
        u8s(c.claims),
        fr(c.low),
        fr(c.high),
        records(c.steps, (s) =>
          record([fr(s.auctionId), le(s.day, 4), le(s.status, 1), fr(s.stateOut), list(s.readings, fr)]),
        ),
      ]),
    ),
    list(a.gaps, (day) => le(day, 4)),
  ]);

/** What the vectors say, computed again. */
export async function buildReference() {
  const { hash } = await buildCrypto();
  return {
    scope: (r: Pick<RequestJson, 'chainId' | 'partyId' | 'purposeId'>, nonce: string) =>
      number(
        sha256(
          'veilgrid scope',
          be(BigInt(r.chainId), 31),
          le(r.partyId, 4),
          le(r.purposeId, 4),
          hex(nonce),
        ).subarray(0, 31),
      ),
    subject: (sk: bigint, position: number, scope: bigint) => hash('SUBJ', sk, BigInt(position), scope),
    recipientKey: (v: bigint) => hash('DVK', v),
    state: (salt: bigint, sum: bigint, position: number) => hash('DISC', salt, sum, BigInt(position)),
    consent: (sk: bigint, i: number, subject: bigint) => {
      const n = hash('CONSENT', sk, BigInt(2 * i));
      const r = hash('CONSENT', sk, BigInt(2 * i + 1));
      return { n, r, holder: hash('HOLD', subject, n), revoke: hash('REVOKE', r) };
    },
    requestDigest: (r: RequestJson) => sha256(requestBytes(r, [hex(r.nonce), u64(r.issued), u64(r.expires)])),
    asked: (r: RequestJson) => sha256(requestBytes(r, [])),
    answerDigest: (chainId: bigint, a: AnswerJson) => sha256(be(chainId, 31), 'answer', answerBytes(a)),
    receiptDigest: (
      chainId: bigint,
      consentId: string,
      answerDigest: string,
      time: bigint,
      verdict: number,
    ) => sha256(le(chainId, 32), hex(consentId), hex(answerDigest), le(time, 8), le(verdict, 1)),
  };
}
