import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { circomFiles } from '../circuits/support/circomFiles.js';
import { type Packed, pack, packageJson, published, root, rootPackage } from './support/pack.js';

let packed: ReadonlyMap<string, Packed>;
beforeAll(() => {
  packed = new Map(pack('--dry-run').map((p) => [p.name, p]));
});

const pathsOf = (folder: string) => packed.get(packageJson(folder).name)!.files.map(({ path }) => path);

describe.each(published)('%s as a package', (folder) => {
  test('says licence, version, engine and exports, and runs no scripts', () => {
    const json = packageJson(folder);
    expect(json).toMatchObject({
      version: rootPackage.version,
      license: rootPackage.license,
      engines: rootPackage.engines,
      type: 'module',
    });
    expect(json.scripts).toBeUndefined();
    for (const { types, default: code } of Object.values(json.exports)) {
      for (const file of [types, code]) {
        const [start, end] = file.replace('./', '').split('*') as [string, string?];
        const carried = pathsOf(folder).filter((path) =>
          end === undefined ? path === start : path.startsWith(start) && path.endsWith(end),
        );
        expect(carried).not.toEqual([]);
      }
    }
  });

  test('carries licence, notice and readme, and nothing that is ours alone', () => {
    const paths = pathsOf(folder);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE', 'README.md', 'package.json']));
    const strays = paths.filter(
      (path) => !/^(dist\/.*\.(js|d\.ts)|[^/]+|.*\.circom|(keys|bin|data)\/.*)$/.test(path),
    );
    expect(strays).toEqual([]);
    expect(paths.filter((path) => /\.(map|tsbuildinfo|zkey|r1cs|test\.js)$|(^|\/)\./.test(path))).toEqual([]);
  });

  test('depends on everything it imports, and imports everything it depends on', () => {
    const imported = new Set<string>();
    for (const path of pathsOf(folder).filter((path) => path.endsWith('.js'))) {
      const code = readFileSync(join(root, folder, path), 'utf8');
      const specifiers = [
        ...code.matchAll(/^(?:import|export) (?:.* from )?['"]([^'"]+)['"];?$/gm),
        ...code.matchAll(/\b(?:import|require(?:\.resolve)?)\(['"]([^'"]+)['"]\)/g),
      ];
      for (const [, name] of specifiers) {
        if (name!.startsWith('.') || name!.startsWith('node:') || builtinModules.includes(name!)) continue;
        imported.add(name!.split('/', name!.startsWith('@') ? 2 : 1).join('/'));
      }
    }
    expect([...imported].sort()).toEqual(Object.keys(packageJson(folder).dependencies).sort());
  });
});

test('the command carries the data of the demo, each with its source', () => {
  const carried = pathsOf('cli').filter((path) => path.startsWith('data/'));
  const held = readdirSync(join(root, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  expect(carried.sort()).toEqual(held.sort());
  const folders = new Set(
    carried.filter((path) => path.split('/').length > 2).map((path) => path.split('/')[1]),
  );
  for (const name of folders) expect(carried).toContain(`data/${name}/SOURCE.txt`);
});

test('circuits carries every source and key it pins', () => {
  const keys = readdirSync(join(root, 'circuits/keys'), { recursive: true }).map((f) =>
    join('keys', String(f)),
  );
  const held = [...circomFiles(), ...keys.filter((path) => path.endsWith('.json')), 'circuits.json'];
  expect(pathsOf('circuits')).toEqual(expect.arrayContaining(held));
  expect(held.length).toBeGreaterThan(30);
});
