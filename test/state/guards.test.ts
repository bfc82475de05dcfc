/** Guards of made-up modules on kinds of core: on the node and, by its own table, on the auditor. */
import type { Guards as AuditorGuards } from '@veilgrid/client-sdk/auditor/guards';
import { auditBlock, held, openBooks } from '@veilgrid/client-sdk/auditor/index';
import { applyBlock } from '@veilgrid/node/state/applyBlock';
import { balanceOf } from '@veilgrid/node/state/core/money/accounts';
import type { Guards } from '@veilgrid/node/state/guards';
import { Overlay } from '@veilgrid/node/store/overlay';
import { ensure, ProtocolError } from '@veilgrid/protocol/errors';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { TestNode } from '../auditor/support/node.js';
import { PARTS } from '../auditor/support/play.js';
import { sealDraft } from '../auditor/support/seal.js';
import { TestChain } from './support/chain.js';
import { GENESIS, START } from './support/genesis.js';
import { hasher } from './support/hasher.js';
import { Household } from './support/household.js';
import { tariffBody } from './support/terms.js';

/** What stays in the account. */
const FLOAT = 40n;
/** Of a fixed charge, and of a cap without a right to more. */
const MOST = 900;
const guards: Guards = {
  redeem: [
    (_ctx, view, { value }) =>
      ensure(balanceOf(view, 'supplier') - value >= FLOAT, 'BOND_EXHAUSTED', { field: 'value' }),
    (_ctx, _view, { value }) => ensure(value !== 13n, 'HELD_EXHAUSTED'),
  ],
  publishTariff: [(_ctx, _view, { fixedPerDay }) => ensure(fixedPerDay < MOST, 'WORDS_DIFFER')],
  enrolPoint: [(_ctx, _view, { importCap }) => ensure(importCap <= MOST, 'GROUP_TOO_SMALL')],
};
const audited: AuditorGuards = {
  redeem: [
    ({ books }, { value }) => ensure(held(books, 'supplier') - value >= FLOAT, 'BOND_EXHAUSTED'),
    (_ledger, { value }) => ensure(value !== 13n, 'HELD_EXHAUSTED'),
  ],
  publishTariff: [(_ledger, { fixedPerDay }) => ensure(fixedPerDay < MOST, 'WORDS_DIFFER')],
  enrolPoint: [(_ledger, { importCap }) => ensure(importCap <= MOST, 'GROUP_TOO_SMALL')],
};

const chain = new TestChain();
chain.send('mintAccount', { account: ROLES.supplier, value: 100n });
const { point } = new Household(0);
const redeem = (value: bigint) =>
  chain.tx('redeem', { account: ROLES.supplier, value, payoutReference: new Uint8Array(32) });
const tariff = (fixedPerDay: bigint) => chain.tx('publishTariff', { ...tariffBody(), fixedPerDay });
const enrol = (importCap: number) => chain.tx('enrolPoint', { ...point, importCap });

function onNode(tx: Tx, table?: Guards) {
  const overlay = new Overlay(chain.store);
  const [error] = applyBlock(chain.ctx, overlay, chain.head, [chain.verified(tx)], table).errors;
  if (error) expect(overlay.writes()).toEqual([]);
  return error?.code;
}

/** In a block of a validator that has no guards. */
function onAuditor(tx: Tx, table?: AuditorGuards) {
  const node = new TestNode();
  const books = openBooks(GENESIS, hasher);
  const mint = chain.tx('mintAccount', { account: ROLES.supplier, value: 100n });
  const sealed = sealDraft(node, { time: START, txs: [{ tx: mint }, { tx }] });
  try {
    auditBlock(PARTS, books, sealed, table);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return [error.code, error.data.transaction];
  }
  return undefined;
}

test.each<[string, () => Tx, () => Tx, string]>([
  ['redeem', () => redeem(61n), () => redeem(60n), 'BOND_EXHAUSTED'],
  ['redeem, by its second', () => redeem(13n), () => redeem(14n), 'HELD_EXHAUSTED'],
  ['publishTariff', () => tariff(900n), () => tariff(899n), 'WORDS_DIFFER'],
  ['enrolPoint', () => enrol(901), () => enrol(900), 'GROUP_TOO_SMALL'],
])('a guard of %s refuses with its own code, and nothing is written', (_name, refused, taken, code) => {
  expect([onNode(refused(), guards), onNode(taken(), guards)]).toEqual([code, undefined]);
  expect([onAuditor(refused(), audited), onAuditor(taken(), audited)]).toEqual([[code, 1], undefined]);
  // It is the guard, and no other kind's.
  expect([onNode(refused()), onAuditor(refused())]).toEqual([undefined, undefined]);
  const others = chain.tx('mintAccount', { account: ROLES.dso, value: 901n });
  expect([onNode(others, guards), onAuditor(others, audited)]).toEqual([undefined, undefined]);
});

test('the own check of a kind speaks first', () => {
  expect([onNode(redeem(101n)), onNode(redeem(101n), guards)]).toEqual([
    'BALANCE_TOO_LOW',
    'BALANCE_TOO_LOW',
  ]);
});

test('a guard sees what stood before it in its block', () => {
  const [first, second] = [redeem(30n), redeem(31n)];
  const later = { ...second, body: { ...second.body, sequence: 1n } } as Tx;
  const overlay = new Overlay(chain.store);
  const vtxs = [first, later].map((tx) => chain.verified(tx));
  const { errors } = applyBlock(chain.ctx, overlay, chain.head, vtxs, guards);
  expect(errors.map((error) => error?.code)).toEqual([undefined, 'BOND_EXHAUSTED']);
  expect(balanceOf(overlay, 'supplier')).toBe(70n);
});
