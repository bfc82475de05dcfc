/** The table of groups: every kind of them has a line, under the name that its groups keep. */
import type { GroupTable } from './core/view.js';
import { DELIVERIES } from './flexibility/groups.js';
import { SETTLEMENTS } from './market/groups.js';

export const GROUPS: GroupTable = { settlements: SETTLEMENTS, deliveries: DELIVERIES };
