import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertKeysAllowed, CIRCUITS, loadManifest, manifestHash, verificationKey } from '@veilgrid/circuits';
import { readContributions } from '@veilgrid/circuits/scripts/ceremony/contributions';
import { finishCeremony } from '@veilgrid/circuits/scripts/ceremony/finish';
import { addStep } from '@veilgrid/circuits/scripts/ceremony/folder';
import {
  addBeacon,
  beginCeremony,
  type Compile,
  contribute,
} from '@veilgrid/circuits/scripts/ceremony/steps';
import { verifyCeremony } from '@veilgrid/circuits/scripts/ceremony/verify';
import { compileCircuit, compileSource } from '@veilgrid/circuits/scripts/compile';
import { sha256 } from '@veilgrid/circuits/scripts/hashes';
import { openSections } from '@veilgrid/circuits/scripts/sections';
import { startNode } from '@veilgrid/node';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import * as snarkjs from 'snarkjs';
import { genesisJson, VALIDATOR_KEY } from '../../node/support/chain.js';
import { consensusJson } from '../../state/support/genesis.js';
import { makePhase1 } from '../support/phase1.js';
import { tinyCircuit } from '../support/tinyCircuit.js';

const BEACON = 'ab'.repeat(32);

const folder = mkdtempSync(join(tmpdir(), 'veilgrid-ceremony-'));
const dir = join(folder, 'ceremony');
let tiny: ReturnType<typeof tinyCircuit>;
let phase1: Awaited<ReturnType<typeof makePhase1>>;

/** The tiny circuit in the place of every circuit: a ceremony of the real ones takes minutes. */
const compile: Compile = () => compileSource(tiny.source);

