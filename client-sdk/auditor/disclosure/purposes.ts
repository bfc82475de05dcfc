/** What parties may ask households for. docs/protocol/disclosure.md, registerPurpose and endPurpose. */
import type { RegisterPurposeBody } from '@veilgrid/protocol/disclosure/purpose';
import { ensure } from '@veilgrid/protocol/errors';
import { ensureKind } from '../core/parties.js';
import { type DisclosureRule, dayOf, purposeOf } from './book.js';

const RECIPIENT = 1;
const PLANNER = 4;
const QUESTION_KINDS = 8;
const NAMINGS = 3;
const LONGEST = 1_461;

const isBit = (x: number) => x === 0 || x === 1;
const between = (least: number, x: number, most: number) => least <= x && x <= most;

export const registerPurpose: DisclosureRule<'registerPurpose'> = (ledger, body) => {
  const { books, time } = ledger;
  ensureKind(ledger, body.partyId, RECIPIENT);
  if (body.panels === 1) ensureKind(ledger, body.partyId, PLANNER);
  for (const [field, holds] of demandsOn(body, books.purposes.length, dayOf(time))) {
    ensure(holds, 'PURPOSE_INVALID', { field });
  }
  const { sequence: _, purposeId: __, ...record } = body;
  books.purposes.push({ record, live: 0 });
};

function demandsOn(body: RegisterPurposeBody, next: number, today: number): readonly [string, boolean][] {
  const { from, until } = body;
  return [
    ['purposeId', body.purposeId === next],
    ['lawfulBasis', between(1, body.lawfulBasis, 6)],
    ['questions', between(1, body.questions, 2 ** QUESTION_KINDS - 1)],
    ['naming', between(1, body.naming, 2 ** NAMINGS - 1)],
    ['maxDays', between(1, body.maxDays, 4_096)],
    ['standing', isBit(body.standing)],
    ['transferable', isBit(body.transferable)],
    ['panels', isBit(body.panels)],
    ['retentionDays', body.retentionDays <= 3_660],
    ['from', from < until],
    ['until', until > today && until <= from + LONGEST],
  ];
}

export const endPurpose: DisclosureRule<'endPurpose'> = ({ books, time }, body) => {
  const purpose = purposeOf(books, body.purposeId);
  ensure(purpose.record.partyId === body.partyId, 'PURPOSE_UNKNOWN', { field: 'partyId' });
  ensure(isBit(body.byParty), 'PURPOSE_INVALID', { field: 'byParty' });
  const today = dayOf(time);
  ensure(purpose.record.until > today, 'PURPOSE_ENDED', { field: 'purposeId' });
  books.purposes[body.purposeId] = { ...purpose, record: { ...purpose.record, until: today } };
};
