/** `veilgrid measure`: the DSO's network assets, and what their meters say of a day. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { hasMeter, possessionDigest, quarterDays } from '@veilgrid/protocol/core/measures/asset';
import {
  ACT_POST,
  ACT_POST_AGAIN,
  ACT_WITHDRAW,
  measuredDigest,
  peakStep,
} from '@veilgrid/protocol/core/measures/measured';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { draftOf } from '@veilgrid/protocol/request';
import { Command, InvalidArgumentError } from 'commander';
import { type Client, openClient } from '../../client.js';
import { clientCommand, dayValue, MAX_U32, wholeNumber } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, signAs, withOut } from '../../requests.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import {
  meterKeyIn,
  readAssetFile,
  readMeasuredDay,
  readMeterKeyFile,
  readSignature,
} from './measureFiles.js';
import { listAssets, showMeasured } from './measureShow.js';
import { requestCommands } from './request.js';

interface AssetOptions extends OutOptions {
  readonly meterKey?: string;
}

interface DayOptions extends OutOptions {
  readonly day: number;
}

interface PostOptions extends DayOptions {
  readonly csv: string;
  readonly meterKey?: string;
  readonly signature?: string;
  readonly again?: true;
}

interface PeakOptions extends OutOptions {
  readonly quarter: { readonly year: number; readonly quarter: number };
  readonly import: number;
  readonly export: number;
}

const assetId = wholeNumber(MAX_U32, 1);
const watts = wholeNumber(2 ** 40 - 1);
const meterKeyFlag = [
  '--meter-key <file>',
  "a development meter's key; a real one signs in its own sealed element",
] as const;

export function measureCommands(): Command {
  const measure = new Command('measure').description('network assets, and totals that their meters sign');
  const asset = withOut(clientCommand('asset', 'announce a version of an asset for a day to come (DSO)'))
    .argument('<file>', 'JSON file of the version')
    .option(meterKeyFlag[0], `${meterKeyFlag[1]}; it is made where there is none`)
    .action((file: string, options: AssetOptions) =>
      printed(options, (closers) => announce(file, options, closers)),
    );
  const post = dayCommand('post', "post a day's total (DSO; again: with the regulator)")
    .requiredOption('--csv <file>', 'period,import_wh,export_wh: net by half hour, from 0 on')
    .option(...meterKeyFlag)
    .option('--signature <file>', "the meter's signature, 128 hex digits")
    .option('--again', 'after a withdrawal, once')
    .hook('preAction', (called) => {
      const { meterKey, signature } = called.opts<PostOptions>();
      if ((meterKey === undefined) === (signature === undefined))
        called.error('error: give either --meter-key or --signature');
    })
    .action((id: number, options: PostOptions) =>
      printed(options, (closers) => postTotal(id, options, closers)),
    );
  const withdraw = dayCommand('withdraw', 'withdraw a wrong total; it was seen (DSO and regulator)')
    .requiredOption('--reason <text>', 'why; its SHA-256 is published')
    .action((id: number, options: DayOptions & { readonly reason: string }) =>
      printed(options, (closers) => withdrawTotal(id, options, closers)),
    );
  const peak = withOut(clientCommand('peak', "post a quarter's peak of the days without a total (DSO)"))
    .argument('<asset>', 'its number', assetId)
    .requiredOption('--quarter <quarter>', 'YYYY-Qn', quarterValue)
    .requiredOption('--import <w>', 'highest half hour, W; published up to the next 5 % of the rating', watts)
    .requiredOption('--export <w>', 'the same of exports', watts)
    .action((id: number, options: PeakOptions) =>
      printed(options, (closers) => postPeak(id, options, closers)),
    );
  const show = clientCommand('show', 'all assets; of one, its record and total of a day')
    .argument('[asset]', 'its number', assetId)
    .option('--day <date>', 'YYYY-MM-DD', dayValue)
    .hook('preAction', (called) => {
      const day = called.opts<Partial<DayOptions>>().day;
      if ((called.args[0] === undefined) !== (day === undefined))
        called.error('error: an asset and --day belong together');
    })
    .action((id: number | undefined, options: DayOptions) =>
      printed(options, () =>
        id === undefined ? listAssets(options) : showMeasured(id, options.day, options),
      ),
    );
  const round = requestCommands('networkAsset', 'measured');
  for (const command of [asset, post, withdraw, peak, show, ...round]) measure.addCommand(command);
  return measure;
}

const dayCommand = (name: string, description: string) =>
  withOut(clientCommand(name, description))
    .argument('<asset>', 'its number', assetId)
    .requiredOption('--day <date>', 'YYYY-MM-DD', dayValue);

type MeasureKind = 'networkAsset' | 'measured' | 'measuredPeak';

/** The DSO signs first: what its own book of the chain does not allow leaves this machine in no file. */
async function signedByDso<K extends MeasureKind>(
  client: Client,
  kind: K,
  fields: Omit<Bodies[K], 'sequence'>,
  options: OutOptions,
  closers: Closers,
): Promise<Output> {
  const roles = rolesHere(client, options, closers);
  const dso = await roles('dso');
  const draft = await draftOf(client.api, kind, fields, options.sequence);
  const request = await signAs(client.genesis, { draft, signatures: [] }, dso);
  return conclude(client, request, options, roles);
}

