/** `veilgrid point enrol` and `change`: the owner asks, and signs first. */
import {
  aggregationEpochOf,
  aggregationKeysOf,
  countsFrom,
  ownPoint,
  type PointEntry,
  type PointTerms,
  pointRecord,
  signPoint,
  type WalletKeys,
} from '@veilgrid/client-sdk';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { fetchFinalHead } from '@veilgrid/client-sdk/wallet/head';
import { meterKey, type PointRecord } from '@veilgrid/protocol/core/points';
import { ensureReplacedBefore } from '@veilgrid/protocol/core/replacedMeter';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_QTY, MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import { addSignature, draftOf, type SigningRequest } from '@veilgrid/protocol/request';
import { type Command, InvalidArgumentError } from 'commander';
import { type Client, openClient } from '../../client.js';
import {
  dayValue,
  MAX_U32,
  moneyValue,
  type WalletOptions,
  walletCommand,
  wholeNumber,
} from '../../options.js';
import { isHere, rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, withOut } from '../../requests.js';
import { formatDay } from '../../terminal/dates.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openKeys } from '../../wallets.js';
import { writeAggregationKeys } from './aggregationKeys.js';
import { readMeterKey } from './meters.js';

/** What may be said of a point; a change leaves the rest as it was. */
interface TermOptions extends WalletOptions, OutOptions {
  readonly position?: number;
  readonly meter?: string;
  readonly importCap?: number;
  readonly exportCap?: number;
  readonly dayImportCap?: number;
  readonly dayExportCap?: number;
  readonly zone?: number;
  readonly tariff?: number;
  readonly dayLimit?: bigint;
  readonly open?: true;
  readonly rotate?: true;
  readonly takeOver?: true;
  readonly replacedOn?: number;
}

function withTerms(command: Command, required: boolean): Command {
  const option = (flags: string, about: string, parse?: (text: string) => unknown) => {
    const made = command.createOption(flags, about);
    if (parse) made.argParser(parse);
    command.addOption(made.makeOptionMandatory(required));
  };
  option('--meter <file>', "the meter's public key");
  option('--import-cap <wh>', 'most the connection takes in a period', wholeNumber(MAX_QTY));
  option('--day-limit <amount>', 'the usual worst daily bill', limitValue);
  return withOut(command)
    .option(
      '--position <n>',
      'place in the registry (default: of enrolment, the next free one)',
      wholeNumber(2 ** 24),
    )
    .option('--export-cap <wh>', 'most it feeds in a period (default: 0)', wholeNumber(MAX_QTY))
    .option('--day-import-cap <wh>', 'most in a day (default: of all periods)', wholeNumber(MAX_U32))
    .option('--day-export-cap <wh>', 'most fed in a day (default: of all periods)', wholeNumber(MAX_U32))
    .option('--open', 'the owner consents not to be hidden: for plants and garages')
    .option('--zone <n>', 'zone (default: 1)', wholeNumber(MAX_U32))
    .option('--tariff <n>', 'tariff (default: 1)', wholeNumber(MAX_U32));
}

export function enrolCommand(): Command {
  return withTerms(
    walletCommand('enrol', 'enrol a connection point that belongs to the wallet'),
    true,
  ).action((options: TermOptions) => printed(options, (closers) => enrol(options, closers)));
}

export function changeCommand(): Command {
  return withTerms(
    walletCommand(
      'change',
      "change the wallet's connection point, for the days whose points are not pinned yet",
    ),
    false,
  )
    .option('--rotate', 'new keys for A and B: do it every month')
    .option('--replaced-on <date>', 'day on which the DSO put in the new --meter: YYYY-MM-DD', dayValue)
    .option('--take-over', 'the wallet becomes the new owner of the point at --position')
    .hook('preAction', (called) => {
      const { takeOver, position } = called.opts<TermOptions>();
      if (takeOver && position === undefined) called.error('error: --take-over needs --position');
    })
    .action((options: TermOptions) => printed(options, (closers) => change(options, closers)));
}

