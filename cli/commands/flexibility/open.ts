/** `veilgrid flex open`, `share`, `sign` and `submit`: DSO, operator and regulator open a need together. */
import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import { draftOf } from '@veilgrid/protocol/request';
import { type Command, InvalidArgumentError } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { type Roles, rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, signAs, withOut } from '../../requests.js';
import { formatDay } from '../../terminal/dates.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { readShare, writeShare } from '../core/shares.js';
import { ceilingText, needCeilings } from './ceiling.js';
import { readNeedFile } from './needFile.js';
import { type NeedOptions, needNumber, withNeed } from './needOptions.js';

type Holder = 'operator' | 'regulator';

interface OpenOptions extends OutOptions {
  readonly ceiling?: true;
  readonly operatorShare?: string;
  readonly regulatorShare?: string;
}

type ShareOptions = NeedOptions & CommonOptions & { readonly role: Holder; readonly out: string };

export function openCommand(): Command {
  return withOut(clientCommand('open', 'ask for flexibility of a day and area (DSO, operator and regulator)'))
    .argument('<terms>', 'file with the steps, prices and times: docs/cli.md shows one')
    .option('--ceiling', 'say first what a bluff must reckon with, and how far no baseline pays to inflate')
    .option('--operator-share <file>', "the operator's half of the key, as its `flex share` wrote it")
    .option('--regulator-share <file>', "the regulator's half")
    .action((file: string, options: OpenOptions) =>
      printed(options, (closers) => open(file, options, closers)),
    );
}

async function open(file: string, options: OpenOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { genesis, hasher, api } = client;
  const terms = await readNeedFile(file, genesis.params);
  const roles = rolesHere(client, options, closers);
  const { signer, buyer } = await roles('dso');
  const ceilings = options.ceiling ? await needCeilings(buyer!, terms) : undefined;
  if (ceilings) process.stderr.write(`${ceilingText(ceilings)}\n`);
  const needId = needIdOf(hasher, genesis.chainId, terms);
  const fields = {
    ...terms,
    operatorShare: await shareOf(roles, needId, 'operator', options.operatorShare),
    regulatorShare: await shareOf(roles, needId, 'regulator', options.regulatorShare),
  };
  const draft = await draftOf(api, 'openNeed', fields, options.sequence);
  const coSigner = signer.coSigner('openNeed');
  const request = await signAs(genesis, { draft, signatures: [] }, { coSigner });
  const { json, text } = await conclude(client, request, options, roles);
  return {
    json: { ...Object(json), needId, ...(ceilings && { ceilings }) },
    text: `Need ${needId} of area ${terms.areaId}, ${formatDay(terms.day)}. ${text}`,
  };
}

async function shareOf(roles: Roles, needId: bigint, role: Holder, file: string | undefined) {
  if (file !== undefined) return readShare(file, `${role}-share`);
  const { needOperator, needRegulator } = await roles(role);
  return (role === 'operator' ? needOperator : needRegulator)!.share(needId);
}

/** A half of the key: its secret stays in the folder. */
export function shareCommand(): Command {
  return withNeed(clientCommand('share', "the own half of a need's key, for the DSO (operator, regulator)"))
    .requiredOption('--role <role>', 'operator or regulator', holderValue)
    .requiredOption('--out <file>', 'where to write it')
    .action((options: ShareOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const roles = rolesHere(client, options, closers);
        await writeShare(
          options.out,
          await shareOf(roles, needNumber(client, options), options.role, undefined),
        );
        return { json: { share: options.out }, text: `${options.out}: give it to the DSO.` };
      }),
    );
}

function holderValue(text: string): Holder {
  if (text === 'operator' || text === 'regulator') return text;
  throw new InvalidArgumentError('operator or regulator is needed.');
}
