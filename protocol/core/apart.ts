/** Which roles no organisation holds together, and that each key is held once. protocol/core.md "Genesis". */
import { ensure } from '../errors.js';
import type { AuthorityRole } from '../roles.js';

type Pair = readonly [held: AuthorityRole, apart: AuthorityRole, reason: string];

/** On every chain: either pair alone would undo what the protocol hides. */
const ALWAYS: readonly Pair[] = [
  ['dso', 'statistician', 'aggregation roles A and B together open every settlement'],
  ['operator', 'statistician', 'aggregation role B must not be held by the operator'],
  ['supplier', 'statistician', 'aggregation role B must not be held by the supplier'],
  ['operator', 'regulator', 'operator and regulator hold one half of the auction key each'],
];

/** Where it is real money: each of these checks, strikes or outlives what the other does. */
const IN_PRODUCTION: readonly Pair[] = [
  ['dso', 'operator', 'who reads the orders must not know who settled'],
  ['dso', 'regulator', 'who lists the readings must not strike them'],
  ['regulator', 'statistician', 'a strike needs both'],
  ['supplier', 'regulator', 'the supplier earns by a silent regulator'],
];

type Parties = Readonly<Record<AuthorityRole, { readonly organisation: string; readonly publicKey: string }>>;

/**
 * @param validatorKeys in the hex form of the roles' keys
 * @throws ProtocolError GENESIS_INVALID
 */
export function checkApart(roles: Parties, validatorKeys: readonly string[], production: boolean): void {
  for (const [held, apart, reason] of production ? [...ALWAYS, ...IN_PRODUCTION] : ALWAYS) {
    ensure(roles[held].organisation !== roles[apart].organisation, 'GENESIS_INVALID', {
      field: `roles.${apart}`,
      reason,
    });
  }
  const keys = Object.values(roles).map((party) => party.publicKey);
  ensure(new Set(keys).size === keys.length, 'GENESIS_INVALID', {
    field: 'roles',
    reason: 'every role needs a key of its own',
  });
  if (!production) return;
  const all = [...keys, ...validatorKeys];
  ensure(new Set(all).size === all.length, 'GENESIS_INVALID', {
    field: 'consensus.validators',
    reason: 'every validator needs a key of its own',
  });
}
