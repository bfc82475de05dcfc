/** The table of groups: what each module says of its own. */
import type { GroupLines } from './core/ledger.js';
import { deliveries } from './flexibility/groupLine.js';
import { settlements } from './market/groupLine.js';

export const GROUP_LINES: GroupLines = { settlements, deliveries };
