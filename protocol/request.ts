/**
 * A transaction on its way round the organisations that must sign it. It travels as a JSON file; what is
 * signed is the transaction's digest, never the JSON.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { verifyEd25519 } from './core/crypto/ed25519.js';
import { type Genesis, genesisHashHex } from './core/genesis.js';
import { decodeExact } from './core/ssz.js';
import { ensure, fail } from './errors.js';
import {
  type Bodies,
  bodyTypeOf,
  type Draft,
  KIND_NAMES,
  type Kind,
  sequencedBy,
  signedTogether,
  signersOf,
  signingKey,
} from './kinds.js';
import { MAX_TX_BYTES } from './params.js';
import { authorityRole, ROLES, type Role, roleName } from './roles.js';
import type { Api } from './routes.js';
import { type Tx, type TxSignature, txDigest } from './tx.js';

export interface SigningRequest {
  readonly draft: Draft;
  /**
   * In any order; valid ones only, but for a party whose key stands in the ledger's state: of that one the ledger
   * says so.
   */
  readonly signatures: readonly TxSignature[];
}

const RequestJson = z.strictObject({
  version: z.literal(1),
  genesisHash: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(KIND_NAMES.filter(signedTogether)),
  /** SSZ of the body. */
  body: z
    .string()
    .max(2 * MAX_TX_BYTES)
    .regex(/^([0-9a-f]{2})+$/),
  signatures: z
    .array(
      z.strictObject({
        role: z.enum(Object.keys(ROLES) as [Role, ...Role[]]),
        signature: z.string().regex(/^[0-9a-f]{128}$/),
      }),
    )
    .max(4),
});
export type RequestJson = z.infer<typeof RequestJson>;

/**
 * A draft with the next sequence number of whoever signs first.
 * @param sequence a later one, where several requests are under way at once
 */
export async function draftOf<K extends Kind>(
  api: Api,
  kind: K,
  fields: Omit<Bodies[K], 'sequence'>,
  sequence?: bigint,
): Promise<Draft> {
  const signer = sequencedBy({ kind, body: fields } as unknown as Draft);
  if (signer === undefined) throw new Error(`${kind} has no sequence`);
  const next = sequence ?? (await nextOf(api, signer));
  return { kind, body: { ...fields, sequence: next } } as unknown as Draft;
}

async function nextOf(api: Api, signer: number): Promise<bigint> {
  const role = authorityRole(signer);
  const { sequence } = role
    ? await api.sequence({ params: { role } })
    : await api.party({ params: { partyId: signer } });
  return sequence;
}

/** @throws ProtocolError SIGNATURE_UNEXPECTED, SIGNATURE_INVALID */
export function addSignature(
  genesis: Genesis,
  { draft, signatures }: SigningRequest,
  signature: TxSignature,
): SigningRequest {
  checkSignature(genesis, draft, signature);
  return { draft, signatures: [...signatures.filter((s) => s.role !== signature.role), signature] };
}

export function missingSigners({ draft, signatures }: SigningRequest): Role[] {
  return signersOf(draft).filter((role) => !signatures.some((s) => s.role === ROLES[role]));
}

/** @throws ProtocolError SIGNATURE_MISSING naming the role */
export function completeRequest({ draft, signatures }: SigningRequest): Tx {
  const inOrder = signersOf(draft).map((role) => {
    const found = signatures.find((s) => s.role === ROLES[role]);
    if (!found) throw fail('SIGNATURE_MISSING', { field: 'signatures', role, kind: draft.kind });
    return found;
  });
  return { ...draft, proofs: new Uint8Array(), signatures: inOrder } as Tx;
}

export function requestToJson(genesis: Genesis, { draft, signatures }: SigningRequest): RequestJson {
  return {
    version: 1,
    genesisHash: genesisHashHex(genesis),
    kind: draft.kind,
    body: bytesToHex(bodyTypeOf(draft.kind, genesis.profile).serialize(draft.body)),
    signatures: signatures.map(({ role, signature }) => ({
      role: roleName(role)!,
      signature: bytesToHex(signature),
    })),
  };
}

/** @throws ProtocolError MALFORMED, FIELD_NOT_CANONICAL, GENESIS_INVALID, SIGNATURE_UNEXPECTED, SIGNATURE_INVALID */
export function parseRequest(genesis: Genesis, input: unknown): SigningRequest {
  const parsed = RequestJson.safeParse(input);
  if (!parsed.success) {
    throw fail('MALFORMED', { field: ['request', ...(parsed.error.issues[0]?.path ?? [])].join('.') });
  }
  const { genesisHash, kind, body, signatures } = parsed.data;
  ensure(genesisHash === genesisHashHex(genesis), 'GENESIS_INVALID', {
    field: 'request.genesisHash',
    reason: 'the request is for another chain',
  });
  const draft = {
    kind,
    body: decodeExact(bodyTypeOf(kind, genesis.profile), hexToBytes(body), 'request.body'),
  } as Draft;
  return signatures
    .map(({ role, signature }) => ({ role: ROLES[role], signature: hexToBytes(signature) }))
    .reduce<SigningRequest>((request, signature) => addSignature(genesis, request, signature), {
      draft,
      signatures: [],
    });
}

function checkSignature(genesis: Genesis, draft: Draft, { role, signature }: TxSignature): void {
  const name = roleName(role);
  const expected = name !== undefined && signersOf(draft).includes(name);
  ensure(expected, 'SIGNATURE_UNEXPECTED', { field: 'signatures', role: name ?? role, kind: draft.kind });
  const digest = txDigest(genesis.profile, genesis.chainId, draft);
  const key = signingKey(genesis, draft, name);
  ensure(key === undefined || verifyEd25519(digest, signature, key), 'SIGNATURE_INVALID', {
    field: 'signatures',
    role: name,
  });
}
