import type { RoomCommands } from '../../headings.js';
import { auditCommand } from './audit.js';
import { initCommand } from './init.js';
import { keysCommand } from './keys.js';
import { nodeCommand } from './node.js';
import { verifyCommand } from './verify.js';

export function ledgerCommands(): RoomCommands {
  return {
    anybody: [verifyCommand(), auditCommand()],
    nodes: [initCommand(), nodeCommand(), keysCommand()],
  };
}
