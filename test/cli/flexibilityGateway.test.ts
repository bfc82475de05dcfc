import { Gateway } from '@veilgrid/cli/commands/flexibility/gateway';
import type { NeedStatement, OfferPayment } from '@veilgrid/client-sdk';
import { type ErrorCode, fail, type ProtocolError } from '@veilgrid/protocol/errors';
import type { LedgerEvent } from '@veilgrid/protocol/events';

type Phase = NeedStatement['entry']['phase'];

/** A chain of one need under which positions 1 and 2 offered, and what its wallet says when it is asked to settle. */
function script(positions = [1, 2]) {
  const need = { phase: 'open' as Phase, called: 0n, result: undefined as unknown };
  const paid = new Set<number>();
  const refusals: ErrorCode[] = [];
  const asked: number[] = [];
  const told: (readonly unknown[])[] = [];
  const household = {
    needs: async () => [7n],
    statement: async () => {
      const entry = { needId: 7n, release: 200n, close: 300n, ...need };
      const offers = positions.map((position) => ({
        offer: { point: { position } },
        ...(paid.has(position) && { payment: {} }),
      }));
      return { entry, offers } as unknown as NeedStatement;
    },
    settle: async (_: bigint, { position = 0 } = {}) => {
      asked.push(position);
      const code = refusals.shift();
      if (code) throw fail(code, { field: 'needId' });
      paid.add(position);
      return { position } as unknown as OfferPayment;
    },
  };
  const open = () =>
    new Gateway(household, {
      called: ({ entry }) => void told.push(['called', entry.called]),
      paid: (payment) => void told.push(['paid', payment]),
      failed: (_, position, error: ProtocolError, final) =>
        void told.push(['failed', position, error.code, final]),
    });
  const needEvent = (time: bigint, phase: string) =>
    ({ type: 'need', height: 1n, time, needId: 7n, phase }) as LedgerEvent;
  const block = (time: bigint) => ({ type: 'block', height: 1n, time }) as LedgerEvent;
  return { need, refusals, asked, told, open, needEvent, block };
}

test('a call is told once, and what was offered is delivered when its time comes, and never again', async () => {
  const { need, told, asked, open, needEvent, block } = script();
  const gateway = open();
  await gateway.begin(0n);
  Object.assign(need, { phase: 'cleared', result: {}, called: 2n });
  await gateway.hear(needEvent(400n, 'called'));
  await gateway.hear(block(400n));
  need.called = 6n;
  await gateway.hear(needEvent(410n, 'called'));
  need.phase = 'callsOver';
  await gateway.hear(needEvent(500n, 'callsOver'));
  expect([asked, told]).toEqual([
    [],
    [
      ['called', 2n],
      ['called', 6n],
    ],
  ]);
  need.phase = 'settling';
  await gateway.hear(needEvent(600n, 'settling'));
  expect(told.slice(2)).toEqual([
    ['paid', { position: 1 }],
    ['paid', { position: 2 }],
  ]);
  await gateway.hear(block(700n));
  await gateway.hear(needEvent(800n, 'frozen'));
  expect([asked, told.length, gateway.failed]).toEqual([[1, 2], 4, false]);
});

test('nothing called is claimed once calls are over', async () => {
  const { need, asked, open, needEvent } = script([1]);
  const gateway = open();
  Object.assign(need, { phase: 'cleared', result: {} });
  await gateway.begin(400n);
  expect(asked).toEqual([]);
  need.phase = 'callsOver';
  await gateway.hear(needEvent(500n, 'callsOver'));
  expect(asked).toEqual([1]);
});

test.each<[Phase, bigint]>([
  ['gate', 200n],
  ['released', 300n],
])(
  'a need that a role left in phase %s is ended by its first claim, as soon as that may be',
  async (phase, at) => {
    const { need, asked, open, block } = script([1]);
    const gateway = open();
    need.phase = phase;
    await gateway.begin(at - 1n);
    await gateway.hear(block(at - 1n));
    expect(asked).toEqual([]);
    await gateway.hear(block(at));
    expect(asked).toEqual([1]);
  },
);

test('what is refused is told once and tried again, at longer and longer distances; too early is no refusal', async () => {
  const { need, refusals, asked, told, open, block } = script([1]);
  const gateway = open();
  need.phase = 'settling';
  refusals.push('PHASE_WRONG', 'ROOT_MISMATCH', 'ROOT_MISMATCH');
  await gateway.begin(1_000n);
  for (const [time, tries] of [
    [1_059n, 1],
    [1_060n, 2],
    [1_119n, 2],
    [1_120n, 3],
    [1_239n, 3],
    [1_240n, 4],
  ] as const) {
    await gateway.hear(block(time));
    expect([time, asked.length]).toEqual([time, tries]);
  }
  expect(told).toEqual([
    ['failed', 1, 'ROOT_MISMATCH', false],
    ['paid', { position: 1 }],
  ]);
  expect(gateway.failed).toBe(true);
});

test('without a reading nothing is delivered, and nothing tried again; the other position is', async () => {
  const { need, refusals, asked, told, open, block } = script();
  const gateway = open();
  need.phase = 'settling';
  refusals.push('BASELINE_DAY_MISSING');
  await gateway.begin(1_000n);
  await gateway.hear(block(9_000n));
  expect(asked).toEqual([1, 2]);
  expect(told).toEqual([
    ['failed', 1, 'BASELINE_DAY_MISSING', true],
    ['paid', { position: 2 }],
  ]);
});

test('whoever begins again goes on where the chain stands: told again, paid not', async () => {
  const { need, told, asked, open } = script();
  Object.assign(need, { phase: 'settling', called: 2n });
  await open().begin(1_000n);
  await open().begin(1_010n);
  expect(asked).toEqual([1, 2]);
  expect(told.filter(([what]) => what === 'called')).toHaveLength(2);
});

test('a fault of its own ends it', async () => {
  const { need, told, open } = script([1]);
  Object.assign(need, { phase: undefined, called: undefined });
  await expect(open().begin(0n)).rejects.toThrow(TypeError);
  expect(told).toEqual([]);
});
