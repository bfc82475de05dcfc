/** `npm run keys`: see USAGE. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verificationKey } from '../artifacts.js';
import { type BuildProgress, type BuiltCircuit, buildCircuit, eachCircuit } from './build.js';
import { ArtifactError } from './errors.js';
import { checkFile } from './hashes.js';
import { checkRecord, writeManifest } from './manifest.js';
import { CIRCUITS, type CircuitName, PROFILES, type ProfileName } from './spec.js';
import { SEED_LABEL } from './trapdoor.js';

const USAGE = `npm run keys -- [options]

Compiles the circuits, makes their development keys (cached under circuits/.cache, or VEILGRID_CACHE) and
compares both with circuits/keys, which is in git. Development keys are INSECURE: anybody can forge proofs.

  --profile full|small|all   which sizes (default all)
  --circuit NAME             only this circuit; may be given several times
  --update                   write manifest and verification keys into circuits/keys
  --check                    build in a fresh temporary folder, trusting no cache, and compare
  --json                     print one JSON object at the end
  --help                     this text

Exit code: 0 all as in circuits/keys, 1 something differs or cannot be built, 2 wrong usage.
`;

interface Target {
  profile: ProfileName;
  name: CircuitName;
}

function usageError(message: string): never {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        profile: { type: 'string', default: 'all' },
        circuit: { type: 'string', multiple: true, default: [...CIRCUITS] },
        update: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    return usageError((cause as Error).message);
  }
}

function chosenTargets(profile: string, circuits: readonly string[]): Target[] {
  const profiles = PROFILES.filter((known) => profile === 'all' || profile === known);
  if (profiles.length === 0) usageError(`unknown profile ${profile}`);
  const unknown = circuits.find((name) => !(CIRCUITS as readonly string[]).includes(name));
  if (unknown !== undefined) usageError(`unknown circuit ${unknown}`);
  return profiles.flatMap((known) => circuits.map((name) => ({ profile: known, name: name as CircuitName })));
}

/** Says every two seconds on stderr what is being built; a terminal sees one line that changes. */
function startReport(total: number) {
  const began = Date.now();
  const running = new Map<string, BuildProgress>();
  let done = 0;
  const line = () => {
    const parts = [...running].map(([name, { stage, percent }]) =>
      `${name} ${stage} ${percent || ''}`.trim(),
    );
    const text = `keys ${done}/${total}, ${Math.round((Date.now() - began) / 1000)} s: ${parts.join(', ')}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
  };
  const timer = setInterval(line, 2_000);
  return {
    show: ({ profile, name }: Target, progress: BuildProgress) => running.set(`${profile}/${name}`, progress),
    finished: ({ profile, name }: Target) => {
      running.delete(`${profile}/${name}`);
      done++;
    },
    stop: () => {
      clearInterval(timer);
      line();
      if (process.stderr.isTTY) process.stderr.write('\n');
    },
  };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(USAGE);
  if (options.check && options.update) usageError('--check writes nothing: it excludes --update');
  const targets = chosenTargets(options.profile, options.circuit);
  if (options.check) {
    const temporary = mkdtempSync(join(tmpdir(), 'veilgrid-keys-'));
    process.env.VEILGRID_CACHE = temporary;
    process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  }
  const began = Date.now();
  const report = startReport(targets.length);
  const built: Array<Target & BuiltCircuit> = [];
  try {
    await eachCircuit(targets, async (target) => {
      const circuit = await buildCircuit(target.profile, target.name, (progress) =>
        report.show(target, progress),
      );
      if (!options.update) {
        checkRecord(target.profile, target.name, circuit.record);
        verificationKey(target.profile, target.name);
        const remedy = 'Delete the cache folder that holds it; it is built again.';
        await checkFile(circuit.compiled.wasm, circuit.record.wasmSha256, remedy);
        await checkFile(circuit.zkey, circuit.record.zkeySha256, remedy);
      }
      built.push({ ...target, ...circuit });
      report.finished(target);
    });
    if (options.update) await writeManifest(SEED_LABEL, built);
  } finally {
    report.stop();
  }
  const seconds = (Date.now() - began) / 1000;
  if (options.json) {
    const circuits = built.map(({ profile, name, record }) => ({ profile, name, ...record }));
    process.stdout.write(`${JSON.stringify({ updated: options.update, seconds, circuits })}\n`);
  } else {
    const verb = options.update ? 'written to' : 'as in';
    process.stdout.write(`${built.length} circuits ${verb} circuits/keys (${seconds.toFixed(1)} s)\n`);
  }
}

// The exit handlers stop the child processes; what they had begun lies in scratch folders that are swept.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().catch((error: unknown) => {
  const known =
    error instanceof ArtifactError ? `${error.code}: ${error.message}` : String((error as Error).stack);
  process.stderr.write(`${known}\n`);
  process.exit(1);
});
