/** The table of rules: every kind of transaction has one, under its own name. */
import type { Kind } from '@veilgrid/protocol/kinds';
import { BOOK_ENDS } from './bookEnds.js';
import type { Books } from './books.js';
import type { Rule } from './core/ledger.js';
import { CORE_RULES } from './core/rules.js';
import { DISCLOSURE_RULES } from './disclosure/rules.js';
import { FLEXIBILITY_RULES } from './flexibility/rules.js';
import { MARKET_RULES } from './market/rules.js';

/** A book that has ended by its rule ends for the module whose book it is. */
function ending<K extends 'close' | 'voidAuction'>(rule: Rule<K>): Rule<K, Books> {
  return (ledger, body, context) => {
    const signals = rule(ledger, body, context);
    for (const end of BOOK_ENDS) end(ledger, body.auctionId);
    return signals;
  };
}

const RULES: { readonly [K in Kind]: Rule<K, Books> } = {
  ...CORE_RULES,
  close: ending(CORE_RULES.close),
  voidAuction: ending(CORE_RULES.voidAuction),
  ...MARKET_RULES,
  ...FLEXIBILITY_RULES,
  ...DISCLOSURE_RULES,
};

/** The rule of a transaction's own kind; its body's type goes with it. */
export function ruleOf<K extends Kind>(kind: K): Rule<K, Books> {
  return RULES[kind];
}
