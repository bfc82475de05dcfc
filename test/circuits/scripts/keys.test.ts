import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  ArtifactError,
  type ArtifactErrorCode,
  CIRCUITS,
  developmentKey,
  loadManifest,
  manifestHash,
  verificationKey,
} from '@veilgrid/circuits';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import { compileSource } from '@veilgrid/circuits/scripts/compile';
import { checkFile, sha256 } from '@veilgrid/circuits/scripts/hashes';
import { checkRecord } from '@veilgrid/circuits/scripts/manifest';
import { developmentTrapdoor } from '@veilgrid/circuits/scripts/trapdoor';
import * as snarkjs from 'snarkjs';
import { tinyCircuit } from '../support/tinyCircuit.js';

/** Points of a verification key that stand for a secret each, and others in their place. */
const OTHER: Readonly<Record<string, unknown>> = {
  vk_alpha_1: ['5', '6', '1'],
  vk_beta_2: [
    ['1', '2'],
    ['3', '4'],
    ['1', '0'],
  ],
  vk_gamma_2: [
    ['5', '6'],
    ['7', '8'],
    ['1', '0'],
  ],
  vk_delta_2: [
    ['9', '6'],
    ['7', '8'],
    ['1', '0'],
  ],
};
const SECRETS = Object.keys(OTHER);
const committedKeys = join(process.cwd(), 'circuits', 'keys');

function codeOf(action: () => unknown): ArtifactErrorCode | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as ArtifactError).code;
  }
}

let tiny: ReturnType<typeof tinyCircuit>;
let built: Awaited<ReturnType<typeof buildSource>>;

beforeAll(async () => {
  tiny = tinyCircuit();
  built = await buildSource(tiny.source);
});

afterAll(async () => {
  await (await snarkjs.curves.getCurveFromName('bn128')).terminate();
  delete process.env.VEILGRID_KEYS;
  tiny.remove();
});

