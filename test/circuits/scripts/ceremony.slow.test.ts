import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CIRCUITS, loadManifest, verificationKey } from '@veilgrid/circuits';
import { readContributions } from '@veilgrid/circuits/scripts/ceremony/contributions';
import { finishCeremony } from '@veilgrid/circuits/scripts/ceremony/finish';
import { addStep, type Contribution } from '@veilgrid/circuits/scripts/ceremony/folder';
import { signContribution } from '@veilgrid/circuits/scripts/ceremony/signatures';
import {
  addBeacon,
  beginCeremony,
  type Compile,
  contribute,
} from '@veilgrid/circuits/scripts/ceremony/steps';
import { verifyCeremony } from '@veilgrid/circuits/scripts/ceremony/verify';
import { compileSource } from '@veilgrid/circuits/scripts/compile';
import { sha256 } from '@veilgrid/circuits/scripts/hashes';
import { openSections } from '@veilgrid/circuits/scripts/sections';
import * as snarkjs from 'snarkjs';
import { BEACON, by, CEREMONY_ROLES, editBytes, makeSignedPhase1 } from '../support/ceremony.js';
import { makePhase1 } from '../support/phase1.js';
import { tinyCircuit } from '../support/tinyCircuit.js';

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

/** Appends the last contribution of a key once more, under another name: delta stays what it is. */
function appendNothing(zkey: string, name: string): void {
  const opened = openSections(zkey, 'zkey');
  const { offset, size } = opened.sections.get(10)!;
  opened.close();
  const bytes = readFileSync(zkey);
  const section = bytes.subarray(offset, offset + size);
  // Parameters are at the end: the name behind its type and its length.
  const nameBytes = section.subarray(section.lastIndexOf('statistician'));
  const points = section
    .subarray(section.length - nameBytes.length - 10 - 64 - 320)
    .subarray(0, 320 + 64 + 4);
  const parameters = Buffer.from([name.length + 2, 0, 0, 0, 1, name.length]);
  const added = Buffer.concat([points, parameters, Buffer.from(name)]);
  section.writeUInt32LE(section.readUInt32LE(64) + 1, 64);
  bytes.writeBigUInt64LE(BigInt(size + added.length), offset - 8);
  writeFileSync(zkey, Buffer.concat([bytes, added]));
}

beforeAll(async () => {
  tiny = tinyCircuit();
  phase1 = await makePhase1(folder, 5);
  await makeSignedPhase1(dir);
});

afterAll(async () => {
  await (await snarkjs.curves.getCurveFromName('bn128')).terminate();
  delete process.env.VEILGRID_KEYS;
  tiny.remove();
  rmSync(folder, { recursive: true });
});

