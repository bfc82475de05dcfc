/** Transactions: `kind` byte, then SSZ of {body, proof, signatures}. protocol.md "Transactions and statements". */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from './core/crypto/field.js';
import { PROOF_BYTES } from './core/crypto/proof.js';
import {
  aggregatorOf,
  LateBillBody,
  type MaskSumBody,
  maskSumBodyType,
  PublishBody,
  StatusListBody,
} from './core/groups/maskSum.js';
import { MintAccountBody, MintNoteBody, RedeemBody, TransferBody } from './core/money/note.js';
import { PointBody, RevokePointBody } from './core/points.js';
import {
  Bytes64,
  byteList,
  container,
  decodeExact,
  type Infer,
  recordsOf,
  type SszType,
  U8,
} from './core/ssz.js';
import { type PublishTariffBody, publishTariffBodyType } from './core/tariffs.js';
import { ensure, fail } from './errors.js';
import { OpenAuctionBody, ReleaseShareBody, VoidAuctionBody } from './market/auction.js';
import { ClearBody, type CloseBody, closeBodyType } from './market/clearing.js';
import { type OrderBody, orderBodyType } from './market/order.js';
import { type SettleBody, settleBodyType } from './market/settlement.js';
import type { Profile } from './params.js';
import { AGGREGATOR_ROLE, accountRole, ROLES, type Role } from './roles.js';

export interface Bodies {
  mintNote: MintNoteBody;
  mintAccount: MintAccountBody;
  redeem: RedeemBody;
  transfer: TransferBody;
  enrolPoint: PointBody;
  changePoint: PointBody;
  revokePoint: RevokePointBody;
  publishTariff: PublishTariffBody;
  openAuction: OpenAuctionBody;
  order: OrderBody;
  releaseShare: ReleaseShareBody;
  clear: ClearBody;
  close: CloseBody;
  voidAuction: VoidAuctionBody;
  statusList: StatusListBody;
  settle: SettleBody;
  maskSum: MaskSumBody;
  publish: PublishBody;
  lateBill: LateBillBody;
}

export type Kind = keyof Bodies;
export type Circuit = 'transfer' | 'order' | 'clear' | 'close' | 'settle' | 'masksum';

interface KindSpec<K extends Kind> {
  readonly id: number;
  readonly body: (profile: Profile) => SszType<Bodies[K]>;
  /** Who must sign; the first one's sequence number is in the body. */
  readonly signers: (body: Bodies[K]) => readonly Role[];
  readonly circuit?: Circuit;
}

const fixed =
  <T>(type: SszType<T>) =>
  () =>
    type;
const by =
  (...roles: Role[]) =>
  () =>
    roles;

export const KINDS: { readonly [K in Kind]: KindSpec<K> } = {
  mintNote: { id: 1, body: fixed(MintNoteBody), signers: by('issuer') },
  mintAccount: { id: 2, body: fixed(MintAccountBody), signers: by('issuer') },
  redeem: {
    id: 3,
    body: fixed(RedeemBody),
    signers: (body) => {
      const role = accountRole(body.account);
      ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'account' });
      return [role];
    },
  },
  transfer: { id: 4, body: fixed(TransferBody), signers: by(), circuit: 'transfer' },
  enrolPoint: { id: 10, body: fixed(PointBody), signers: by('dso', 'supplier', 'statistician', 'owner') },
  changePoint: { id: 11, body: fixed(PointBody), signers: by('dso', 'supplier', 'statistician', 'owner') },
  revokePoint: { id: 12, body: fixed(RevokePointBody), signers: by('dso', 'supplier') },
  publishTariff: { id: 20, body: publishTariffBodyType, signers: by('dso') },
  openAuction: { id: 30, body: fixed(OpenAuctionBody), signers: by('operator', 'regulator', 'supplier') },
  order: { id: 31, body: orderBodyType, signers: by(), circuit: 'order' },
  releaseShare: { id: 32, body: fixed(ReleaseShareBody), signers: by('regulator') },
  clear: { id: 33, body: fixed(ClearBody), signers: by('operator'), circuit: 'clear' },
  close: { id: 34, body: closeBodyType, signers: by('operator'), circuit: 'close' },
  voidAuction: { id: 35, body: fixed(VoidAuctionBody), signers: by() },
  statusList: { id: 40, body: fixed(StatusListBody), signers: by('dso', 'supplier') },
  settle: { id: 41, body: settleBodyType, signers: by(), circuit: 'settle' },
  maskSum: {
    id: 42,
    body: maskSumBodyType,
    signers: (body) => {
      const aggregator = aggregatorOf(body.aggregator);
      ensure(aggregator !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
      return [AGGREGATOR_ROLE[aggregator]];
    },
    circuit: 'masksum',
  },
  publish: { id: 43, body: fixed(PublishBody), signers: by() },
  lateBill: { id: 44, body: fixed(LateBillBody), signers: by('dso', 'supplier') },
};

const KIND_BY_ID = new Map<number, Kind>(
  Object.entries(KINDS).map(([kind, spec]) => [spec.id, kind as Kind]),
);