async function enrol(options: TermOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const keys = await openKeys(options, client.hasher);
  const { K } = client.genesis.params;
  const { importCap = 0, exportCap = 0, dayLimit = 0n } = options;
  const taken = (await pointsOf(client)).keys();
  const terms: PointTerms = {
    position: options.position ?? Math.max(-1, ...taken) + 1,
    meterKey: await readMeterKey(options.meter!),
    importCap,
    exportCap,
    dayImportCap: options.dayImportCap ?? K * importCap,
    dayExportCap: options.dayExportCap ?? K * exportCap,
    zone: options.zone ?? 1,
    tariffId: options.tariff ?? 1,
    dayLimit,
    open: options.open ? 1 : 0,
  };
  const record = pointRecord({ hasher: client.hasher, keys }, terms, 0);
  return ask('enrolPoint', record, { client, keys, options, closers });
}

async function change(options: TermOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const keys = await openKeys(options, client.hasher);
  const ctx = { hasher: client.hasher, keys };
  const points = await pointsOf(client);
  const old = options.takeOver ? points.get(options.position!) : ownPoint(ctx, points, options.position);
  ensure(old?.revoked === false, 'POSITION_EMPTY', { field: 'position' });
  const terms: PointTerms = {
    position: old.position,
    meterKey: options.meter === undefined ? meterKey(old) : await readMeterKey(options.meter),
    importCap: options.importCap ?? old.importCap,
    exportCap: options.exportCap ?? old.exportCap,
    dayImportCap: options.dayImportCap ?? old.dayImportCap,
    dayExportCap: options.dayExportCap ?? old.dayExportCap,
    zone: options.zone ?? old.zone,
    tariffId: options.tariff ?? old.tariffId,
    dayLimit: options.dayLimit ?? old.dayLimit,
    open: options.open ? 1 : old.open,
  };
  // A new owner begins with keys of its own.
  const epoch = options.takeOver ? 0 : aggregationEpochOf(ctx, old) + (options.rotate ? 1 : 0);
  const record = pointRecord(ctx, terms, epoch);
  const { header } = await fetchFinalHead(client);
  ensureReplacedBefore({ before: old, after: record }, options.replacedOn, header.time);
  return ask('changePoint', record, { client, keys, options, closers });
}

/** By position. */
async function pointsOf({ api }: Client): Promise<Map<number, PointEntry>> {
  const points = await allItems((query) => api.points({ query }));
  return new Map(points.map((point) => [point.position, point]));
}

interface Asking {
  readonly client: Client;
  readonly keys: WalletKeys;
  readonly options: TermOptions;
  readonly closers: Closers;
}

/** The owner signs; A and B get their key each, in a file or, where they are on this machine, at once. */
async function ask(
  kind: 'enrolPoint' | 'changePoint',
  record: PointRecord,
  { client, keys, options, closers }: Asking,
): Promise<Output> {
  const { genesis, hasher, api } = client;
  const draft = await draftOf(api, kind, record, options.sequence);
  const unsigned: SigningRequest = { draft, signatures: [] };
  const request = addSignature(genesis, unsigned, signPoint({ genesis, keys }, record, draft));
  const pair = aggregationKeysOf({ hasher, keys }, record);
  const roles = rolesHere(client, options, closers);
  if (options.out === undefined) {
    if (isHere(options, 'dso')) await (await roles('dso')).maskSummer!.accept(record, pair.kA);
    if (isHere(options, 'statistician'))
      await (await roles('statistician')).maskSummer!.accept(record, pair.kB);
    const { json, text } = await conclude(client, request, options, roles);
    const from = await countsFrom(client, record.position);
    return {
      json: { ...Object(json), position: record.position, countsFrom: from },
      text: `Position ${record.position}, from ${formatDay(from)} on. ${text}`,
    };
  }
  const files = await writeAggregationKeys(options.out, pair);
  const { json, text } = await conclude(client, request, options, roles);
  return {
    json: { ...Object(json), position: record.position, keyFiles: files },
    text: `${text}\nGive ${files.A} to the DSO and ${files.B} to the statistician, each to nobody else.`,
  };
}

function limitValue(text: string): bigint {
  const limit = moneyValue(text);
  if (limit >= MONEY_LANE_BOUND) throw new InvalidArgumentError('At most 351843.72088831 is possible.');
  return limit;
}
