import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { dsoDebt, getSupply } from '../../state/core/money/accounts.js';
import type { Handlers } from '../http/handlers.js';

export function accountHandlers({ view }: SoloLedger): Pick<Handlers, 'supply'> {
  return {
    supply() {
      const { minted, redeemed, notes, deposits, bonds, roleBonds, held, accounts, parties } =
        getSupply(view);
      return {
        minted,
        redeemed,
        notes,
        locked: deposits,
        bonds: bonds + roleBonds,
        held,
        accounts,
        parties,
        dsoDebt: dsoDebt(view),
      };
    },
  };
}
