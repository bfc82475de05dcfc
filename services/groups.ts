/** The table of groups: what A and B go by for each kind of them. */
import type { FollowedTable } from './core/sets/followedRules.js';
import { DELIVERIES } from './flexibility/follow/groups.js';
import { SETTLEMENTS } from './market/follow/groups.js';

export const GROUPS: FollowedTable = { settlements: SETTLEMENTS, deliveries: DELIVERIES };
