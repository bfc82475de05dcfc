import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignedPhase1 } from '@veilgrid/circuits/scripts/ceremony/folder';
import { KNOWN_PHASE1 } from '@veilgrid/circuits/scripts/ceremony/knownPhase1';
import { preparePhase1, signedPhase1 } from '@veilgrid/circuits/scripts/ceremony/ownPhase1';
import { phase1Record } from '@veilgrid/circuits/scripts/ceremony/phase1';
import { firstOffCurve, firstOffTwist } from '@veilgrid/circuits/scripts/ceremony/points';
import { assertPhase1 } from '@veilgrid/circuits/scripts/ceremony/rules';
import { beginCeremony, type Compile } from '@veilgrid/circuits/scripts/ceremony/steps';
import { compileCircuit, compileSource } from '@veilgrid/circuits/scripts/compile';
import { openSections } from '@veilgrid/circuits/scripts/sections';
import * as snarkjs from 'snarkjs';
import { CEREMONY_ROLES, editBytes, makeSignedPhase1 } from '../support/ceremony.js';
import { makePhase1 } from '../support/phase1.js';
import { tinyCircuit } from '../support/tinyCircuit.js';

const folder = mkdtempSync(join(tmpdir(), 'veilgrid-phase1-'));
const dir = join(folder, 'ceremony');
let tiny: ReturnType<typeof tinyCircuit>;
/** Of one party. */
let phase1: Awaited<ReturnType<typeof makePhase1>>;

const compile: Compile = () => compileSource(tiny.source);

beforeAll(async () => {
  tiny = tinyCircuit();
  phase1 = await makePhase1(folder, 5);
  await makeSignedPhase1(dir);
});

afterAll(async () => {
  await (await snarkjs.curves.getCurveFromName('bn128')).terminate();
  tiny.remove();
  rmSync(folder, { recursive: true });
});

const begin = (ptau: string, compiler: Compile = compile) =>
  beginCeremony({
    dir,
    roles: CEREMONY_ROLES,
    ptau,
    profile: 'small',
    circuits: ['transfer'],
    compile: compiler,
  });

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
  editBytes(other, (bytes) => bytes.writeUInt8(bytes[28]! ^ 1, 28));
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

test('a file of one party is refused, with signatures of other contributions too', async () => {
  await expect(begin(phase1.prepared)).rejects.toMatchObject({
    code: 'PHASE1_UNKNOWN',
    message: expect.stringContaining('not made of the contributions'),
  });
  const alone = join(folder, 'alone');
  await expect(
    beginCeremony({
      dir: alone,
      roles: CEREMONY_ROLES,
      ptau: phase1.prepared,
      profile: 'small',
      circuits: ['transfer'],
      compile,
    }),
  ).rejects.toMatchObject({ code: 'PHASE1_UNKNOWN' });
  expect(existsSync(join(alone, '000'))).toBe(false);
});

test('a file with one changed power is refused', async () => {
  const wrong = join(folder, 'wrong.ptau');
  cpSync(await preparePhase1(dir), wrong);
  editBytes(wrong, (bytes) => bytes.writeUInt8(bytes[300]! ^ 1, 300));
  await expect(begin(wrong)).rejects.toMatchObject({ code: 'PHASE1_INVALID', file: wrong });
  expect(existsSync(join(dir, '000'))).toBe(false);
});

test('points off their curve are found', async () => {
  const opened = openSections(await preparePhase1(dir), 'ptau');
  const [g1, g2] = [opened.read(14), opened.read(13)];
  opened.close();
  expect([firstOffCurve(g1), firstOffTwist(g2)]).toEqual([-1, -1]);
  g1.writeUInt8(g1[64 * 3]! ^ 1, 64 * 3);
  g2.writeUInt8(g2[128 * 2 + 70]! ^ 1, 128 * 2 + 70);
  expect([firstOffCurve(g1), firstOffTwist(g2)]).toEqual([3, 2]);
});

test('five contributions of fewer than three organisations are refused', async () => {
  const roles = { ...CEREMONY_ROLES };
  for (const role of ['supplier', 'operator', 'regulator'] as const) {
    // The same, however it writes its name.
    roles[role] = { ...roles[role], organisation: ' Grid' };
  }
  await expect(
    beginCeremony({ dir, roles, profile: 'small', circuits: ['transfer'], compile }),
  ).rejects.toMatchObject({ code: 'ORGANISATIONS', actual: '2' });
});

test('a signature of a key that is no role, in another place or under another file is refused', async () => {
  const { contributions, ...file } = await phase1Record(await preparePhase1(dir), signedPhase1(dir));
  const refuses = (signed: typeof contributions) =>
    expect(() => assertPhase1(CEREMONY_ROLES, { ...file, contributions: signed })).toThrow(
      expect.objectContaining({ code: 'CONTRIBUTION_SIGNATURE' }),
    );
  expect(() => assertPhase1(CEREMONY_ROLES, { ...file, contributions })).not.toThrow();
  const [first, second, ...others] = contributions as [SignedPhase1, SignedPhase1, ...SignedPhase1[]];
  refuses([second, first, ...others]);
  refuses([{ ...first, role: 'supplier' }, second, ...others]);
  refuses([{ ...first, hash: second.hash }, second, ...others]);
  refuses([{ ...first, after: '00'.repeat(32) }, { ...second, before: '00'.repeat(32) }, ...others]);
  refuses([first, second, ...others.slice(1), { ...others[0]!, role: 'toString' }]);
  expect(() => assertPhase1(CEREMONY_ROLES, { ...file, contributions: contributions.slice(1) })).toThrow(
    expect.objectContaining({ code: 'PHASE1_UNKNOWN' }),
  );
});

test('the known files are those that snarkjs publishes', () => {
  const readme = readFileSync(join(process.cwd(), 'node_modules/snarkjs/README.md'), 'utf8');
  for (const { power, blake2b } of KNOWN_PHASE1) {
    const row = readme.split('\n').find((line) => line.includes(`[powersOfTau28_hez_final_${power}.ptau]`));
    expect(row).toContain(` ${blake2b} |`);
  }
});
