/** `veilgrid party`: organisations that are no role of genesis. */
import { fetchParty, type ShownParty } from '@veilgrid/client-sdk';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import {
  KNOWN_PARTY_KINDS,
  MAX_PARTY_NAME_BYTES,
  PARTY_KINDS,
  type PartyKind,
  partyName,
} from '@veilgrid/protocol/core/parties';
import { addSignature, draftOf } from '@veilgrid/protocol/request';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import { Command, InvalidArgumentError } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand, dayValue, MAX_U32, wholeNumber } from '../../options.js';
import { type RoleOptions, rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, withOut } from '../../requests.js';
import { formatMoney } from '../../terminal/amounts.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { type openPartyKeys, partyKeysIn, signAsParty } from './partyKeys.js';
import { requestCommands } from './request.js';

type RegisterOptions = OutOptions & {
  readonly keys: string;
  readonly name: Uint8Array;
  readonly kinds: number;
  readonly until: number;
};

type ChangeOptions = OutOptions & {
  readonly keys?: string;
  readonly newKeys?: string;
  readonly name?: Uint8Array;
  readonly kinds?: number;
  readonly until?: number;
  readonly lost?: true;
};

const KIND_NAMES = Object.keys(PARTY_KINDS) as PartyKind[];
const partyId = wholeNumber(MAX_U32, FIRST_PARTY);

export function partyCommands(): Command {
  const party = new Command('party').description('organisations that are no role of genesis');
  const register = withOut(
    clientCommand('register', 'register a party (regulator, and the party by its new key)'),
  )
    .requiredOption('--keys <dir>', "folder of the party's keys; they are made where there are none")
    .requiredOption('--name <name>', 'of the organisation, up to 64 bytes', nameValue)
    .requiredOption('--kinds <kinds>', `what it is, by commas: ${KIND_NAMES.join(', ')}`, kindsValue)
    .requiredOption(
      '--until <date>',
      'YYYY-MM-DD from which on it signs no more, ten years away at most',
      dayValue,
    )
    .action((options: RegisterOptions) => printed(options, (closers) => registerParty(options, closers)));
  const change = withOut(
    clientCommand('change', "change a party's keys or record (regulator, and the party by its old key)"),
  )
    .argument('<party>', 'its number', partyId)
    .option('--keys <dir>', 'folder of the keys it has; without it the party signs the request later')
    .option('--new-keys <dir>', 'folder of the keys it gets; they are made where there are none')
    .option('--name <name>', 'a new name', nameValue)
    .option('--kinds <kinds>', `what it is, by commas: ${KIND_NAMES.join(', ')}`, kindsValue)
    .option('--until <date>', 'another end', dayValue)
    .option('--lost', 'its key is lost: the issuer signs in its place')
    .action((id: number, options: ChangeOptions) =>
      printed(options, (closers) => changeParty(id, options, closers)),
    );
  const end = clientCommand('end', 'end a party from today on; it still redeems (regulator)')
    .argument('<party>', 'its number', partyId)
    .action((id: number, options: RoleOptions) =>
      printed(options, (closers) => endParty(id, options, closers)),
    );
  const list = clientCommand('list', 'all registered parties').action((options: CommonOptions) =>
    printed(options, () => listParties(options)),
  );
  const balance = clientCommand('balance', "a party's account, and its record as facts show it")
    .argument('<party>', 'its number', partyId)
    .action((id: number, options: CommonOptions) => printed(options, () => showBalance(id, options)));
  const round = requestCommands('registerParty', 'changeParty');
  for (const command of [register, change, end, list, balance, ...round]) party.addCommand(command);
  return party;
}

