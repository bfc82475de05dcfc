/** The table of rules: every kind of transaction has one, under its own name. */
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Books } from './books.js';
import type { Rule } from './core/ledger.js';
import { CORE_RULES } from './core/rules.js';
import { FLEXIBILITY_RULES } from './flexibility/rules.js';
import { MARKET_RULES } from './market/rules.js';

const RULES: { readonly [K in Kind]: Rule<K, Books> } = {
  ...CORE_RULES,
  ...MARKET_RULES,
  ...FLEXIBILITY_RULES,
};

/** The rule of a transaction's own kind; its body's type goes with it. */
export function ruleOf<K extends Kind>(kind: K): Rule<K, Books> {
  return RULES[kind];
}