describe('a ceremony', () => {
  test('takes contributions of several parties and a beacon', async () => {
    const begin = () => beginCeremony({ dir, roles: CEREMONY_ROLES, profile: 'small', compile });
    await begin();
    await expect(begin()).rejects.toMatchObject({ code: 'CEREMONY_EXISTS' });
    const grid = await contribute(dir, { ...by('dso'), text: 'typed text' });
    await expect(contribute(dir, by('dso'))).rejects.toMatchObject({ code: 'ROLE_CONTRIBUTED' });
    for (const role of ['regulator', 'beacon', 'toString', '']) {
      await expect(contribute(dir, { ...by('dso'), role })).rejects.toMatchObject({ code: 'ROLE_UNKNOWN' });
    }
    await contribute(dir, by('regulator'));
    await expect(addBeacon(dir, BEACON, 10)).rejects.toMatchObject({ code: 'ORGANISATIONS', actual: '2' });
    await expect(finishCeremony(dir, { compile })).rejects.toMatchObject({ code: 'ORGANISATIONS' });
    await contribute(dir, by('statistician'));
    await expect(finishCeremony(dir, { compile })).rejects.toMatchObject({ code: 'CEREMONY_OPEN' });
    for (const [value, iterations] of [
      ['ab', 10],
      [BEACON, 9],
      [BEACON, 41],
      ['XY'.repeat(32), 10],
    ] as const) {
      await expect(addBeacon(dir, value, iterations)).rejects.toMatchObject({ code: 'BEACON_VALUE' });
    }
    await addBeacon(dir, BEACON, 10);
    await expect(contribute(dir, by('issuer'))).rejects.toMatchObject({ code: 'CEREMONY_CLOSED' });

    const { ceremony } = await verifyCeremony(dir, { compile });
    expect(ceremony.steps.map((step) => step.kind)).toEqual([...Array(3).fill('contribution'), 'beacon']);
    // What the contributor was shown is what everybody finds in the last key, in every circuit another secret.
    for (const name of CIRCUITS) {
      const { contributions } = readContributions(join(dir, '004', `${name}.zkey`));
      expect(contributions.map((c) => c.name)).toEqual(['dso', 'regulator', 'statistician', 'beacon']);
      expect(contributions[0]!.hash).toBe(grid.keys[name]!.hash);
    }
    expect(new Set(Object.values(grid.keys).map(({ hash }) => hash)).size).toBe(CIRCUITS.length);
  });

  test('its changed keys, records and phase 1 are found', async () => {
    const spoiled = async (name: string, change: (copy: string) => void, code: string) => {
      const copy = copyOf(name);
      change(copy);
      await expect(verifyCeremony(copy, { compile })).rejects.toMatchObject({ code });
      rmSync(copy, { recursive: true });
    };
    await spoiled(
      'key',
      (copy) =>
        editBytes(join(copy, '004', 'order.zkey'), (b) => b.writeUInt8(b.at(-600)! ^ 1, b.length - 600)),
      'CEREMONY_TAMPERED',
    );
    await spoiled(
      'record',
      (copy) => {
        const file = join(copy, '001', 'step.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"dso"', '"issuer"'));
      },
      'CONTRIBUTION_SIGNATURE',
    );
    await spoiled(
      'phase 1',
      (copy) => cpSync(phase1.unprepared, join(copy, 'phase1.ptau')),
      'CEREMONY_TAMPERED',
    );
    await spoiled('lost', (copy) => rmSync(join(copy, '002'), { recursive: true }), 'CONTRIBUTION_MISSING');
    await spoiled('text', (copy) => writeFileSync(join(copy, '002', 'step.json'), '{'), 'CEREMONY_TAMPERED');
    await expect(verifyCeremony(join(folder, 'nowhere'), { compile })).rejects.toMatchObject({
      code: 'CEREMONY_MISSING',
    });
  });

  test('a key with a contribution left out, its hash mended, is found', async () => {
    const copy = copyOf('left-out');
    // The statistician's step is put in place of the beacon's: one contribution fewer than the folder says.
    cpSync(join(copy, '003', 'clear.zkey'), join(copy, '004', 'clear.zkey'));
    const stepOf = (n: string) => JSON.parse(readFileSync(join(copy, n, 'step.json'), 'utf8'));
    const last = stepOf('004');
    last.keys.clear.zkeySha256 = stepOf('003').keys.clear.zkeySha256;
    writeFileSync(join(copy, '004', 'step.json'), JSON.stringify(last));
    await expect(verifyCeremony(copy, { compile })).rejects.toMatchObject({ code: 'CONTRIBUTION_MISSING' });
  });

  test.each([
    // The last point of H moved onto the one before it: on the curve, and wrong.
    ['wrong', (h: Buffer) => void h.copy(h, h.length - 64, h.length - 128, h.length - 64), 'does not verify'],
    ['off the curve', (h: Buffer) => void h.writeUInt8(h.at(-64)! ^ 1, h.length - 64), 'off the curve'],
  ])('points that are %s are found under a mended hash', async (name, change, message) => {
    const copy = copyOf(name);
    const file = join(copy, '004', 'close.zkey');
    const opened = openSections(file, 'zkey');
    const { offset, size } = opened.sections.get(9)!;
    opened.close();
    editBytes(file, (bytes) => change(bytes.subarray(offset, offset + size)));
    const record = join(copy, '004', 'step.json');
    const step = JSON.parse(readFileSync(record, 'utf8'));
    step.keys.close.zkeySha256 = sha256(readFileSync(file));
    writeFileSync(record, JSON.stringify(step));
    await expect(verifyCeremony(copy, { compile })).rejects.toMatchObject({
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
    await expect(verifyCeremony(dir, { compile: other })).rejects.toMatchObject({ code: 'STALE_KEYS' });
    const copy = copyOf('circuit');
    const file = join(copy, '000', 'step.json');
    const { r1cs } = JSON.parse(readFileSync(file, 'utf8'));
    const { r1csSha256 } = await other('small', 'settle');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(`"settle": "${r1cs.settle}"`, `"settle": "${r1csSha256}"`),
    );
    await expect(verifyCeremony(copy, { compile: other })).rejects.toMatchObject({
      code: 'CEREMONY_TAMPERED',
      message: expect.stringContaining('settle does not verify'),
    });
  });

  test('a contribution that changes nothing is found', async () => {
    const copy = copyOf('nothing');
    // In place of the beacon: the last contribution once more, under another name.
    rmSync(join(copy, '004'), { recursive: true });
    cpSync(join(copy, '003'), join(copy, '004'), { recursive: true });
    const record = join(copy, '004', 'step.json');
    const before = JSON.parse(readFileSync(record, 'utf8')).keys;
    const { role, secret } = by('issuer');
    const step = { kind: 'contribution', role, keys: {} as Contribution['keys'], signatures: {} };
    for (const circuit of CIRCUITS) {
      const file = join(copy, '004', `${circuit}.zkey`);
      appendNothing(file, role);
      const { hash } = readContributions(file).contributions.at(-1)!;
      const after = sha256(readFileSync(file));
      const statement = { circuit, index: 4, before: before[circuit].zkeySha256, after, hash, role };
      Object.assign(step.keys, { [circuit]: { hash, zkeySha256: after } });
      Object.assign(step.signatures, { [circuit]: signContribution(secret, statement) });
    }
    writeFileSync(record, JSON.stringify(step));
    await expect(verifyCeremony(copy, { compile })).rejects.toMatchObject({ code: 'CONTRIBUTION_NULL' });
  });

  test('an interrupted step leaves the ceremony as it was', async () => {
    const before = readdirSync(dir).sort();
    await expect(
      addStep(dir, 5, async (scratch) => {
        writeFileSync(join(scratch, 'order.zkey'), 'half of it');
        throw new Error('interrupted');
      }),
    ).rejects.toThrow('interrupted');
    expect(readdirSync(dir).sort()).toEqual(before);
    const keys = {};
    await expect(
      addStep(dir, 4, async () => ({ kind: 'contribution', role: 'late', keys, signatures: {} })),
    ).rejects.toMatchObject({ code: 'CEREMONY_CHANGED' });
    expect(readdirSync(dir).sort()).toEqual(before);
  });
});

