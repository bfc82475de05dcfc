import { Command } from 'commander';
import type { RoomCommands } from '../../headings.js';
import { requestCommands } from '../core/request.js';
import { areaCommands, calendarCommands } from './area.js';
import { bookCommands, callCommand, maskSumCommand, releaseDepositsCommands } from './book.js';
import { eventCommand } from './event.js';
import { needsCommand, publishCommand, showCommand, voidCommand } from './needs.js';
import { baselineCommand, offerCommand } from './offer.js';
import { openCommand, shareCommand } from './open.js';
import { enrolCommand, leaveCommand, registerCommand } from './register.js';
import { reportCommand } from './report.js';
import { settleCommand, statusCommand } from './settle.js';
import { watchCommand } from './watch.js';

const HEADINGS = {
  households: 'Households:',
  organisations: 'Organisations:',
  anybody: 'Anybody:',
} as const;

/** One command for all who take part in a need, with the headings of the whole help inside. */
export function flexibilityCommands(): RoomCommands {
  const flex = new Command('flex').description(
    'flexibility: a DSO asks, homes offer and are paid for less or more',
  );
  const add = (heading: keyof typeof HEADINGS, ...commands: readonly Command[]) => {
    for (const command of commands) flex.addCommand(command.helpGroup(HEADINGS[heading]));
  };
  add('households', registerCommand(), baselineCommand(), offerCommand());
  add('households', statusCommand(), settleCommand(), watchCommand());
  add('organisations', areaCommands(), calendarCommands(), enrolCommand(), leaveCommand());
  add('organisations', shareCommand(), openCommand(), ...requestCommands('openNeed'));
  add('organisations', ...bookCommands(), callCommand(), maskSumCommand(), releaseDepositsCommands());
  add('anybody', needsCommand(), showCommand(), publishCommand(), voidCommand());
  add('anybody', reportCommand(), eventCommand());
  return { anybody: [flex] };
}
