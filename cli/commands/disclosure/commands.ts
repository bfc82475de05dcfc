import { Command } from 'commander';
import type { RoomCommands } from '../../headings.js';
import { answerCommand } from './answer.js';
import { consentCommands } from './consent.js';
import { exportCommand } from './export.js';
import { purposeCommands } from './purpose.js';
import { receiptsCommand } from './receipts.js';
import { recipientCommands } from './recipient.js';
import { requestCommand } from './request.js';
import { showCommand } from './show.js';
import { verifyCommand } from './verify.js';
import { watchCommand } from './watch.js';

const HEADINGS = { households: 'Households:', recipients: 'Recipients:' } as const;

/** Purposes and consents stand for themselves; what a recipient asks and a household answers is one command. */
export function disclosureCommands(): RoomCommands {
  const disclose = new Command('disclose').description(
    'data access: a party asks, a household answers of its own days with proofs',
  );
  const add = (heading: keyof typeof HEADINGS, ...commands: readonly Command[]) => {
    for (const command of commands) disclose.addCommand(command.helpGroup(HEADINGS[heading]));
  };
  add('households', showCommand(), answerCommand(), watchCommand(), exportCommand());
  add('recipients', requestCommand(), verifyCommand(), receiptsCommand());
  return {
    settling: [consentCommands()],
    organisations: [purposeCommands(), recipientCommands()],
    anybody: [disclose],
  };
}
