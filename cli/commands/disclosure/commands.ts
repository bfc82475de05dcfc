import { Command } from 'commander';
import type { RoomCommands } from '../../headings.js';
import { exportCommand } from './export.js';

/** What a household says of its own readings, and to whom. */
export function disclosureCommands(): RoomCommands {
  const disclose = new Command('disclose').description("a household's own readings: exported");
  disclose.addCommand(exportCommand());
  return { settling: [disclose] };
}