describe('compilation', () => {
  test('finds an unchanged circuit, compiles a changed one, and comes back to the first', async () => {
    const compiledFolders = () => readdirSync(dirname(dirname(built.compiled.r1cs))).length;
    expect((await compileSource(tiny.source)).r1cs).toBe(built.compiled.r1cs);
    expect(compiledFolders()).toBe(1);
    tiny.edit((text) => text.replace('Num2Bits(8)', 'Num2Bits(9)'));
    const changed = await buildSource(tiny.source);
    expect(changed.compiled.r1cs).not.toBe(built.compiled.r1cs);
    expect(changed.record.zkeySha256).not.toBe(built.record.zkeySha256);
    expect(changed.record.verificationKeySha256).not.toBe(built.record.verificationKeySha256);
    tiny.edit((text) => text);
    expect((await compileSource(tiny.source)).r1cs).toBe(built.compiled.r1cs);
    expect(compiledFolders()).toBe(2);
  });

  test('two callers at once build once and leave neither lock nor scratch', async () => {
    tiny.edit((text) => text.replace('Num2Bits(8)', 'Num2Bits(7)'));
    const [one, two] = await Promise.all([compileSource(tiny.source), compileSource(tiny.source)]);
    tiny.edit((text) => text);
    expect(one).toEqual(two);
    const names = readdirSync(dirname(dirname(one!.r1cs)));
    expect(names.filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
  });

  test('a refused circuit and a missing include are coded errors and cache nothing', async () => {
    const broken = { ...tiny.source, main: tiny.source.main.replace('Tiny()', 'Huge()') };
    await expect(compileSource(broken)).rejects.toMatchObject({ code: 'COMPILE' });
    await expect(compileSource(broken)).rejects.toMatchObject({ code: 'COMPILE' });
    const lost = { ...tiny.source, main: tiny.source.main.replace('tiny.circom', 'lost.circom') };
    await expect(compileSource(lost)).rejects.toMatchObject({ code: 'SOURCE', file: 'lost.circom' });
  });
});

describe('development keys', () => {
  test('snarkjs proves and verifies with them', async () => {
    const { wasm } = built.compiled;
    const { proof, publicSignals } = await snarkjs.groth16.fullProve({ a: '3', b: '5' }, wasm, built.zkey);
    const key = JSON.parse(readFileSync(built.verificationKey, 'utf8'));
    expect(publicSignals).toEqual(['15', '3']);
    expect(await snarkjs.groth16.verify(key, publicSignals, proof)).toBe(true);
    expect(await snarkjs.groth16.verify(key, ['16', '3'], proof)).toBe(false);
  });

  test('snarkjs exports the verification key that was written', async () => {
    const key = JSON.parse(readFileSync(built.verificationKey, 'utf8'));
    expect(await snarkjs.zKey.exportVerificationKey(built.zkey)).toEqual(key);
  });

  test('compilation and keys are the same bytes in another cache', async () => {
    const before = process.env.VEILGRID_CACHE!;
    process.env.VEILGRID_CACHE = join(tiny.folder, 'second');
    const again = await buildSource(tiny.source);
    process.env.VEILGRID_CACHE = before;
    expect(again.zkey).not.toBe(built.zkey);
    expect(again.record).toEqual(built.record);
  });

  test('the trapdoor depends on the circuit, and its parts differ', () => {
    const one = developmentTrapdoor('00'.repeat(32));
    const two = developmentTrapdoor('01'.repeat(32));
    expect(new Set([...Object.values(one), ...Object.values(two)]).size).toBe(10);
  });

  test('a changed file is found, and accepted again once it is restored', async () => {
    const copy = join(tiny.folder, 'copy.zkey');
    cpSync(built.zkey, copy);
    appendFileSync(copy, 'x');
    const expected = built.record.zkeySha256;
    await expect(checkFile(copy, expected, 'r')).rejects.toMatchObject({
      code: 'TAMPERED',
      file: copy,
      expected,
    });
    cpSync(built.zkey, copy);
    await expect(checkFile(copy, expected, 'r')).resolves.toBeUndefined();
  });

  test('a changed r1cs in the cache makes no keys', async () => {
    process.env.VEILGRID_CACHE = join(tiny.folder, 'second');
    tiny.edit((text) => text.replace('Num2Bits(8)', 'Num2Bits(6)'));
    const compiled = await compileSource(tiny.source);
    appendFileSync(compiled.r1cs, 'x');
    await expect(buildSource(tiny.source)).rejects.toMatchObject({ code: 'TAMPERED', file: compiled.r1cs });
    tiny.edit((text) => text);
    process.env.VEILGRID_CACHE = join(tiny.folder, 'cache');
  });
});

describe('the manifest', () => {
  let keys: string;

  beforeEach(() => {
    keys = join(tiny.folder, 'keys');
    mkdirSync(keys, { recursive: true });
    cpSync(committedKeys, keys, { recursive: true });
    process.env.VEILGRID_KEYS = keys;
  });

  const editManifest = (change: (manifest: ReturnType<typeof loadManifest>) => void) => {
    const manifest = loadManifest();
    change(manifest);
    writeFileSync(join(keys, 'manifest.json'), JSON.stringify(manifest));
  };

  test('pins every verification key in git, for both profiles', () => {
    expect(verificationKey('small', 'order').nPublic).toBe(21);
    expect(verificationKey('full', 'settle').nPublic).toBe(378);
    expect(manifestHash('small')).toMatch(/^[0-9a-f]{64}$/);
    expect(manifestHash('small')).not.toBe(manifestHash('full'));
  });

  test('its hash changes with any verification key', () => {
    const before = manifestHash('small');
    editManifest((manifest) => {
      manifest.circuits.small!.masksum!.verificationKeySha256 = 'ab'.repeat(32);
    });
    expect(manifestHash('small')).not.toBe(before);
  });

  test('a changed or missing verification key is refused', () => {
    const file = join(keys, 'small', 'order.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\d"/, '0"'));
    expect(codeOf(() => verificationKey('small', 'order'))).toBe('TAMPERED');
    renameSync(file, `${file}.away`);
    expect(codeOf(() => verificationKey('small', 'order'))).toBe('TAMPERED');
    expect(existsSync(file)).toBe(false);
  });

  test('a malformed or incomplete manifest is refused', () => {
    editManifest((manifest) => {
      delete manifest.circuits.small!.order;
    });
    expect(codeOf(() => verificationKey('small', 'order'))).toBe('MANIFEST');
    expect(codeOf(() => manifestHash('small'))).toBe('MANIFEST');
    editManifest((manifest) => {
      manifest.circuits.small!.clear!.zkeySha256 = 'not a hash';
    });
    expect(codeOf(loadManifest)).toBe('MANIFEST');
    writeFileSync(join(keys, 'manifest.json'), '{');
    expect(codeOf(loadManifest)).toBe('MANIFEST');
  });

  test('a circuit that is not the pinned one says which command mends it', () => {
    const pinned = loadManifest().circuits.small!.order!;
    expect(codeOf(() => checkRecord('small', 'order', pinned))).toBeUndefined();
    try {
      checkRecord('small', 'order', { ...pinned, constraints: pinned.constraints + 1 });
      throw new Error('accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(ArtifactError);
      expect(error).toMatchObject({ code: 'STALE_KEYS', remedy: expect.stringContaining('--update') });
    }
  });

  test('development keys are known by their points, whatever the manifest and the files say', () => {
    expect(developmentKey('small')).toBe(CIRCUITS[0]);
    editManifest((manifest) => {
      manifest.kind = 'ceremony';
      manifest.ceremonyTranscriptSha256 = 'cd'.repeat(32);
      for (const name of CIRCUITS) {
        const file = join(keys, 'small', `${name}.json`);
        const key = JSON.parse(readFileSync(file, 'utf8'));
        // One file laid out anew, of the others one secret left: by each of the four points.
        const kept = SECRETS[CIRCUITS.indexOf(name) % SECRETS.length]!;
        for (const point of SECRETS) {
          if (name !== 'close' && point !== kept) key[point] = OTHER[point];
        }
        const text = JSON.stringify(key);
        writeFileSync(file, text);
        manifest.circuits.small![name]!.verificationKeySha256 = sha256(text);
      }
    });
    for (const name of CIRCUITS) {
      expect(developmentKey('small')).toBe(name);
      const file = join(keys, 'small', `${name}.json`);
      const key = JSON.parse(readFileSync(file, 'utf8'));
      const other = JSON.stringify({ ...key, ...OTHER });
      writeFileSync(file, other);
      editManifest((manifest) => {
        manifest.circuits.small![name]!.verificationKeySha256 = sha256(other);
      });
    }
    expect(developmentKey('small')).toBeUndefined();
  });
});
