/** `sign` and `submit` of whatever several organisations sign: points, auctions, status lists. */
import { aggregationKeysOf, signPoint } from '@veilgrid/client-sdk';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { type Kind, pointOf } from '@veilgrid/protocol/kinds';
import { addSignature, type SigningRequest } from '@veilgrid/protocol/request';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { toJson } from '@veilgrid/protocol/routes';
import type { Organisation } from '@veilgrid/services';
import type { Command } from 'commander';
import { type Client, openClient } from '../../client.js';
import { clientCommand, roleValue, type WalletOptions, withWallet } from '../../options.js';
import { type RoleOptions, rolesHere } from '../../organisations.js';
import { readRequest, replaceRequest, requestOutput, signAs, submitRequest } from '../../requests.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openKeys } from '../../wallets.js';
import { readAggregationKey } from './aggregationKeys.js';
import { signAsParty } from './partyKeys.js';

interface SignOptions extends RoleOptions, WalletOptions {
  readonly role: AuthorityRole | 'owner' | 'party';
  readonly keys?: string;
  readonly aggregationKey?: string;
  readonly many?: true;
}

/** Of lists that the statistician's service does not sign by itself. */
export const MANY = 'a person has looked at a list of many points, or of a small zone';

/** The same organisation, with a person beside its service. */
export function lookedAt<O extends Pick<Organisation, 'coSigner' | 'statistician'>>(organisation: O): O {
  const { statistician } = organisation;
  return statistician ? { ...organisation, coSigner: statistician.coSigner({ many: true }) } : organisation;
}

const SIGNERS = 'who signs; owner signs with the wallet, party with the keys of its folder';

/** Kinds that a party may have to sign. */
const PARTIES: readonly Kind[] = ['registerParty', 'measured', 'registerPurpose'];

export function requestCommands(...kinds: Kind[]): Command[] {
  const sign = withWallet(clientCommand('sign', 'add the signature of a role to a request'))
    .argument('<request>', 'file that `--out` wrote; the signature is added to it')
    .requiredOption('--role <role>', SIGNERS, (text) =>
      text === 'owner' || text === 'party' ? text : roleValue(text),
    )
    .option('--key <file>', "signing key (default: role.key in the role's folder)")
    .option(
      '--aggregation-key <file>',
      "the point's key, as A (dso) or B (statistician) got it from its owner",
    )
    .action((file: string, options: SignOptions) =>
      printed(options, (closers) => signFile(file, kinds, options, closers)),
    );
  if (PARTIES.some((kind) => kinds.includes(kind))) sign.option('--keys <dir>', "folder of the party's keys");
  if (kinds.includes('statusList')) sign.option('--many', MANY);
  const submit = clientCommand('submit', 'submit a request that all have signed')
    .argument('<request>', 'file with all signatures')
    .action((file: string, options: RoleOptions) =>
      printed(options, async () => {
        const client = await openClient(options);
        const transaction = await submitRequest(client, await readOf(file, client, kinds));
        return { json: { transaction }, text: `Committed as ${transaction}.` };
      }),
    );
  return [sign, submit];
}

async function readOf(file: string, { genesis }: Client, kinds: readonly Kind[]): Promise<SigningRequest> {
  const request = await readRequest(file, genesis);
  const { kind } = request.draft;
  ensure((kinds as readonly string[]).includes(kind), 'SIGNATURE_UNEXPECTED', {
    field: 'request.kind',
    kind,
  });
  return request;
}

async function signFile(
  file: string,
  kinds: readonly Kind[],
  options: SignOptions,
  closers: Closers,
): Promise<Output> {
  const client = await openClient(options);
  const request = await readOf(file, client, kinds);
  // Whoever signs sees what: the request's file itself holds bytes.
  process.stderr.write(`Signing ${request.draft.kind} ${toJson(request.draft.body)}\n`);
  const signed = await signatureOf(client, request, options, closers);
  await replaceRequest(file, client.genesis, signed);
  return requestOutput(file, signed);
}

function signatureOf(
  client: Client,
  request: SigningRequest,
  options: SignOptions,
  closers: Closers,
): Promise<SigningRequest> {
  const { role } = options;
  if (role === 'owner') return signAsOwner(client, request, options);
  if (role === 'party') return signAsParty(client, request, options.keys);
  return signAsRole(client, request, role, options, closers);
}

async function signAsRole(
  client: Client,
  request: SigningRequest,
  role: AuthorityRole,
  options: SignOptions,
  closers: Closers,
): Promise<SigningRequest> {
  const organisation = await rolesHere(client, options, closers)(role);
  const { draft } = request;
  if (options.aggregationKey !== undefined) {
    const point = pointOf(draft);
    ensure(point !== undefined && organisation.maskSummer !== undefined, 'SIGNATURE_UNEXPECTED', {
      field: 'aggregation-key',
      role,
      kind: draft.kind,
    });
    await organisation.maskSummer.accept(point, await readAggregationKey(options.aggregationKey));
  }
  return signAs(client.genesis, request, options.many ? lookedAt(organisation) : organisation);
}

/** Signs only what pays into this wallet, under keys that its own seed gives. */
async function signAsOwner(
  client: Client,
  request: SigningRequest,
  options: SignOptions,
): Promise<SigningRequest> {
  const { genesis, hasher } = client;
  const { draft } = request;
  const point = pointOf(draft);
  ensure(point !== undefined, 'SIGNATURE_UNEXPECTED', {
    field: 'role',
    kind: draft.kind,
  });
  const keys = await openKeys(options, hasher);
  ensure(point.ownerPk === keys.ownerPk, 'SIGNATURE_UNEXPECTED', {
    field: 'ownerPk',
    reason: 'another wallet',
  });
  aggregationKeysOf({ hasher, keys }, point);
  const { sequence: _, ...record } = point;
  const agreed: PointRecord = record;
  return addSignature(genesis, request, signPoint({ genesis, keys }, agreed, draft));
}
