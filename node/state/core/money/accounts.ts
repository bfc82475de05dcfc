/**
 * Public balances of roles and parties, and the totals of all money: whatever moves money books it here. Relies on checks
 * made before: a handler's where an amount is public, the statements' (transfer, order, settle) where it is hidden.
 * All that was minted is below 2^64, so no part of it overflows. protocol/core.md, mintAccount and redeem.
 */
import { container, type Infer, Money } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_MONEY } from '@veilgrid/protocol/params';
import { type AccountRole, accountRole, FIRST_PARTY, ROLES } from '@veilgrid/protocol/roles';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { registered } from '../parties.js';
import { read, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

const ACCOUNTS: readonly AccountRole[] = ['dso', 'supplier', 'operator', 'regulator', 'issuer'];

const Totals = container({
  minted: Money,
  redeemed: Money,
  /**
   * Notes and the deposits of unpublished auctions together: refunds pass from one to the other unseen
   * until publication, so neither alone is known before.
   */
  shielded: Money,
  /** Deposits of unpublished auctions, as paid in, and what was forfeited to their orders. */
  deposits: Money,
  /** Suppliers' bonds. */
  bonds: Money,
  roleBonds: Money,
  /** Of published sets, for late bills. */
  held: Money,
  /** Balances of all parties. */
  parties: Money,
});
type Totals = Infer<typeof Totals>;

/** Where all money is. minted = notes + deposits + bonds + roleBonds + held + accounts + parties + redeemed. */
export interface Supply extends Totals {
  /** Known value of notes; refunds count from publication on, so it may be negative until then. */
  readonly notes: bigint;
  readonly accounts: Readonly<Record<AccountRole, bigint>>;
}

const ZERO: Totals = {
  minted: 0n,
  redeemed: 0n,
  shielded: 0n,
  deposits: 0n,
  bonds: 0n,
  roleBonds: 0n,
  held: 0n,
  parties: 0n,
};

function totals(view: StateView): Totals {
  return read(view, keys.supply, Totals) ?? ZERO;
}

export function getSupply(view: StateView): Supply {
  const t = totals(view);
  const accounts = Object.fromEntries(ACCOUNTS.map((role) => [role, balanceOf(view, role)]));
  return { ...t, notes: t.shielded - t.deposits, accounts: accounts as Record<AccountRole, bigint> };
}

/** Moves the totals by signed amounts. Leaving u64 is a bug: checks stand before every one of them. */
export function moveSupply(writer: StateWriter, deltas: Partial<Totals>): void {
  const t = { ...totals(writer) };
  for (const [name, delta] of Object.entries(deltas)) {
    const next = t[name as keyof Totals] + delta;
    if (next < 0n || next > MAX_MONEY) throw new Error(`${name} leaves its range`);
    t[name as keyof Totals] = next;
  }
  write(writer, keys.supply, Totals, t);
}

/** Bookkeeping that does not add up is a bug, and halts. */
export function assertConservation(view: StateView): void {
  const s = getSupply(view);
  const accounts = ACCOUNTS.reduce((sum, role) => sum + s.accounts[role], 0n);
  if (s.minted !== s.shielded + s.bonds + s.roleBonds + s.held + accounts + s.parties + s.redeemed) {
    throw new Error('money is not conserved');
  }
}

/** A role's by its name, a party's by its number. */
export type Account = AccountRole | number;

const idOf = (account: Account): number => (typeof account === 'number' ? account : ROLES[account]);

export function balanceOf(view: StateView, account: Account): bigint {
  return read(view, keys.balance(idOf(account)), Money) ?? 0n;
}

export function ensureBalance(view: StateView, account: Account, amount: bigint): void {
  ensure(balanceOf(view, account) >= amount, 'BALANCE_TOO_LOW', { account, needed: String(amount) });
}

/** Adds a signed amount. No balance can exceed what was minted, which is u64. */
export function moveBalance(writer: StateWriter, account: Account, delta: bigint): void {
  const next = balanceOf(writer, account) + delta;
  if (next < 0n || next > MAX_MONEY) throw new Error(`balance of ${account} leaves its range`);
  write(writer, keys.balance(idOf(account)), Money, next);
  if (idOf(account) >= FIRST_PARTY) moveSupply(writer, { parties: delta });
}

/** What the DSO owes the supplier from its next shares. */
export function dsoDebt(view: StateView): bigint {
  return read(view, keys.dsoDebt, Money) ?? 0n;
}

export function setDsoDebt(writer: StateWriter, debt: bigint): void {
  write(writer, keys.dsoDebt, Money, debt);
}

/** A mint must leave the sum of all money within u64: then no other amount can overflow. */
export function ensureMintable(view: StateView, value: bigint, field = 'value'): void {
  ensure(value > 0n, 'AMOUNT_ZERO', { field });
  ensure(totals(view).minted + value <= MAX_MONEY, 'AMOUNT_OVERFLOW', { field });
}

/** @throws ProtocolError PARTY_UNKNOWN; VALUE_OUT_OF_RANGE for what is no role's that has an account */
export function accountOf(view: StateView, id: number): Account {
  if (id >= FIRST_PARTY) {
    registered(view, id);
    return id;
  }
  const role = accountRole(id);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'account' });
  return role;
}

export const mintAccount: Handler<'mintAccount'> = {
  check(_ctx, view, body) {
    accountOf(view, body.account);
    ensureMintable(view, body.value);
  },
  apply(_ctx, writer, body) {
    moveBalance(writer, accountOf(writer, body.account), body.value);
    moveSupply(writer, { minted: body.value });
  },
};

export const redeem: Handler<'redeem'> = {
  check(_ctx, view, body) {
    ensure(body.value > 0n, 'AMOUNT_ZERO', { field: 'value' });
    ensureBalance(view, accountOf(view, body.account), body.value);
  },
  apply(_ctx, writer, body) {
    moveBalance(writer, accountOf(writer, body.account), -body.value);
    moveSupply(writer, { redeemed: body.value });
  },
};
