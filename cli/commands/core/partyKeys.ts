/** A party's folder on this machine, and what it signs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { x25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '@noble/curves/utils.js';
import { fetchParty } from '@veilgrid/client-sdk';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { partyOf, signersOf } from '@veilgrid/protocol/kinds';
import { addSignature, type SigningRequest } from '@veilgrid/protocol/request';
import { PartySigner, readRoleKeys, writeRoleKeys } from '@veilgrid/services';
import { ed25519Pair, x25519Pair } from '@veilgrid/services/development';
import type { Client } from '../../client.js';

export interface PartyKeys {
  readonly signer: PartySigner;
  readonly encPk: Uint8Array;
}

/** @throws ProtocolError NOT_FOUND, SECRETS_CORRUPT */
export async function openPartyKeys({ genesis }: Client, dir: string): Promise<PartyKeys> {
  const { signKey, encKey } = await readRoleKeys(dir);
  return { signer: new PartySigner(signKey, genesis), encPk: x25519.getPublicKey(encKey) };
}

/** Makes them where there are none. */
export async function partyKeysIn(client: Client, dir: string): Promise<PartyKeys> {
  if (!existsSync(join(dir, 'role.key')))
    await writeRoleKeys(dir, { signKey: ed25519Pair().secret, encKey: x25519Pair().secret });
  return openPartyKeys(client, dir);
}

/** With the keys of a folder, as the party that they are: of a registered one facts show whose they are. */
export async function signAsParty(
  client: Client,
  request: SigningRequest,
  dir: string | undefined,
): Promise<SigningRequest> {
  if (dir === undefined) throw fail('SIGNATURE_MISSING', { field: 'keys', role: 'party' });
  const { draft } = request;
  const { signer } = await openPartyKeys(client, dir);
  const party = signersOf(draft).includes('party') ? partyOf(draft) : undefined;
  if (typeof party !== 'number') return addSignature(client.genesis, request, signer.sign(draft));
  const { sigPk } = await fetchParty(client, party);
  ensure(equalBytes(sigPk, signer.sigPk), 'SIGNATURE_UNEXPECTED', {
    field: 'keys',
    reason: 'not the keys of this party',
  });
  return addSignature(client.genesis, request, signer.sign(draft, party));
}
