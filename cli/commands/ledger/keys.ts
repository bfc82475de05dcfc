/** `veilgrid keys`: an organisation replays the ceremony of a chain's keys, and signs what came out. */
import { join } from 'node:path';
import { assertRoleKey } from '@veilgrid/circuits/scripts/ceremony/roles';
import { writeVerdict } from '@veilgrid/circuits/scripts/ceremony/verdict';
import { verifyKeys } from '@veilgrid/circuits/scripts/ceremony/verifyKeys';
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { roleFolderPath } from '@veilgrid/services';
import { Command, Option } from 'commander';
import { AUTHORITIES, dataOption } from '../../options.js';
import { readJson, readText } from '../../terminal/files.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { startProgress } from '../../terminal/progress.js';

interface VerifyOptions {
  readonly ceremony: string;
  readonly genesis: string;
  readonly role?: AuthorityRole;
  readonly data: string;
  readonly key?: string;
  readonly out?: string;
  readonly json?: true;
}

export function keysCommand(): Command {
  const keys = new Command('keys').description(
    'the keys of a production chain, and the ceremony behind them',
  );
  keys
    .command('verify')
    .description('replay the ceremony against the circuits as compiled here, and sign a verdict on its keys')
    .requiredOption('--ceremony <dir>', 'folder of the ceremony: phase 1, every step, the last keys')
    .requiredOption('--genesis <file>', 'genesis of the chain')
    .addOption(new Option('--role <role>', 'whose signature goes under the verdict').choices(AUTHORITIES))
    .addOption(dataOption())
    .option('--key <file>', "the role's key (default: that of its folder)")
    .option('--out <file>', 'where the verdict is written (default: keys/verdict.json of the ceremony)')
    .option('--json', 'print one JSON object')
    .action((options: VerifyOptions) =>
      printed(options, async (closers) => {
        const progress = startProgress();
        closers.defer(() => progress.stop());
        return verify(options, (what) => progress.stage(what, 1));
      }),
    );
  return keys;
}

async function verify(options: VerifyOptions, onProgress: (what: string) => void): Promise<Output> {
  const { ceremony, role, data, out = join(ceremony, 'keys', 'verdict.json') } = options;
  const genesis = parseGenesis(await readJson(options.genesis, 'genesis'));
  // Before the minutes that the replay takes.
  const secret = role && (await readKey(options.key ?? join(roleFolderPath(data, role), 'role.key')));
  if (role && secret) assertRoleKey(genesis.json.roles, role, secret);
  const { verificationKeys: keys } = genesis.json;
  const chain = { ...genesis.json, genesis: genesisHashHex(genesis), keys };
  // snarkjs leaves files open that it has read; Node.js warns of each, and the process ends soon.
  process.removeAllListeners('warning');
  const verdict = await verifyKeys(ceremony, chain, { onProgress });
  const by = role && secret && { role, secret };
  const signed = await writeVerdict(genesis.json.roles, out, verdict, by);
  const roles = signed.signatures.map((signature) => signature.role);
  return {
    json: { verified: true, ...signed, file: out },
    text: [
      'The keys follow from the ceremony.',
      lines({
        transcript: verdict.transcript,
        keys,
        'signed by': roles.join(', ') || 'nobody yet',
        file: out,
      }),
    ].join('\n'),
  };
}

async function readKey(file: string): Promise<Uint8Array> {
  const text = (await readText(file, 'key')).trim();
  ensure(/^[0-9a-f]{64}$/.test(text), 'SECRETS_CORRUPT', { field: 'key', file });
  return Buffer.from(text, 'hex');
}
