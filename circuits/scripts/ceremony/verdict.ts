/** What a replay of a ceremony came to, signed by those who ran it: a node that has it need not replay. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ArtifactError } from '../errors.js';
import { writeAtomically } from '../manifest.js';
import { keysDir } from '../paths.js';
import type { CircuitName } from '../spec.js';
import { assertOrganisations, assertRoleKey, isSignedBy, type Roles, signAs } from './roles.js';

const PURPOSE = 'ceremony verdict 1';
const ORGANISATIONS = 2;
const MAX_BYTES = 65_536;

/** On which keys of which chain. */
export interface Verdict {
  /** SHA-256 of the genesis: a verdict on another chain is none on this one. */
  readonly genesis: string;
  /** SHA-256 of the transcript's canonical JSON. */
  readonly transcript: string;
  /** `verificationKeys` of genesis. */
  readonly keys: string;
  /** SHA-256 of each circuit as the signers compiled it. */
  readonly r1cs: Readonly<Record<CircuitName, string>>;
}

export interface SignedVerdict extends Verdict {
  readonly signatures: ReadonlyArray<{ readonly role: string; readonly signature: string }>;
}

/** Beside the manifest of the keys. */
export const verdictFile = (folder = keysDir()): string => join(folder, 'verdict.json');

export const signVerdict = (secret: Uint8Array, { genesis, transcript, keys, r1cs }: Verdict): string =>
  signAs(secret, PURPOSE, { genesis, transcript, keys, r1cs });

/** @throws ArtifactError VERDICT_INVALID where there is none or it is malformed */
export function readVerdict(file = verdictFile()): SignedVerdict {
  if (!existsSync(file)) throw invalid('is not there', file);
  const text = readFileSync(file, 'utf8');
  try {
    const read = JSON.parse(text) as SignedVerdict;
    const signed = read.signatures.every(
      ({ role, signature }) => typeof role === 'string' && typeof signature === 'string',
    );
    if (signed && text.length <= MAX_BYTES) return read;
  } catch {
    // Said below, as for what parses and is none.
  }
  throw invalid('is malformed', file);
}

/**
 * Writes the verdict, with what was signed of it before and one signature more.
 * @throws ArtifactError ROLE_UNKNOWN; VERDICT_INVALID where another one lies there
 */
export async function writeVerdict(
  roles: Roles,
  file: string,
  verdict: Verdict,
  by?: { readonly role: string; readonly secret: Uint8Array },
): Promise<SignedVerdict> {
  const before = existsSync(file) ? readVerdict(file) : { ...verdict, signatures: [] };
  assertSame(verdict, before);
  if (by !== undefined) assertRoleKey(roles, by.role, by.secret);
  const signatures = [
    ...before.signatures.filter(({ role }) => role !== by?.role),
    ...(by === undefined ? [] : [{ role: by.role, signature: signVerdict(by.secret, verdict) }]),
  ];
  const signed = { ...verdict, signatures };
  await writeAtomically(file, `${JSON.stringify(signed, null, 2)}\n`);
  return signed;
}

/**
 * The verdict is on exactly these keys, and two roles of different organisations signed it.
 * @throws ArtifactError VERDICT_INVALID, ORGANISATIONS
 */
export function assertVerdict(roles: Roles, expected: Verdict, signed: SignedVerdict): void {
  assertSame(expected, signed);
  const { signatures } = signed;
  const wrong = signatures.find(
    ({ role, signature }) => !isSignedBy(roles, role, signature, PURPOSE, expected),
  );
  if (wrong !== undefined) throw invalid(`is not signed by the role "${wrong.role}"`);
  const by = signatures.map(({ role }) => role);
  assertOrganisations(roles, by, 'the verdict on the keys', ORGANISATIONS);
}

function assertSame(expected: Verdict, found: Verdict): void {
  const differs = (['genesis', 'transcript', 'keys', 'r1cs'] as const).find(
    (field) => !isDeepStrictEqual(found[field], expected[field]),
  );
  if (differs !== undefined) throw invalid(`is about another ${differs}`);
}

function invalid(why: string, file = verdictFile()): ArtifactError {
  return new ArtifactError('VERDICT_INVALID', `the verdict on the keys ${why}`, {
    file,
    remedy: 'Two organisations make it: veilgrid keys verify. Or start the node with --ceremony DIR.',
  });
}