async function announce(file: string, options: AssetOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { record, possession } = await readAssetFile(file);
  const meter = options.meterKey === undefined ? undefined : await meterKeyIn(options.meterKey);
  const assets = await allItems((query) => client.api.networkAssets({ query }));
  const newest = assets.find((asset) => asset.assetId === record.assetId);
  const version = newest ? newest.version + 1 : 0;
  const named = { ...record, version, meterKey: meter?.key ?? record.meterKey };
  const signature = meter?.sign(possessionDigest(client.genesis.chainId, named)) ?? possession;
  const fields = { ...named, possession: signature ?? new Uint8Array(64) };
  const output = await signedByDso(client, 'networkAsset', fields, options, closers);
  const json = { assetId: record.assetId, version, metered: hasMeter(named), ...(output.json as object) };
  return { json, text: `Asset ${record.assetId}, version ${version}. ${output.text}` };
}

async function postTotal(id: number, options: PostOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { genesis, api } = client;
  const { day } = options;
  const values = await readMeasuredDay(options.csv, genesis.params.K);
  const digest = measuredDigest(genesis.profile, genesis.chainId, { assetId: id, day, ...values });
  const signature =
    options.meterKey === undefined
      ? await readSignature(options.signature!)
      : (await readMeterKeyFile(options.meterKey)).sign(digest);
  const { asset } = await api.measured({ params: { assetId: id, day } });
  const act = options.again ? ACT_POST_AGAIN : ACT_POST;
  const of = { assetId: id, day, act, meterOwner: asset.meterOwner };
  const fields = { ...of, ...values, signature, reasonHash: new Uint8Array(32) };
  return signedByDso(client, 'measured', fields, options, closers);
}

async function withdrawTotal(
  id: number,
  options: DayOptions & { readonly reason: string },
  closers: Closers,
): Promise<Output> {
  const client = await openClient(options);
  const { day } = options;
  const { asset } = await client.api.measured({ params: { assetId: id, day } });
  const none = Array<number>(client.genesis.params.K).fill(0);
  const of = { assetId: id, day, act: ACT_WITHDRAW, meterOwner: asset.meterOwner };
  const reasonHash = sha256(utf8ToBytes(options.reason));
  const fields = { ...of, imports: none, exports: none, signature: new Uint8Array(64), reasonHash };
  return signedByDso(client, 'measured', fields, options, closers);
}

async function postPeak(id: number, options: PeakOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { year, quarter } = options.quarter;
  const day = quarterDays(year, quarter).to - 1;
  const { asset } = await client.api.measured({ params: { assetId: id, day } });
  const importW = peakStep(BigInt(options.import), asset.ratingImport);
  const exportW = peakStep(BigInt(options.export), asset.ratingExport);
  const fields = { assetId: id, year, quarter, importW, exportW };
  const output = await signedByDso(client, 'measuredPeak', fields, options, closers);
  return {
    json: { importW, exportW, ...(output.json as object) },
    text: `${importW} W, ${exportW} W. ${output.text}`,
  };
}

function quarterValue(text: string) {
  const [, year, quarter] = /^([0-9]{4})-Q([1-4])$/.exec(text) ?? [];
  if (quarter === undefined || Number(year) < 1970)
    throw new InvalidArgumentError('A quarter is needed, as 2027-Q2.');
  return { year: Number(year), quarter: Number(quarter) };
}
