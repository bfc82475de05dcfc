/** `veilgrid verify evidence`: whether a file shows two final headers of one height. */
import { join } from 'node:path';
import { createApi, verifier } from '@veilgrid/client-sdk';
import { type Genesis, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { Command } from 'commander';
import type { LedgerOptions } from '../../ledgers.js';
import { readJson } from '../../terminal/files.js';

interface EvidenceOptions extends LedgerOptions {
  readonly json?: true;
}

/** Stands under `verify`, whose options name the chain. */
export function evidenceCommand(): Command {
  return new Command('evidence')
    .description('check a file that a wallet kept of two final headers of one height')
    .argument('<file>', 'equivocation-<height>.json')
    .action(async (file: string, _own: object, command: Command) => {
      const options = command.optsWithGlobals<EvidenceOptions>();
      const genesis = await genesisOf(options);
      const { height, hashes } = verifier.verifyEvidence(genesis, await readJson(file, 'evidence'));
      const text = [
        `Two blocks of height ${height} are final on chain ${options.genesisHash}:`,
        ...hashes,
        'Validators signed two histories: believe neither before they have answered for it.',
      ].join('\n');
      process.stdout.write(
        `${options.json ? JSON.stringify({ equivocation: true, height: Number(height), hashes }) : text}\n`,
      );
    });
}

/** The genesis alone: of a node, or of any folder that has it. @throws ProtocolError GENESIS_INVALID, NOT_FOUND */
async function genesisOf({ genesisHash, url, data }: EvidenceOptions): Promise<Genesis> {
  const json =
    url === undefined
      ? await readJson(join(data!, 'genesis.json'), 'data')
      : await createApi(url).genesis({});
  const genesis = parseGenesis(json);
  const hash = genesisHashHex(genesis);
  ensure(hash === genesisHash, 'GENESIS_INVALID', {
    field: 'genesis-hash',
    reason: `this chain's genesis is ${hash}`,
  });
  return genesis;
}
