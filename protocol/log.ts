/** The table of the log: every entry that the ledger can write, composed of the rooms' own. */
import { CORE_LOG } from './core/groups/log.js';
import { FLEXIBILITY_LOG } from './flexibility/log.js';
import { MARKET_LOG } from './market/log.js';

export const LOG = { ...CORE_LOG, ...MARKET_LOG, ...FLEXIBILITY_LOG };

/** Names of entries. */
export type LogName = keyof typeof LOG;