async function registerParty(options: RegisterOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { signer, encPk } = await partyKeysIn(client, options.keys);
  const { total } = await client.api.parties({ query: { limit: 1 } });
  const { name, kinds, until } = options;
  const fields = { partyId: FIRST_PARTY + total, sigPk: signer.sigPk, encPk, name, kinds, until };
  const draft = await draftOf(client.api, 'registerParty', fields, options.sequence);
  const request = addSignature(client.genesis, { draft, signatures: [] }, signer.sign(draft));
  const output = await conclude(client, request, options, rolesHere(client, options, closers));
  const { partyId } = fields;
  return { json: { partyId, ...(output.json as object) }, text: `Party ${partyId}. ${output.text}` };
}

async function changeParty(id: number, options: ChangeOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const now = await fetchParty(client, id);
  const next = options.newKeys === undefined ? undefined : await partyKeysIn(client, options.newKeys);
  const draft = await draftOf(client.api, 'changeParty', fieldsOf(now, options, next), options.sequence);
  if (next && draft.kind === 'changeParty') draft.body.possession = next.signer.possession(draft.body);
  const unsigned = { draft, signatures: [] };
  const request = options.keys === undefined ? unsigned : await signAsParty(client, unsigned, options.keys);
  return conclude(client, request, options, rolesHere(client, options, closers));
}

/** What stays unless something else is said. */
function fieldsOf(
  now: ShownParty,
  { name = now.name, kinds = now.kinds, until = now.until, lost }: ChangeOptions,
  next: Awaited<ReturnType<typeof openPartyKeys>> | undefined,
) {
  const { sigPk, encPk } = next ? { sigPk: next.signer.sigPk, encPk: next.encPk } : now;
  const possession = new Uint8Array(64);
  return { partyId: now.partyId, sigPk, encPk, name, kinds, until, lost: lost ? 1 : 0, possession };
}

async function endParty(id: number, options: RoleOptions, closers: Closers): Promise<Output> {
  const { signer } = await rolesHere(await openClient(options), options, closers)('regulator');
  await signer.submit('endParty', { fields: { partyId: id } });
  return { json: { ended: id }, text: `Ended party ${id}.` };
}

async function listParties(options: CommonOptions): Promise<Output> {
  const { api } = await openClient(options);
  const parties = await allItems((query) => api.parties({ query }));
  const rows = parties.map(({ partyId, kinds, until, name }) => [
    String(partyId),
    kindsText(kinds),
    formatDay(until),
    shown(name),
  ]);
  return {
    json: { parties },
    text: rows.length === 0 ? 'No party.' : table([['party', 'kinds', 'until', 'name'], ...rows]),
  };
}

async function showBalance(id: number, options: CommonOptions): Promise<Output> {
  const client: Client = await openClient(options);
  const { name, kinds, until, sigPk, encPk } = await fetchParty(client, id);
  const { balance, sequence } = await client.api.party({ params: { partyId: id } });
  const json = { partyId: id, balance, sequence, name: partyName(name), kinds, until, sigPk, encPk };
  const rows = { party: id, name: shown(json.name), kinds: kindsText(kinds), until: formatDay(until) };
  return { json, text: lines({ ...rows, balance: formatMoney(balance) }) };
}

const kindsText = (kinds: number) =>
  KIND_NAMES.filter((kind) => (kinds & KNOWN_PARTY_KINDS & PARTY_KINDS[kind]) !== 0).join(', ') || '-';

/** Whoever registers chooses the name: it must not move a terminal's cursor. */
export const shown = (name: string) => name.replace(/\p{C}/gu, '?');

function nameValue(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0 || bytes.length > MAX_PARTY_NAME_BYTES)
    throw new InvalidArgumentError(`1 to ${MAX_PARTY_NAME_BYTES} bytes of text are needed.`);
  return bytes;
}

function kindsValue(text: string): number {
  return text.split(',').reduce((bits, word) => {
    const kind = KIND_NAMES.find((name) => name === word.trim());
    if (kind === undefined) throw new InvalidArgumentError(`Some of ${KIND_NAMES.join(', ')} are needed.`);
    return bits | PARTY_KINDS[kind];
  }, 0);
}
