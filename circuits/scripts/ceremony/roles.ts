/** Who may take part in a ceremony: the roles of genesis, each with its organisation and its Ed25519 key. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { ArtifactError } from '../errors.js';
import { canonicalJson } from './canonicalJson.js';

export interface RoleHolder {
  readonly organisation: string;
  /** Ed25519, 64 lower-case hex digits. */
  readonly publicKey: string;
}

/** `roles` of a genesis file. */
export type Roles = Readonly<Record<string, RoleHolder>>;

/** No genesis has more. */
const MAX_ROLES = 16;
const ORGANISATIONS_NEEDED = 3;

const hex = (digits: number) => new RegExp(`^[0-9a-f]{${digits}}$`);

/** The roles of a genesis, or of the draft that stands before its keys exist. */
export function isRoles(value: unknown): value is Roles {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value as Roles);
  const keys = new Set(entries.map(([, holder]) => holder?.publicKey));
  return (
    entries.length > 0 &&
    entries.length <= MAX_ROLES &&
    keys.size === entries.length &&
    entries.every(
      ([role, holder]) =>
        /^[a-z]{1,32}$/.test(role) &&
        typeof holder === 'object' &&
        holder !== null &&
        typeof holder.organisation === 'string' &&
        holder.organisation.length > 0 &&
        hex(64).test(holder.publicKey),
    )
  );
}

/** What a role signs: its purpose, and a value in canonical JSON. */
const messageOf = (purpose: string, value: unknown): Uint8Array =>
  Buffer.from(`veilgrid ${purpose}\n${canonicalJson(value)}`);

/** @param secret 32-byte Ed25519 secret of a role @returns 128 hex digits */
export const signAs = (secret: Uint8Array, purpose: string, value: unknown): string =>
  Buffer.from(ed25519.sign(messageOf(purpose, value), secret)).toString('hex');

/** Whether the holder of this role signed; a role that does not exist signs nothing. */
export function isSignedBy(
  roles: Roles,
  role: string,
  signature: string,
  purpose: string,
  value: unknown,
): boolean {
  const holder = Object.hasOwn(roles, role) ? roles[role] : undefined;
  if (holder === undefined || typeof signature !== 'string' || !hex(128).test(signature)) return false;
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
  try {
    return ed25519.verify(bytes(signature), messageOf(purpose, value), bytes(holder.publicKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}

/** The role whose secret this is. @throws ArtifactError ROLE_UNKNOWN */
export function assertRoleKey(roles: Roles, role: string, secret: Uint8Array): void {
  const publicKey = secret.length === 32 ? Buffer.from(ed25519.getPublicKey(secret)).toString('hex') : '';
  if (Object.hasOwn(roles, role) && roles[role]!.publicKey === publicKey) return;
  throw new ArtifactError('ROLE_UNKNOWN', `this is not the key that genesis gives the role "${role}"`, {
    ...(Object.hasOwn(roles, role) ? { expected: roles[role]!.publicKey } : {}),
    actual: publicKey,
    remedy: `Roles of this ceremony: ${Object.keys(roles).join(', ')}.`,
  });
}

/** How many organisations hold these roles: one with two roles counts once, however it writes its name. */
export function organisationsOf(roles: Roles, of: readonly string[]): number {
  const names = of.map((role) => roles[role]!.organisation.normalize('NFKC').trim().toLowerCase());
  return new Set(names).size;
}

/** @throws ArtifactError ORGANISATIONS unless these roles belong to three organisations at least */
export function assertOrganisations(
  roles: Roles,
  of: readonly string[],
  what: string,
  needed = ORGANISATIONS_NEEDED,
): void {
  const count = organisationsOf(roles, of);
  if (count >= needed) return;
  throw new ArtifactError('ORGANISATIONS', `${what}: ${count} organisations, ${needed} at least are needed`, {
    expected: String(needed),
    actual: String(count),
    remedy: 'An organisation with several roles counts once.',
  });
}
