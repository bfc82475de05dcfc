/** Requests that collect signatures: as files between organisations, or among the roles of this machine. */
import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import {
  addSignature,
  completeRequest,
  missingSigners,
  parseRequest,
  requestToJson,
  type SigningRequest,
} from '@veilgrid/protocol/request';
import { type AuthorityRole, authorityRole, ROLES, type Role } from '@veilgrid/protocol/roles';
import { txDigest, txIdHex } from '@veilgrid/protocol/tx';
import type { Organisation } from '@veilgrid/services';
import type { Command } from 'commander';
import type { Client } from './client.js';
import { type CommonOptions, elementValue } from './options.js';
import { isHere, type Roles } from './organisations.js';
import { readJson, writeNew } from './terminal/files.js';
import type { Output } from './terminal/output.js';

export async function readRequest(file: string, genesis: Genesis): Promise<SigningRequest> {
  return parseRequest(genesis, await readJson(file, 'request'));
}

export function writeRequest(file: string, genesis: Genesis, request: SigningRequest): Promise<void> {
  return writeNew(file, 'out', textOf(genesis, request));
}

/** Whole or not at all: a signature that was there is never lost. */
export async function replaceRequest(file: string, genesis: Genesis, request: SigningRequest): Promise<void> {
  const next = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  await writeNew(next, 'request', textOf(genesis, request));
  await rename(next, file);
}

function textOf(genesis: Genesis, request: SigningRequest): string {
  return `${JSON.stringify(requestToJson(genesis, request), null, 2)}\n`;
}

export async function signAs(
  genesis: Genesis,
  request: SigningRequest,
  { coSigner }: Pick<Organisation, 'coSigner'>,
): Promise<SigningRequest> {
  return addSignature(genesis, request, await coSigner(request.draft));
}

const isAuthority = (role: Role): role is AuthorityRole => authorityRole(ROLES[role]) !== undefined;

/** All that is still missing, by the roles of this machine. @throws ProtocolError SIGNATURE_MISSING */
async function signHere(
  { genesis }: Client,
  request: SigningRequest,
  options: CommonOptions,
  roles: Roles,
): Promise<SigningRequest> {
  let signed = request;
  for (const role of missingSigners(request)) {
    ensure(isAuthority(role) && isHere(options, role), 'SIGNATURE_MISSING', {
      field: 'signatures',
      role,
      remedy: 'its key is not in this folder: write the request with --out and let it sign',
    });
    signed = await signAs(genesis, signed, await roles(role));
  }
  return signed;
}

/** @returns the transaction's id; on disk when this returns */
export async function submitRequest({ api, genesis }: Client, request: SigningRequest): Promise<string> {
  const tx = completeRequest(request);
  await submitTx(api, genesis.profile, tx);
  return txIdHex(txDigest(genesis.profile, genesis.chainId, tx));
}

export interface OutOptions extends CommonOptions {
  readonly out?: string;
  readonly sequence?: bigint;
}

export function withOut(command: Command): Command {
  return command
    .option(
      '--out <file>',
      'write a request for others to sign, instead of signing with the roles in the folder',
    )
    .option(
      '--sequence <n>',
      'number of the request, where several are under way (default: the next of who signs first)',
      elementValue,
    );
}

/** Writes the request for others to sign, or signs with all roles of this machine and submits. */
export async function conclude(
  client: Client,
  request: SigningRequest,
  options: OutOptions,
  roles: Roles,
): Promise<Output> {
  if (options.out === undefined) {
    const transaction = await submitRequest(client, await signHere(client, request, options, roles));
    return { json: { transaction }, text: `Committed as ${transaction}.` };
  }
  await writeRequest(options.out, client.genesis, request);
  return requestOutput(options.out, request);
}

export function requestOutput(file: string, request: SigningRequest): Output {
  const missing = missingSigners(request) as Role[];
  const next = missing.length > 0 ? `it needs ${missing.join(', ')}` : 'all have signed: submit it';
  return { json: { request: file, kind: request.draft.kind, missing }, text: `${file}: ${next}.` };
}
