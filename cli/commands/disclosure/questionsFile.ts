/** Questions as a recipient writes them down: half hours by number, Wh, currency, percent. `disclose request --help` shows one. */
import { type Asked, question } from '@veilgrid/client-sdk';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import { MAX_QUESTIONS } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { fail } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { z } from 'zod';
import { MAX_U32 } from '../../options.js';
import { parseMoney } from '../../terminal/amounts.js';
import { day, periods, readFields, textOf, time } from '../../terminal/jsonFields.js';

export const EXAMPLE = `{
  "purposeId": 0, "from": "2027-06-01", "to": "2027-06-30", "maxGaps": 2,
  "naming": "pseudonym", "expires": "2027-07-14T00:00Z",
  "questions": [
    { "kind": "range", "imports": "34-39", "wh": [60000, 90000] },
    { "kind": "share", "window": "34-39", "percent": [12.5, 25] },
    { "kind": "cost", "prices": { "imports": 30000, "exports": 10000 }, "currency": ["20", "42.50"] },
    { "kind": "sums", "registers": [{ "side": "imports", "periods": "all" }] }
  ]
}`;

const ALL = 'all';
/** Half hours by number; all of a day. */
const chosen = z.union([z.literal(ALL), periods]);
type InFile = z.output<typeof chosen>;

const signedMoney = textOf('an amount of currency', (text) => {
  const units = parseMoney(text.replace(/^-/, ''));
  return units === undefined || !text.startsWith('-') ? units : -units;
});
const wh = z.array(z.int().min(0));
/** Permille. */
const percent = z
  .array(z.number().multipleOf(0.1).min(0))
  .min(1)
  .transform((all) => all.map((x) => Math.round(x * 10)));
/** 0.01 currency/MWh: one for all half hours, or one each. */
const price = z.union([z.int(), z.array(z.int())]);
const dayPrices = z.strictObject({ imports: price, exports: price });

const sides = { imports: chosen.optional(), exports: chosen.optional() };
const QuestionFile = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('readings'), ...sides }),
  z.strictObject({
    kind: z.literal('sums'),
    registers: z.array(z.strictObject({ side: z.enum(['imports', 'exports']), periods: chosen })).min(1),
  }),
  z.strictObject({ kind: z.literal('range'), ...sides, wh: wh.default([]) }),
  z.strictObject({
    kind: z.literal('cost'),
    prices: z.union([dayPrices, z.array(dayPrices)]),
    currency: z.array(signedMoney).default([]),
  }),
  z.strictObject({ kind: z.literal('share'), window: chosen, percent }),
  z.strictObject({ kind: z.literal('comparison'), imports: chosen, percent }),
  z.strictObject({ kind: z.literal('peak'), ...sides, wh: wh.min(1) }),
  z.strictObject({ kind: z.literal('floor'), ...sides, wh: wh.min(1) }),
]);
type QuestionInFile = z.output<typeof QuestionFile>;

const QuestionsFile = z.strictObject({
  purposeId: z.int().min(0).max(MAX_U32),
  /** Days, UTC, both included. */
  from: day,
  to: day,
  maxGaps: z.int().min(0).max(0xffff).default(0),
  naming: z
    .enum(Object.keys(NAMING) as [keyof typeof NAMING, ...(keyof typeof NAMING)[]])
    .default('pseudonym'),
  designated: z.boolean().default(true),
  expires: time,
  questions: z.array(QuestionFile).min(1).max(MAX_QUESTIONS),
});

/** Whether they may be asked, `makeRequest` says. @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID naming the field */
export async function readQuestionsFile(
  file: string,
  { K }: Pick<Params, 'K'>,
): Promise<Omit<Asked, 'issued'> & { readonly purposeId: number }> {
  const { questions, from: fromDay, to: toDay, ...rest } = await readFields(file, 'questions', QuestionsFile);
  return {
    ...rest,
    fromDay,
    toDay,
    questions: questions.map((asked, i) => questionOf(K, asked, `questions.questions.${i}`, file)),
  };
}

function questionOf(K: number, asked: QuestionInFile, field: string, file: string): Question {
  const mask = (name: string, in_: InFile): bigint => {
    const list = in_ === ALL ? Array.from({ length: K }, (_, k) => k) : in_;
    if (list.some((k) => k >= K))
      throw fail('FILE_INVALID', { field: `${field}.${name}`, file, reason: `a day has ${K} of them` });
    return list.reduce((bits, k) => bits | (1n << BigInt(k)), 0n);
  };
  const both = ({ imports, exports }: { imports?: InFile | undefined; exports?: InFile | undefined }) => ({
    ...(imports !== undefined && { imports: mask('imports', imports) }),
    ...(exports !== undefined && { exports: mask('exports', exports) }),
  });
  switch (asked.kind) {
    case 'readings':
      return question.readings(both(asked));
    case 'sums':
      return question.sums(
        asked.registers.map(({ side, periods: in_ }, j) => ({
          side,
          periods: mask(`registers.${j}.periods`, in_),
        })),
      );
    case 'cost': {
      const byPeriod = (given: z.output<typeof price>) =>
        typeof given === 'number' ? Array<number>(K).fill(given) : given;
      const prices = [asked.prices].flat().map(({ imports, exports }) => ({
        imports: byPeriod(imports),
        exports: byPeriod(exports),
      }));
      return question.cost({ prices, bounds: asked.currency });
    }
    case 'share':
      return question.share({ window: mask('window', asked.window), bounds: asked.percent });
    case 'comparison':
      return question.comparison({ imports: mask('imports', asked.imports), bounds: asked.percent });
    default:
      return question[asked.kind]({ ...both(asked), bounds: asked.wh });
  }
}
