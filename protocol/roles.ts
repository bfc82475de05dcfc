/** Parties that sign. Their numbers travel in signatures; `owner` signs with its own enrolled key. */
export const ROLES = {
  dso: 0,
  supplier: 1,
  operator: 2,
  regulator: 3,
  statistician: 4,
  issuer: 5,
  owner: 7,
  /** A registered party: whose it is, the body says; its key stands in state. */
  party: 8,
  /** Whoever holds a key that a module's state keeps. */
  holder: 9,
} as const;

export type Role = keyof typeof ROLES;
export type AuthorityRole = Exclude<Role, 'owner' | 'party' | 'holder'>;
/** Roles with a public balance. */
export type AccountRole = Exclude<AuthorityRole, 'statistician'>;

/** The first number of a registered party. Below it a partyId is the role of genesis of that number. */
export const FIRST_PARTY = 32;

const NAMES = new Map<number, Role>(Object.entries(ROLES).map(([name, id]) => [id, name as Role]));
const NO_AUTHORITY: readonly (Role | undefined)[] = ['owner', 'party', 'holder', undefined];

export function roleName(id: number): Role | undefined {
  return NAMES.get(id);
}

/** The role of genesis of this number. */
export function authorityRole(id: number): AuthorityRole | undefined {
  const name = NAMES.get(id);
  return NO_AUTHORITY.includes(name) ? undefined : (name as AuthorityRole);
}

export function accountRole(id: number): AccountRole | undefined {
  const name = authorityRole(id);
  return name === 'statistician' ? undefined : name;
}

/** The two aggregation roles: A is the DSO, B the statistician. */
export type Aggregator = 'A' | 'B';
export const AGGREGATOR_ROLE: Record<Aggregator, AuthorityRole> = { A: 'dso', B: 'statistician' };
