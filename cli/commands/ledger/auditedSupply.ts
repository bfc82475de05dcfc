import { type Books, held, heldByParties } from '@veilgrid/client-sdk/auditor/index';
import type { RouteResponse } from '@veilgrid/protocol/routes';

/** All the money there is by the auditor's books, in the words of the node's own answer. */
export function auditedSupply(books: Books): RouteResponse<'supply'> {
  const waiting = [...books.auctions.values(), ...books.needs.values()].filter(({ published }) => !published);
  // What a silent role forfeited stands among the deposits.
  const locked = waiting.reduce((sum, { deposits, sealed }) => sum + deposits + sealed.forfeit, 0n);
  const accounts = ['dso', 'supplier', 'operator', 'regulator', 'issuer'] as const;
  return {
    minted: -held(books, 'issued'),
    redeemed: held(books, 'redeemed'),
    notes: held(books, 'shielded') - locked,
    locked,
    bonds: held(books, 'bonds') + held(books, 'roleBonds'),
    held: held(books, 'held'),
    accounts: Object.fromEntries(
      accounts.map((role) => [role, held(books, role)]),
    ) as RouteResponse<'supply'>['accounts'],
    parties: heldByParties(books),
    dsoDebt: books.dsoDebt,
  };
}
