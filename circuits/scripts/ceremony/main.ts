/** `npm run ceremony`: see USAGE. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { curves } from 'snarkjs';
import { ArtifactError } from '../errors.js';
import { CIRCUITS, type CircuitName, PROFILES, type ProfileName } from '../spec.js';
import { finishCeremony } from './finish.js';
import { circuitsOf, type StepKeys } from './folder.js';
import { beginPhase1, contributeToPhase1 } from './ownPhase1.js';
import { isRoles, type Roles } from './roles.js';
import { addBeacon, beginCeremony, contribute } from './steps.js';
import { verifyCeremony } from './verify.js';

const USAGE = `npm run ceremony -- <step> --dir DIR [options]

Makes proving keys that nobody can forge under, as long as one contributor was honest. docs/ceremony.md
walks through it.

  phase1 --dir DIR --power N
                             begin a phase 1 of your own, where no public file serves
  phase1 --dir DIR --role ROLE --key FILE
                             add a signed contribution to it; five of three organisations are needed
  init --dir DIR --genesis FILE [--ptau FILE] [--profile full|small] [--circuit NAME]...
                             begin from the roles of a genesis or its draft, and from a public phase 1
                             file or your own (default: full profile, all circuits)
  contribute --dir DIR --role ROLE --key FILE
                             add a contribution signed with the role's key; asks for some text to mix
                             in when at a terminal
  beacon --dir DIR --value HEX --iterations N
                             end with a public random value, hashed 2^N times (10 to 40)
  verify --dir DIR           check everything: phase 1, circuits, each step, the keys
  finish --dir DIR           verify, then write DIR/keys for VEILGRID_KEYS; prints what genesis names

  --json                     print one JSON object at the end
  --help                     this text

An interrupted step leaves the ceremony as it was before it.
Exit code: 0 done, 1 refused or something does not hold, 2 wrong usage, 130 interrupted.
`;

const OPTIONS = {
  dir: { type: 'string' },
  ptau: { type: 'string' },
  profile: { type: 'string', default: 'full' },
  circuit: { type: 'string', multiple: true },
  power: { type: 'string' },
  genesis: { type: 'string' },
  role: { type: 'string' },
  key: { type: 'string' },
  value: { type: 'string' },
  iterations: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];
type Report = Readonly<Record<string, unknown>>;

function usageError(message: string): never {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
}

const need = (value: string | undefined, option: string): string =>
  value ?? usageError(`--${option} is needed`);

/** One line a stage on stderr, with the seconds since the beginning. */
function progress(what: string): void {
  process.stderr.write(`${Math.round(performance.now() / 1000)} s: ${what}\n`);
}

const STEPS: Readonly<Record<string, (dir: string, options: Options) => Promise<Report>>> = {
  async init(dir, options) {
    const profile = options.profile as ProfileName;
    if (!PROFILES.includes(profile)) usageError(`unknown profile ${profile}`);
    const circuits = (options.circuit ?? CIRCUITS) as CircuitName[];
    const unknown = circuits.find((name) => !CIRCUITS.includes(name));
    if (unknown !== undefined) usageError(`unknown circuit ${unknown}`);
    const roles = readRoles(need(options.genesis, 'genesis'));
    const from = options.ptau === undefined ? {} : { ptau: options.ptau };
    const { phase1, keys } = await beginCeremony({
      ...from,
      dir,
      roles,
      profile,
      circuits,
      onProgress: progress,
    });
    const { blake2b, power } = phase1;
    return { profile, phase1Blake2b: blake2b, power, ...hashesOf(keys) };
  },

  async phase1(dir, options) {
    if (options.power !== undefined) {
      if (!/^[0-9]{1,2}$/.test(options.power)) usageError('--power takes a number from 1 to 28');
      await beginPhase1(dir, Number(options.power));
      return { power: options.power };
    }
    const { role, secret } = contributor(options);
    const { hash } = await contributeToPhase1(dir, role, secret, await askText());
    return { role, hash };
  },

  async contribute(dir, options) {
    const by = contributor(options);
    const { role, keys } = await contribute(dir, { ...by, text: await askText() }, progress);
    return { role, ...hashesOf(keys) };
  },

  async beacon(dir, options) {
    const iterations = need(options.iterations, 'iterations');
    if (!/^[0-9]{1,2}$/.test(iterations)) usageError('--iterations takes a number from 10 to 40');
    const { keys } = await addBeacon(dir, need(options.value, 'value'), Number(iterations), progress);
    return hashesOf(keys);
  },

  async verify(dir) {
    const { ceremony } = await verifyCeremony(dir, { onProgress: progress });
    const { beginning, steps } = ceremony;
    return {
      verified: true,
      profile: beginning.profile,
      phase1Blake2b: beginning.phase1.blake2b,
      phase1By: beginning.phase1.contributions.map(({ role }) => role).join(', ') || 'a known public file',
      circuits: circuitsOf(ceremony).join(', '),
      steps: steps.map((step) => ({
        ...(step.kind === 'beacon'
          ? { beacon: step.value, iterations: step.iterationsExponent }
          : { role: step.role, organisation: beginning.roles[step.role]!.organisation }),
        ...hashesOf(step.keys),
      })),
    };
  },

  async finish(dir) {
    return { ...(await finishCeremony(dir, { onProgress: progress })) };
  },
};

/** A role's name and its key, from the file that `veilgrid role new` made. */
function contributor(options: Options): { role: string; secret: Uint8Array } {
  const file = need(options.key, 'key');
  const role = need(options.role, 'role');
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new ArtifactError('ROLE_UNKNOWN', `${file} holds no key of a role`, { file });
  }
  return { role, secret: Buffer.from(text, 'hex') };
}

function readRoles(file: string): Roles {
  const { roles } = JSON.parse(readFileSync(file, 'utf8')) as { roles?: unknown };
  if (isRoles(roles)) return roles;
  throw new ArtifactError('ROLE_UNKNOWN', `${file} has no roles of a genesis`, {
    file,
    remedy: 'Each role takes {organisation, publicKey}, every key once.',
  });
}

/** What contributors publish and others compare. */
function hashesOf(keys: StepKeys): { hashes: Record<string, string> } {
  return { hashes: Object.fromEntries(Object.entries(keys).map(([name, { hash }]) => [name, hash])) };
}

async function askText(): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => process.exit(130));
  const text = await terminal.question(
    'Type anything to mix in, then Enter (the system adds its own randomness): ',
  );
  terminal.close();
  return text;
}

function asText(report: Report, indent = ''): string {
  return Object.entries(report)
    .map(([name, value]) => {
      if (typeof value !== 'object' || value === null) return `${indent}${name}: ${value}\n`;
      return `${indent}${name}:\n${asText(value as Report, `${indent}  `)}`;
    })
    .join('');
}

async function main(): Promise<void> {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    return usageError((cause as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) return void process.stdout.write(USAGE);
  const [name = '', ...more] = positionals;
  const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
  if (step === undefined || more.length > 0) usageError(`unknown step "${positionals.join(' ')}"`);
  const report = await step(need(values.dir, 'dir'), values);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : asText(report));
}

// snarkjs leaves files open that it has read; Node.js warns of each, and the process ends soon.
process.removeAllListeners('warning');

// A step under way lies in a scratch folder, which the exit handlers remove.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main()
  .catch((error: unknown) => {
    const known =
      error instanceof ArtifactError ? `${error.code}: ${error.message}` : String((error as Error).stack);
    process.stderr.write(`${known}\n`);
    process.exitCode = 1;
  })
  // snarkjs's workers would keep the process alive.
  .finally(async () => (await curves.getCurveFromName('bn128')).terminate());
