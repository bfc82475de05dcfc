/** `veilgrid purpose`: for what a party may ask households, registered before it does. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { draftOf } from '@veilgrid/protocol/request';
import { authorityRole } from '@veilgrid/protocol/roles';
import { Command } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand, MAX_U32, wholeNumber } from '../../options.js';
import { type RoleOptions, rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, submitRequest, withOut } from '../../requests.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { shown } from '../core/party.js';
import { signAsParty } from '../core/partyKeys.js';
import { requestCommands } from '../core/request.js';
import { readPurposeFile } from './purposeFile.js';

type RegisterOptions = OutOptions & { readonly party: number; readonly keys?: string };
type EndOptions = RoleOptions & { readonly keys?: string };

export function purposeCommands(): Command {
  const purpose = new Command('purpose').description('for what parties may ask households');
  const register = withOut(
    clientCommand('register', 'register a purpose (regulator and party; the DSO too where it has panels)'),
  )
    .argument('<purpose>', 'file with what is asked, of whom and how long: docs/cli.md shows one')
    .requiredOption('--party <n>', 'who asks', wholeNumber(MAX_U32))
    .option('--keys <dir>', "folder of the party's keys; without it the party signs the request later")
    .action((file: string, options: RegisterOptions) =>
      printed(options, (closers) => registerPurpose(file, options, closers)),
    );
  const list = clientCommand('list', 'all purposes, and how many live consents each has').action(
    (options: CommonOptions) => printed(options, () => listPurposes(options)),
  );
  const end = clientCommand('end', 'end a purpose from today on (its party by --keys, else the regulator)')
    .argument('<purpose>', 'its number', wholeNumber(MAX_U32))
    .option('--keys <dir>', "folder of the party's keys")
    .action((id: number, options: EndOptions) =>
      printed(options, (closers) => endPurpose(id, options, closers)),
    );
  for (const command of [register, list, end, ...requestCommands('registerPurpose')])
    purpose.addCommand(command);
  return purpose;
}

async function registerPurpose(file: string, options: RegisterOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const record = await readPurposeFile(file);
  const { total: purposeId } = await client.api.purposes({ query: { limit: 1 } });
  const fields = { purposeId, partyId: options.party, ...record };
  const draft = await draftOf(client.api, 'registerPurpose', fields, options.sequence);
  const unsigned = { draft, signatures: [] };
  const request = options.keys === undefined ? unsigned : await signAsParty(client, unsigned, options.keys);
  const output = await conclude(client, request, options, rolesHere(client, options, closers));
  return { json: { purposeId, ...(output.json as object) }, text: `Purpose ${purposeId}. ${output.text}` };
}

async function endPurpose(purposeId: number, options: EndOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { partyId } = await client.api.purpose({ params: { purposeId } });
  const fields = { purposeId, partyId, byParty: options.keys === undefined ? 0 : 1 };
  if (options.keys === undefined) {
    const { signer } = await rolesHere(client, options, closers)('regulator');
    await signer.submit('endPurpose', { fields });
  } else {
    const draft = await draftOf(client.api, 'endPurpose', fields);
    await submitRequest(client, await signAsParty(client, { draft, signatures: [] }, options.keys));
  }
  return { json: { ended: purposeId }, text: `Ended purpose ${purposeId}.` };
}

async function listPurposes(options: CommonOptions): Promise<Output> {
  const client = await openClient(options);
  const { api } = client;
  const purposes = await allItems((query) => api.purposes({ query }));
  const nameOf = await partyNames(client);
  const rows = purposes.map((p) => [
    String(p.purposeId),
    `${p.partyId} ${nameOf(p.partyId)}`,
    namesOf(QUESTIONS, p.questions),
    namesOf(NAMING, p.naming),
    `${p.maxDays}${p.standing === 1 ? ', standing' : ''}`,
    p.transferable === 1 ? 'yes' : 'no',
    `${p.retentionDays} days`,
    `${formatDay(p.from)} to ${formatDay(p.until)}`,
    String(p.live),
  ]);
  const heads = ['purpose', 'party', 'questions', 'naming', 'days', 'transferable', 'kept', 'valid', 'live'];
  return {
    json: { purposes },
    text: rows.length === 0 ? 'No purpose.' : table([heads, ...rows]),
  };
}

/** Of roles by genesis, of all others as the node says. */
export async function partyNames({
  api,
  genesis,
}: Pick<Client, 'api'> & { readonly genesis: Pick<Genesis, 'json'> }): Promise<(partyId: number) => string> {
  const parties = await allItems((query) => api.parties({ query }));
  const names = new Map(parties.map(({ partyId, name }) => [partyId, name]));
  return (partyId) => {
    const role = authorityRole(partyId);
    return shown(role ? genesis.json.roles[role].organisation : (names.get(partyId) ?? '?'));
  };
}

function namesOf(numbers: Readonly<Record<string, number>>, bits: number): string {
  const names = Object.entries(numbers).flatMap(([name, n]) => ((bits >> n) & 1 ? [name] : []));
  return names.join(',') || '-';
}