/** A copy of the ceremony as it stands, for a test to spoil. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  cpSync(dir, copy, { recursive: true });
  return copy;
}

function edit(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

beforeAll(async () => {
  tiny = tinyCircuit();
  phase1 = await makePhase1(folder, 5);
});

afterAll(async () => {
  await (await snarkjs.curves.getCurveFromName('bn128')).terminate();
  delete process.env.VEILGRID_KEYS;
  tiny.remove();
  rmSync(folder, { recursive: true });
});

describe('phase 1', () => {
  const begin = (ptau: string, by: Compile = compile) =>
    beginCeremony({ dir, ptau, profile: 'small', circuits: ['transfer'], compile: by });

  test('a file that is none, is cut off or is not prepared is refused', async () => {
    await expect(begin(join(folder, 'not there'))).rejects.toMatchObject({ code: 'PHASE1_INVALID' });
    await expect(begin(join(process.cwd(), 'README.md'))).rejects.toMatchObject({ code: 'PHASE1_INVALID' });
    const cut = join(folder, 'cut.ptau');
    writeFileSync(cut, readFileSync(phase1.prepared).subarray(0, -1));
    await expect(begin(cut)).rejects.toMatchObject({ code: 'PHASE1_INVALID', file: cut });
    await expect(begin(phase1.unprepared)).rejects.toMatchObject({
      code: 'PHASE1_INVALID',
      message: expect.stringContaining('not prepared'),
    });
  });

  test('a file of another curve is refused', async () => {
    const other = join(folder, 'other.ptau');
    cpSync(phase1.prepared, other);
    // The first byte of the header's modulus.
    edit(other, (bytes) => bytes.writeUInt8(bytes[28]! ^ 1, 28));
    await expect(begin(other)).rejects.toMatchObject({ code: 'PHASE1_CURVE', file: other });
  });

  test('a file too small for a circuit is refused, naming what is needed', async () => {
    const real: Compile = (profile, name) => {
      const cache = process.env.VEILGRID_CACHE;
      delete process.env.VEILGRID_CACHE;
      const compiled = compileCircuit(profile, name);
      if (cache !== undefined) process.env.VEILGRID_CACHE = cache;
      return compiled;
    };
    await expect(begin(phase1.prepared, real)).rejects.toMatchObject({
      code: 'PHASE1_TOO_SMALL',
      expected: '13',
      actual: '5',
    });
  });

  test('a file with one changed power is refused', async () => {
    const wrong = join(folder, 'wrong.ptau');
    cpSync(phase1.prepared, wrong);
    edit(wrong, (bytes) => bytes.writeUInt8(bytes[300]! ^ 1, 300));
    await expect(begin(wrong)).rejects.toMatchObject({ code: 'PHASE1_INVALID', file: wrong });
    expect(existsSync(dir)).toBe(false);
  });
});

describe('a ceremony', () => {
  test('takes contributions of several parties and a beacon', async () => {
    await beginCeremony({ dir, ptau: phase1.prepared, profile: 'small', compile });
    await expect(
      beginCeremony({ dir, ptau: phase1.prepared, profile: 'small', compile }),
    ).rejects.toMatchObject({ code: 'CEREMONY_EXISTS' });
    await expect(addBeacon(dir, BEACON, 10)).rejects.toMatchObject({ code: 'CONTRIBUTION_MISSING' });
    const alice = await contribute(dir, 'Alice', 'typed text');
    await expect(finishCeremony(dir, compile)).rejects.toMatchObject({ code: 'CONTRIBUTION_MISSING' });
    await expect(contribute(dir, 'Alice')).rejects.toMatchObject({ code: 'CONTRIBUTOR_NAME' });
    for (const name of ['', 'beacon', 'tab\there', 'x'.repeat(65)]) {
      await expect(contribute(dir, name)).rejects.toMatchObject({ code: 'CONTRIBUTOR_NAME' });
    }
    await contribute(dir, 'Bob');
    await expect(finishCeremony(dir, compile)).rejects.toMatchObject({ code: 'CEREMONY_OPEN' });
    for (const [value, iterations] of [
      ['ab', 10],
      [BEACON, 9],
      [BEACON, 41],
      ['XY'.repeat(32), 10],
    ] as const) {
      await expect(addBeacon(dir, value, iterations)).rejects.toMatchObject({ code: 'BEACON_VALUE' });
    }
    await addBeacon(dir, BEACON, 10);
    await expect(contribute(dir, 'Carol')).rejects.toMatchObject({ code: 'CEREMONY_CLOSED' });

    const { ceremony } = await verifyCeremony(dir, compile);
    expect(ceremony.steps.map((step) => step.kind)).toEqual(['contribution', 'contribution', 'beacon']);
    // What the contributor was shown is what everybody finds in the last key, in every circuit another secret.
    for (const name of CIRCUITS) {
      const { contributions } = readContributions(join(dir, '003', `${name}.zkey`));
      expect(contributions.map((c) => c.name)).toEqual(['Alice', 'Bob', 'beacon']);
      expect(contributions[0]!.hash).toBe(alice.keys[name]!.hash);
    }
    expect(new Set(Object.values(alice.keys).map(({ hash }) => hash)).size).toBe(CIRCUITS.length);
  });

  test('its changed keys, records and phase 1 are found', async () => {
    const spoiled = async (name: string, change: (copy: string) => void, code: string) => {
      const copy = copyOf(name);
      change(copy);
      await expect(verifyCeremony(copy, compile)).rejects.toMatchObject({ code });
      rmSync(copy, { recursive: true });
    };
    await spoiled(
      'key',
      (copy) => edit(join(copy, '003', 'order.zkey'), (b) => b.writeUInt8(b.at(-600)! ^ 1, b.length - 600)),
      'CEREMONY_TAMPERED',
    );
    await spoiled(
      'record',
      (copy) => {
        const file = join(copy, '001', 'step.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"Alice"', '"Mallory"'));
      },
      'CEREMONY_TAMPERED',
    );
    await spoiled(
      'phase 1',
      (copy) => cpSync(phase1.unprepared, join(copy, 'phase1.ptau')),
      'CEREMONY_TAMPERED',
    );
    await spoiled('lost', (copy) => rmSync(join(copy, '002'), { recursive: true }), 'CONTRIBUTION_MISSING');
    await spoiled('text', (copy) => writeFileSync(join(copy, '002', 'step.json'), '{'), 'CEREMONY_TAMPERED');
    await expect(verifyCeremony(join(folder, 'nowhere'), compile)).rejects.toMatchObject({
      code: 'CEREMONY_MISSING',
    });
  });

  test('a key with a contribution left out, its hash mended, is found', async () => {
    const copy = copyOf('left-out');
    // Bob's step is put in place of the beacon's: one contribution fewer than the folder says.
    cpSync(join(copy, '002', 'clear.zkey'), join(copy, '003', 'clear.zkey'));
    const stepOf = (n: string) => JSON.parse(readFileSync(join(copy, n, 'step.json'), 'utf8'));
    const last = stepOf('003');
    last.keys.clear.zkeySha256 = stepOf('002').keys.clear.zkeySha256;
    writeFileSync(join(copy, '003', 'step.json'), JSON.stringify(last));
    await expect(verifyCeremony(copy, compile)).rejects.toMatchObject({ code: 'CONTRIBUTION_MISSING' });
  });

  test.each([
    // The last point of H moved onto the one before it: on the curve, and wrong.
    ['wrong', (h: Buffer) => void h.copy(h, h.length - 64, h.length - 128, h.length - 64), 'does not verify'],
    ['off the curve', (h: Buffer) => void h.writeUInt8(h.at(-64)! ^ 1, h.length - 64), 'off the curve'],
  ])('points that are %s are found under a mended hash', async (name, change, message) => {
    const copy = copyOf(name);
    const file = join(copy, '003', 'close.zkey');
    const opened = openSections(file, 'zkey');
    const { offset, size } = opened.sections.get(9)!;
    opened.close();
    edit(file, (bytes) => change(bytes.subarray(offset, offset + size)));
    const record = join(copy, '003', 'step.json');
    const step = JSON.parse(readFileSync(record, 'utf8'));
    step.keys.close.zkeySha256 = sha256(readFileSync(file));
    writeFileSync(record, JSON.stringify(step));
    await expect(verifyCeremony(copy, compile)).rejects.toMatchObject({
      code: 'CEREMONY_TAMPERED',
      message: expect.stringContaining(message),
    });
  });

  test('keys for another circuit are found', async () => {
    const other: Compile = async (profile, name) => {
      if (name !== 'settle') return compile(profile, name);
      tiny.edit((text) => text.replace('Num2Bits(8)', 'Num2Bits(9)'));
      const compiled = await compileSource(tiny.source);
      tiny.edit((text) => text);
      return compiled;
    };
    await expect(verifyCeremony(dir, other)).rejects.toMatchObject({ code: 'STALE_KEYS' });
    const copy = copyOf('circuit');
    const file = join(copy, '000', 'step.json');
    const { r1cs } = JSON.parse(readFileSync(file, 'utf8'));
    const { r1csSha256 } = await other('small', 'settle');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(`"settle": "${r1cs.settle}"`, `"settle": "${r1csSha256}"`),
    );
    await expect(verifyCeremony(copy, other)).rejects.toMatchObject({
      code: 'CEREMONY_TAMPERED',
      message: expect.stringContaining('settle does not verify'),
    });
  });

  test('an interrupted step leaves the ceremony as it was', async () => {
    const before = readdirSync(dir).sort();
    await expect(
      addStep(dir, 4, async (scratch) => {
        writeFileSync(join(scratch, 'order.zkey'), 'half of it');
        throw new Error('interrupted');
      }),
    ).rejects.toThrow('interrupted');
    expect(readdirSync(dir).sort()).toEqual(before);
    const keys = {};
    await expect(
      addStep(dir, 3, async () => ({ kind: 'contribution', name: 'late', keys })),
    ).rejects.toMatchObject({ code: 'CEREMONY_CHANGED' });
    expect(readdirSync(dir).sort()).toEqual(before);
  });
});

describe('its keys', () => {
  const production = () => ({
    genesis: genesisJson({
      production: true,
      verificationKeys: manifestHash('small'),
      consensus: consensusJson({ clock: 'block' }),
      windows: PRODUCTION_WINDOWS,
    }),
    validatorKey: VALIDATOR_KEY,
  });

  test('are what snarkjs proves with, and a node in production takes', async () => {
    const { keysDir, transcriptSha256 } = await finishCeremony(dir, compile);
    process.env.VEILGRID_KEYS = keysDir;
    expect(loadManifest()).toMatchObject({ kind: 'ceremony', ceremonyTranscriptSha256: transcriptSha256 });
    const { wasm } = await compileSource(tiny.source);
    const zkey = join(keysDir, 'small', 'masksum.zkey');
    const { proof, publicSignals } = await snarkjs.groth16.fullProve({ a: '3', b: '5' }, wasm, zkey);
    expect(await snarkjs.groth16.verify(verificationKey('small', 'masksum'), publicSignals, proof)).toBe(
      true,
    );
    expect(await snarkjs.groth16.verify(verificationKey('small', 'order'), publicSignals, proof)).toBe(false);
    const node = await startNode(production());
    await node.close();
  });

  test('are refused once transcript and manifest part', async () => {
    const file = join(process.env.VEILGRID_KEYS!, 'transcript.json');
    const manifestFile = join(process.env.VEILGRID_KEYS!, 'manifest.json');
    const [transcript, manifest] = [readFileSync(file, 'utf8'), readFileSync(manifestFile, 'utf8')];
    const allowed = () => assertKeysAllowed({ production: true });
    writeFileSync(file, transcript.replace('"Bob"', '"Eve"'));
    expect(allowed).toThrow(expect.objectContaining({ code: 'TAMPERED' }));
    await expect(startNode(production())).rejects.toMatchObject({ code: 'TAMPERED' });
    renameSync(file, `${file}.away`);
    expect(allowed).toThrow(expect.objectContaining({ code: 'TAMPERED' }));
    writeFileSync(file, transcript);
    expect(allowed).not.toThrow();
    // A manifest that pins another key under the same transcript.
    const other = JSON.parse(manifest);
    other.circuits.small.order.zkeySha256 = 'cd'.repeat(32);
    writeFileSync(manifestFile, JSON.stringify(other));
    expect(allowed).toThrow(expect.objectContaining({ code: 'TAMPERED' }));
    writeFileSync(manifestFile, manifest);
    delete process.env.VEILGRID_KEYS;
    await expect(startNode(production())).rejects.toMatchObject({ code: 'DEVELOPMENT_KEYS' });
  });

  test('are made once', async () => {
    await expect(finishCeremony(dir, compile)).rejects.toMatchObject({ code: 'CEREMONY_EXISTS' });
  });
});

describe('the command', () => {
  const ceremony = (...args: string[]) => {
    const script = join(process.cwd(), 'circuits/dist/scripts/ceremony/main.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  test('explains itself', () => {
    const { status, stdout } = ceremony('--help');
    expect(status).toBe(0);
    for (const step of ['init', 'contribute', 'beacon', 'verify', 'finish'])
      expect(stdout).toContain(`  ${step} --dir`);
  });

  test.each([
    ['an unknown step', ['begin', '--dir', 'x'], 'unknown step "begin"'],
    ['no folder', ['verify'], '--dir is needed'],
    [
      'an unknown circuit',
      ['init', '--dir', 'x', '--ptau', 'y', '--circuit', 'tiny'],
      'unknown circuit tiny',
    ],
    [
      'iterations in words',
      ['beacon', '--dir', 'x', '--value', BEACON, '--iterations', 'ten'],
      '--iterations takes',
    ],
  ])('%s is wrong usage', (_name, args, message) => {
    const { status, stdout, stderr } = ceremony(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('refuses with a code, and verifies nothing that is not there', () => {
    const { status, stderr } = ceremony('verify', '--dir', join(folder, 'nowhere'));
    expect(status).toBe(1);
    expect(stderr).toContain('CEREMONY_MISSING');
  });
});
