/** `veilgrid meter`: a simulated meter, and the DSO's own readings where a meter failed. */
import { Meter, signedDayJson } from '@veilgrid/client-sdk';
import { dateOf } from '@veilgrid/client-sdk/core/readings/index';
import { type SignedReadings, STATUS_DSO, signReadings } from '@veilgrid/protocol/core/readings';
import { toJson } from '@veilgrid/protocol/routes';
import { readDataSecret, roleFolderPath } from '@veilgrid/services';
import { randomScalar } from '@veilgrid/services/development';
import { createHasher } from '@veilgrid/wasm-core';
import { Command } from 'commander';
import { pinnedGenesis } from '../../client.js';
import { dataOption, dayValue, wholeNumber } from '../../options.js';
import { writeNew } from '../../terminal/files.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { meterReadings } from './meterReadings.js';
import { readMeter, writeMeter } from './meters.js';

interface NewOptions {
  readonly out: string;
  readonly json?: true;
}

interface SignOptions extends NewOptions {
  readonly data: string;
  readonly csv: string;
  readonly meterId?: string;
  readonly meter?: string;
  readonly dso?: true;
  readonly position: number;
  readonly day: number;
}

export function meterCommands(): Command {
  const meter = new Command('meter').description('meters; a real one signs in its own sealed element');
  meter
    .command('new')
    .description('make a simulated meter: its secret, and beside it the public key to enrol (FILE.pub)')
    .requiredOption('--out <file>', 'where to write it')
    .option('--json', 'print one JSON object')
    .action((options: NewOptions) => printed(options, () => newMeter(options)));
  meter
    .command('sign')
    .description(
      "sign a day of readings, as the meter or, for a point of the status list, with the DSO's data key",
    )
    .requiredOption('--csv <file>', 'meter_id,timestamp,import_wh,export_wh')
    .option('--meter-id <id>', 'which meter of the file (default: the only one)')
    .option('--meter <file>', 'the simulated meter')
    .option('--dso', "the DSO's data key, from its folder")
    .requiredOption('--position <n>', 'of the connection point', wholeNumber(2 ** 24))
    .requiredOption('--day <date>', 'YYYY-MM-DD', dayValue)
    .requiredOption('--out <file>', 'where to write the signed day')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .hook('preAction', (called) => {
      const { meter: file, dso } = called.opts<SignOptions>();
      if ((file === undefined) === (dso === undefined)) called.error('error: give either --meter or --dso');
    })
    .action((options: SignOptions) => printed(options, () => sign(options)));
  return meter;
}

async function newMeter({ out }: NewOptions): Promise<Output> {
  const secret = randomScalar();
  const { key } = new Meter(await createHasher(), secret);
  const publicFile = await writeMeter(out, secret, key);
  return { json: { meter: out, publicFile, ...key }, text: lines({ meter: out, 'public key': publicFile }) };
}

/** Needs no node: a meter has none. */
async function sign(options: SignOptions): Promise<Output> {
  const { position, day, out } = options;
  const genesis = await pinnedGenesis(options);
  const hasher = await createHasher();
  const readings = await meterReadings(options.csv, genesis.params, day, options.meterId);
  const byMeter = async (file: string): Promise<SignedReadings> =>
    (await readMeter(file, hasher)).signDay(genesis.chainId, position, day, readings);
  const byDso = async (): Promise<SignedReadings> => {
    const secret = await readDataSecret(roleFolderPath(options.data, 'dso'));
    return signReadings(hasher, secret, {
      chainId: genesis.chainId,
      position,
      day,
      status: STATUS_DSO,
      readings,
    });
  };
  const signed = options.meter === undefined ? await byDso() : await byMeter(options.meter);
  await writeNew(out, 'out', `${toJson(signedDayJson(genesis, { position, day, signed }))}\n`);
  return {
    json: { signed: out, position, day: dateOf(day), status: signed.status },
    text: `${out}: ${dateOf(day)} of position ${position}, signed.`,
  };
}