export interface TxSignature {
  /** ROLES number */
  readonly role: number;
  /** Ed25519 over the transaction's digest */
  readonly signature: Uint8Array;
}

export interface TxOf<K extends Kind> {
  readonly kind: K;
  readonly body: Bodies[K];
  /** Empty, or 256 bytes. */
  readonly proof: Uint8Array;
  readonly signatures: readonly TxSignature[];
}
export type Tx = { [K in Kind]: TxOf<K> }[Kind];
/** A transaction before its proof and signatures. */
export type Draft = { [K in Kind]: Pick<TxOf<K>, 'kind' | 'body'> }[Kind];

const Signature = container({ role: U8, signature: Bytes64 });
const MAX_SIGNATURES = 4;
/** The longest is a full status list. */
export const MAX_TX_BYTES = 140_000;

interface Envelope {
  body: unknown;
  proof: Uint8Array;
  signatures: Infer<typeof Signature>[];
}

const envelopes = new Map<string, SszType<Envelope>>();

function envelopeType(kind: Kind, profile: Profile): SszType<Envelope> {
  const key = `${kind}:${profile}`;
  let type = envelopes.get(key);
  if (!type) {
    type = container({
      body: bodyTypeOf(kind, profile),
      proof: byteList(PROOF_BYTES),
      signatures: recordsOf(Signature, MAX_SIGNATURES),
    });
    envelopes.set(key, type);
  }
  return type;
}

function bodyTypeOf(kind: Kind, profile: Profile): SszType<unknown> {
  return KINDS[kind].body(profile) as SszType<unknown>;
}

/** What encoded bytes say they are, before anything else of them is looked at. */
export function kindOf(bytes: Uint8Array): Kind | undefined {
  return bytes.length === 0 ? undefined : KIND_BY_ID.get(bytes[0]!);
}

export function encodeTx(profile: Profile, tx: Tx): Uint8Array {
  const envelope = { body: tx.body, proof: tx.proof, signatures: [...tx.signatures] };
  return concatBytes(Uint8Array.of(KINDS[tx.kind].id), envelopeType(tx.kind, profile).serialize(envelope));
}

/**
 * Decodes bytes from outside: bounded, canonical, right number of proofs and signatures by kind.
 * @throws ProtocolError MALFORMED, TOO_LARGE, UNKNOWN_KIND, FIELD_NOT_CANONICAL, PROOF_*, SIGNATURE_*
 */
export function decodeTx(profile: Profile, bytes: Uint8Array): Tx {
  ensure(bytes.length > 0, 'MALFORMED', { field: 'kind' });
  ensure(bytes.length <= MAX_TX_BYTES, 'TOO_LARGE', { field: 'transaction', limit: MAX_TX_BYTES });
  const kind = kindOf(bytes);
  if (kind === undefined) throw fail('UNKNOWN_KIND', { field: 'kind', kind: bytes[0] });
  const { body, proof, signatures } = decodeExact(envelopeType(kind, profile), bytes.slice(1), kind);
  const tx = { kind, body, proof, signatures } as Tx;
  if (KINDS[kind].circuit) {
    ensure(proof.length === PROOF_BYTES, 'PROOF_MISSING', { field: 'proof' });
  } else {
    ensure(proof.length === 0, 'PROOF_UNEXPECTED', { field: 'proof' });
  }
  const signers = signersOf(tx);
  signers.forEach((role, i) => {
    ensure(signatures[i]?.role === ROLES[role], 'SIGNATURE_MISSING', { field: `signatures.${i}`, role });
  });
  ensure(signatures.length === signers.length, 'SIGNATURE_UNEXPECTED', {
    field: `signatures.${signers.length}`,
  });
  return tx;
}

/** Roles that sign, in the order of the signatures. */
export function signersOf(tx: Pick<Tx, 'kind' | 'body'>): readonly Role[] {
  return (KINDS[tx.kind].signers as (body: unknown) => readonly Role[])(tx.body);
}

/**
 * Identity of a transaction: SHA-256 over chain, kind and body. It never depends on proof bytes,
 * which anyone can re-randomise, nor on signatures.
 */
export function txDigest(profile: Profile, chainId: bigint, tx: Pick<Tx, 'kind' | 'body'>): Uint8Array {
  return sha256(
    concatBytes(
      bigIntToBytes(chainId, 31),
      Uint8Array.of(KINDS[tx.kind].id),
      bodyTypeOf(tx.kind, profile).serialize(tx.body),
    ),
  );
}

export function txIdHex(digest: Uint8Array): string {
  return bytesToHex(digest);
}

/** What a proof binds: the first 31 bytes of the digest. */
export function contextOf(digest: Uint8Array): bigint {
  return bytesToBigInt(digest.subarray(0, 31));
}

/** Signs a body for a role. @param secretKey 32-byte Ed25519 seed */
export function signTx(role: Role, digest: Uint8Array, secretKey: Uint8Array): TxSignature {
  return { role: ROLES[role], signature: ed25519.sign(digest, secretKey) };
}

export function verifyTxSignature(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    // RFC 8032 verification without cofactor tricks: one signature, one meaning.
    return ed25519.verify(signature, digest, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
