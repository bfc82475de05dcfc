/** Parties that sign. Their numbers travel in signatures; `owner` signs with its own enrolled key. */
export const ROLES = {
  dso: 0,
  supplier: 1,
  operator: 2,
  regulator: 3,
  statistician: 4,
  issuer: 5,
  owner: 7,
} as const;

export type Role = keyof typeof ROLES;
export type AuthorityRole = Exclude<Role, 'owner'>;
/** Roles with a public balance. */
export type AccountRole = 'dso' | 'supplier' | 'operator' | 'regulator' | 'issuer';

const NAMES = new Map<number, Role>(Object.entries(ROLES).map(([name, id]) => [id, name as Role]));
const ACCOUNTS: readonly Role[] = ['dso', 'supplier', 'operator', 'regulator', 'issuer'];

export function roleName(id: number): Role | undefined {
  return NAMES.get(id);
}

export function accountRole(id: number): AccountRole | undefined {
  const name = NAMES.get(id);
  return name !== undefined && ACCOUNTS.includes(name) ? (name as AccountRole) : undefined;
}

/** The two aggregation roles: A is the DSO, B the statistician. */
export type Aggregator = 'A' | 'B';
export const AGGREGATOR_ROLE: Record<Aggregator, AuthorityRole> = { A: 'dso', B: 'statistician' };