test('its keys are made once, of the ceremony that the manifest names', async () => {
  const { keysDir, ceremonyTranscript } = await finishCeremony(dir, { compile });
  process.env.VEILGRID_KEYS = keysDir;
  expect(loadManifest()).toMatchObject({ kind: 'ceremony', ceremonyTranscriptSha256: ceremonyTranscript });
  const { wasm } = await compileSource(tiny.source);
  const zkey = join(keysDir, 'small', 'masksum.zkey');
  const { proof, publicSignals } = await snarkjs.groth16.fullProve({ a: '3', b: '5' }, wasm, zkey);
  expect(await snarkjs.groth16.verify(verificationKey('small', 'masksum'), publicSignals, proof)).toBe(true);
  expect(await snarkjs.groth16.verify(verificationKey('small', 'order'), publicSignals, proof)).toBe(false);
  await expect(finishCeremony(dir, { compile })).rejects.toMatchObject({ code: 'CEREMONY_EXISTS' });
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
    for (const step of ['phase1', 'init', 'contribute', 'beacon', 'verify', 'finish'])
      expect(stdout).toContain(`  ${step} --dir`);
  });

  test.each([
    ['an unknown step', ['begin', '--dir', 'x'], 'unknown step "begin"'],
    ['no folder', ['verify'], '--dir is needed'],
    [
      'an unknown circuit',
      ['init', '--dir', 'x', '--genesis', 'y', '--circuit', 'tiny'],
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
