/** A household's request to enter the register, with what its leaf hides: on its way to the DSO alone. */
import { decodeOpening, encodeOpening, type FlexOpening, type FlexRequest } from '@veilgrid/client-sdk';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { parseRequest, requestToJson } from '@veilgrid/protocol/request';
import { ROLES } from '@veilgrid/protocol/roles';
import type { TxSignature } from '@veilgrid/protocol/tx';
import { z } from 'zod';
import { readJson, writeNew } from '../../terminal/files.js';

const RegisterFile = z.strictObject({
  request: z.unknown(),
  opening: z
    .string()
    .max(1024)
    .regex(/^([0-9a-f]{2})+$/),
});

export function writeRegisterFile(file: string, genesis: Genesis, made: FlexRequest): Promise<void> {
  const json = { request: requestToJson(genesis, made.request), opening: encodeOpening(made.opening) };
  return writeNew(file, 'out', `${JSON.stringify(json, null, 2)}\n`);
}

export interface RegisterRequest {
  readonly opening: FlexOpening;
  /** The owner's, under a body of this sequence. */
  readonly signature: TxSignature;
}

/**
 * What the DSO checks before it signs is the opening: it must be the one of the leaf that the owner signed.
 * @throws ProtocolError NOT_FOUND, FILE_INVALID, and those of `parseRequest` and `decodeOpening`
 */
export async function readRegisterFile(
  file: string,
  genesis: Genesis,
  hasher: Hasher,
): Promise<RegisterRequest> {
  const parsed = RegisterFile.safeParse(await readJson(file, 'request'));
  if (!parsed.success) {
    const field = ['request', ...(parsed.error.issues[0]?.path ?? [])].join('.');
    throw fail('FILE_INVALID', { field, file });
  }
  const { draft, signatures } = parseRequest(genesis, parsed.data.request);
  ensure(draft.kind === 'flexEnrol', 'SIGNATURE_UNEXPECTED', { field: 'request.kind', kind: draft.kind });
  const opening = decodeOpening(parsed.data.opening);
  const { position, leaf, sequence } = draft.body;
  const same = opening.position === position && opening.sequence === sequence;
  ensure(same && flexLeaf(hasher, opening) === leaf, 'FILE_INVALID', { field: 'request.opening', file });
  const signature = signatures.find(({ role }) => role === ROLES.owner);
  if (!signature) throw fail('SIGNATURE_MISSING', { field: 'request.signatures', role: 'owner' });
  return { opening, signature };
}
