/** What a production node takes for the keys of its ceremony, against an organiser who made them up. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { assertKeysAllowed, CIRCUITS, loadManifest } from '@veilgrid/circuits';
import { finishCeremony } from '@veilgrid/circuits/scripts/ceremony/finish';
import { keysAfter } from '@veilgrid/circuits/scripts/ceremony/folder';
import { assertComplete } from '@veilgrid/circuits/scripts/ceremony/rules';
import { PHASE1, signContribution } from '@veilgrid/circuits/scripts/ceremony/signatures';
import {
  readTranscript,
  type Transcript,
  transcriptHash,
} from '@veilgrid/circuits/scripts/ceremony/transcript';
import {
  readVerdict,
  type SignedVerdict,
  signVerdict,
  type Verdict,
  verdictFile,
  writeVerdict,
} from '@veilgrid/circuits/scripts/ceremony/verdict';
import { circuitSource, compileSource } from '@veilgrid/circuits/scripts/compile';
import { cacheDir } from '@veilgrid/circuits/scripts/paths';
import { sourceHash } from '@veilgrid/circuits/scripts/sources';
import { audit } from '@veilgrid/client-sdk/auditor/index';
import { replayLedger, startNode } from '@veilgrid/node';
import { type GenesisJson, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import { ERROR_NUMBERS } from '@veilgrid/protocol/errors';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import * as snarkjs from 'snarkjs';
import { by, makeSignedPhase1, runCeremony } from '../circuits/support/ceremony.js';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';
import { veilgrid } from '../cli/support/veilgrid.js';
import { consensusJson, SIGNERS, secretOf } from '../state/support/genesis.js';
import { genesisJson, VALIDATOR_KEY } from './support/chain.js';

const folder = mkdtempSync(join(tmpdir(), 'veilgrid-keys-'));
const dir = join(folder, 'ceremony');
const keysDir = join(dir, 'keys');
let tiny: ReturnType<typeof tinyCircuit>;
let ceremonyTranscript: string;
let r1cs: Readonly<Record<string, string>>;

/** A production chain on the keys at hand. */
const production = (change: Partial<GenesisJson> = {}) =>
  genesisJson({
    production: true,
    ceremonyTranscript,
    windows: PRODUCTION_WINDOWS,
    consensus: consensusJson({ clock: 'block' }),
    ...change,
  });

const start = (genesis = production(), ceremonyDir?: string) =>
  startNode({ genesis, validatorKey: VALIDATOR_KEY, ceremonyDir });

/** What the keys module is asked by node and auditor, of software made for the tiny circuit. */
function allowed(json: GenesisJson) {
  const genesis = genesisHashHex(parseGenesis(json));
  assertKeysAllowed({ ...json, genesis, keys: json.verificationKeys }, r1cs);
}

const verdictOn = (json: GenesisJson): Verdict => ({
  genesis: genesisHashHex(parseGenesis(json)),
  transcript: json.ceremonyTranscript!,
  keys: json.verificationKeys,
  r1cs,
});

const signedBy = (verdict: Verdict, ...roles: AuthorityRole[]): SignedVerdict => ({
  ...verdict,
  signatures: roles.map((role) => ({ role, signature: signVerdict(by(role).secret, verdict) })),
});

const put = (verdict: SignedVerdict) => writeFileSync(verdictFile(), JSON.stringify(verdict));

/** Keys whose transcript was changed, with the manifest and the genesis that name it. */
function forge(name: string, change: (transcript: Transcript) => unknown): GenesisJson {
  const copy = join(folder, name);
  cpSync(keysDir, copy, { recursive: true });
  process.env.VEILGRID_KEYS = copy;
  const file = join(copy, 'transcript.json');
  const transcript = JSON.parse(readFileSync(file, 'utf8')) as Transcript;
  change(transcript);
  writeFileSync(file, JSON.stringify(transcript));
  const manifestFile = join(copy, 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  manifest.ceremonyTranscriptSha256 = transcriptHash(transcript);
  writeFileSync(manifestFile, JSON.stringify(manifest));
  return production({ ceremonyTranscript: manifest.ceremonyTranscriptSha256 });
}

/** The organiser signs for every role, with keys of its own that the transcript calls theirs. */
function signAlone(transcript: Transcript): void {
  const { beginning, steps } = transcript;
  const own = new Map(Object.keys(beginning.roles).map((role, i) => [role, secretOf(100 + i)]));
  for (const [role, secret] of own) {
    const publicKey = Buffer.from(ed25519.getPublicKey(secret)).toString('hex');
    Object.assign(beginning.roles[role]!, { publicKey });
  }
  beginning.phase1.contributions.forEach(({ signature: _, ...signed }, i) => {
    const statement = { circuit: PHASE1, index: i + 1, ...signed };
    const signature = signContribution(own.get(signed.role)!, statement);
    Object.assign(beginning.phase1.contributions[i]!, { signature });
  });
  steps.forEach((step, i) => {
    if (step.kind === 'beacon') return;
    const { role, keys } = step;
    for (const circuit of CIRCUITS) {
      const { hash, zkeySha256: after } = keys[circuit]!;
      const before = keysAfter(transcript, i)[circuit]!.zkeySha256;
      const statement = { circuit, index: i + 1, before, after, hash, role };
      Object.assign(step.signatures, { [circuit]: signContribution(own.get(role)!, statement) });
    }
  });
  // Among themselves everything holds.
  assertComplete(beginning.roles, transcript);
}

beforeAll(async () => {
  tiny = tinyCircuit();
  const phase1 = join(folder, 'phase1');
  await makeSignedPhase1(phase1);
  await runCeremony(dir, phase1, () => compileSource(tiny.source));
  ({ ceremonyTranscript } = await finishCeremony(dir, { compile: () => compileSource(tiny.source) }));
  const { r1csSha256 } = await compileSource(tiny.source);
  r1cs = Object.fromEntries(CIRCUITS.map((name) => [name, r1csSha256]));
  // Whoever compiles the circuits of the small profile here gets the tiny one.
  const compiled = (source: Parameters<typeof sourceHash>[0]) =>
    join(cacheDir(), 'compiled', sourceHash(source));
  for (const name of CIRCUITS) {
    cpSync(compiled(tiny.source), compiled(circuitSource('small', name)), { recursive: true });
  }
});

beforeEach(() => {
  process.env.VEILGRID_KEYS = keysDir;
  rmSync(verdictFile(), { force: true });
});

afterAll(async () => {
  await (await snarkjs.curves.getCurveFromName('bn128')).terminate();
  delete process.env.VEILGRID_KEYS;
  tiny.remove();
  rmSync(folder, { recursive: true });
});

describe('a production node', () => {
  test('starts where it replays the ceremony itself', async () => {
    const node = await start(production(), dir);
    await node.close();
  });

  test('is refused without a verdict, as are a replay and an audit', async () => {
    const genesis = production();
    await expect(start(genesis)).rejects.toMatchObject({ code: 'VERDICT_INVALID' });
    const ledger = { genesis: parseGenesis(genesis), blocks: [] };
    await expect(replayLedger(ledger)).rejects.toMatchObject({ code: 'VERDICT_INVALID' });
    await expect(audit(ledger)).rejects.toMatchObject({ code: 'VERDICT_INVALID' });
  });

  test('is refused on development keys beside a made-up transcript', async () => {
    const genesis = forge('development', (transcript) => {
      const own = join(process.cwd(), 'circuits/keys');
      const { circuits } = JSON.parse(readFileSync(join(own, 'manifest.json'), 'utf8'));
      cpSync(join(own, 'small'), join(folder, 'development/small'), { recursive: true });
      const manifestFile = join(folder, 'development/manifest.json');
      const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
      writeFileSync(manifestFile, JSON.stringify({ ...manifest, circuits }));
      Object.assign(transcript, { circuits });
    });
    // Everything else is as it should be.
    put(signedBy(verdictOn(genesis), 'dso', 'regulator'));
    expect(() => allowed(genesis)).not.toThrow();
    await expect(start(genesis)).rejects.toMatchObject({ code: 'DEVELOPMENT_KEYS' });
    const auditing = audit({ genesis: parseGenesis(genesis), blocks: [] });
    await expect(auditing).rejects.toMatchObject({ code: 'DEVELOPMENT_KEYS' });
    expect(ERROR_NUMBERS.DEVELOPMENT_KEYS).toBe(205);
  });

  test('is refused where genesis names another transcript', async () => {
    const genesis = production({ ceremonyTranscript: 'cd'.repeat(32) });
    await expect(start(genesis)).rejects.toMatchObject({ code: 'TRANSCRIPT_DIFFERS' });
    await expect(start(genesis, dir)).rejects.toMatchObject({ code: 'TRANSCRIPT_DIFFERS' });
  });

  test.each<[string, string, (transcript: Transcript) => unknown]>([
    [
      'of a phase 1 by one party',
      'PHASE1_UNKNOWN',
      ({ beginning }) => {
        Object.assign(beginning.phase1, { contributions: beginning.phase1.contributions.slice(0, 1) });
      },
    ],
    [
      'of a phase 1 that calls itself another',
      'CONTRIBUTION_SIGNATURE',
      ({ beginning }) => Object.assign(beginning.phase1.contributions[4]!, { hash: '00'.repeat(64) }),
    ],
    [
      'in another order',
      'CONTRIBUTION_SIGNATURE',
      ({ steps }) => {
        const [first, second] = [...steps];
        Object.assign(steps, { 0: second, 1: first });
      },
    ],
    ["signed by keys that are not the roles'", 'CONTRIBUTION_SIGNATURE', signAlone],
    ['by two organisations', 'ORGANISATIONS', ({ steps }) => (steps as unknown[]).splice(2, 1)],
    ['without a beacon', 'CEREMONY_OPEN', ({ steps }) => (steps as unknown[]).pop()],
    [
      'with one signature under two roles',
      'CONTRIBUTION_SIGNATURE',
      ({ steps }) => (steps as unknown[]).splice(2, 1, { ...steps[1]!, role: 'statistician' }),
    ],
    [
      'with one contribution twice',
      'ROLE_CONTRIBUTED',
      ({ steps }) => (steps as unknown[]).splice(2, 1, steps[1]!),
    ],
    [
      'about other keys',
      'TAMPERED',
      ({ circuits }) => Object.assign(circuits.small!.order!, { constraints: 1 }),
    ],
    ['that is none', 'TAMPERED', ({ steps }) => Object.assign(steps[0]!, { kind: 'something' })],
  ])('is refused on keys of a transcript %s', async (name, code, change) => {
    await expect(start(forge(name, change))).rejects.toMatchObject({ code });
  });

  test('counts an organisation once that holds several roles of genesis', () => {
    const { roles } = production();
    const transcript = readTranscript(loadManifest());
    const one = { ...roles.statistician, organisation: 'REGULATION ' };
    expect(() => assertComplete(roles, transcript)).not.toThrow();
    expect(() => assertComplete({ ...roles, statistician: one }, transcript)).toThrow(
      expect.objectContaining({ code: 'ORGANISATIONS', actual: '2' }),
    );
  });
});

describe('a verdict', () => {
  const refuses = (json: GenesisJson, code: string, message: string) =>
    expect(() => allowed(json)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );

  test('of two organisations lets a node start, and is about the circuits of its software', async () => {
    const genesis = production();
    put(signedBy(verdictOn(genesis), 'dso', 'regulator'));
    expect(() => allowed(genesis)).not.toThrow();
    await expect(start(genesis)).rejects.toMatchObject({
      code: 'VERDICT_INVALID',
      message: expect.stringContaining('another r1cs'),
    });
  });

  test('of one organisation is none, however often it signed', () => {
    const genesis = production();
    put(signedBy(verdictOn(genesis), 'dso'));
    refuses(genesis, 'ORGANISATIONS', '1 organisations');
    put(signedBy(verdictOn(genesis), 'dso', 'dso'));
    refuses(genesis, 'ORGANISATIONS', '1 organisations');
    const one = production({
      roles: { ...genesis.roles, issuer: { ...genesis.roles.issuer, organisation: 'grid' } },
    });
    put(signedBy(verdictOn(one), 'dso', 'issuer'));
    refuses(one, 'ORGANISATIONS', '1 organisations');
  });

  test.each<[keyof Verdict, Partial<Verdict>]>([
    ['genesis', { genesis: 'ab'.repeat(32) }],
    ['transcript', { transcript: 'ab'.repeat(32) }],
    ['keys', { keys: 'ab'.repeat(32) }],
    ['r1cs', { r1cs: { order: 'ab'.repeat(32) } }],
  ])('on another %s is none, nor with signatures from there', (field, change) => {
    const genesis = production();
    const right = verdictOn(genesis);
    const other = signedBy({ ...right, ...change }, 'dso', 'regulator');
    put(other);
    refuses(genesis, 'VERDICT_INVALID', `another ${field}`);
    put({ ...right, signatures: other.signatures });
    refuses(genesis, 'VERDICT_INVALID', 'not signed');
  });

  test("takes no signature of a stranger's, beside enough good ones", () => {
    const genesis = production();
    const verdict = verdictOn(genesis);
    const { signatures } = signedBy(verdict, 'dso', 'regulator');
    const stranger = signVerdict(secretOf(SIGNERS.validator), verdict);
    for (const role of ['issuer', 'validator', 'toString']) {
      put({ ...verdict, signatures: [...signatures, { role, signature: stranger }] });
      refuses(genesis, 'VERDICT_INVALID', 'not signed');
    }
  });

  test.each(['{', '{}', '{"signatures":[1]}', JSON.stringify({ signatures: [], x: 'x'.repeat(70_000) })])(
    'that is none is refused (%#)',
    (text) => {
      writeFileSync(verdictFile(), text);
      refuses(production(), 'VERDICT_INVALID', 'malformed');
    },
  );
});

describe('veilgrid keys verify', () => {
  const genesisFile = join(folder, 'genesis.json');
  const keyFile = (role: AuthorityRole) => {
    const file = join(folder, `${role}.key`);
    writeFileSync(file, Buffer.from(by(role).secret).toString('hex'));
    return file;
  };
  const verify = (role: AuthorityRole, key = role) =>
    veilgrid(
      ...['keys', 'verify', '--ceremony', dir, '--genesis', genesisFile],
      ...['--role', role, '--key', keyFile(key), '--json'],
    );

  test('replays the ceremony and signs, one role after the other', async () => {
    const genesis = production();
    writeFileSync(genesisFile, JSON.stringify(genesis));
    expect(await verify('statistician', 'dso')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ROLE_UNKNOWN'),
    });
    expect(await verify('dso')).toMatchObject({ code: 0 });
    expect(() => allowed(genesis)).toThrow(expect.objectContaining({ code: 'ORGANISATIONS' }));
    const { code, stdout } = await verify('regulator');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { verified: true, ...signedBy(verdictOn(genesis), 'dso', 'regulator'), file: verdictFile() },
    ]);
    expect(() => allowed(genesis)).not.toThrow();
  });

  test('a signature goes under the verdict that lies there, or nowhere', async () => {
    const genesis = production();
    const verdict = verdictOn(genesis);
    await writeVerdict(genesis.roles, verdictFile(), verdict, by('dso'));
    await expect(
      writeVerdict(genesis.roles, verdictFile(), verdictOn(production({ name: 'other' })), by('regulator')),
    ).rejects.toMatchObject({ code: 'VERDICT_INVALID' });
    await writeVerdict(genesis.roles, verdictFile(), verdict, by('dso'));
    expect(readVerdict().signatures).toHaveLength(1);
  });
});
