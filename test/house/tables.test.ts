/** What a spread of tables does not see: a name, a number or a prefix that two rooms claim. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CIRCUITS as COMPILED } from '@veilgrid/circuits';
import { ERROR_NUMBERS } from '@veilgrid/protocol/errors';
import { CIRCUITS, KINDS } from '@veilgrid/protocol/kinds';
import { ROUTES } from '@veilgrid/protocol/routes';
import { TAGS } from '@veilgrid/protocol/tags';
import { circomFiles } from '../circuits/support/circomFiles.js';

const foldersOf = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['dist', 'node_modules'].includes(entry.name))
    .map(({ name }) => name);

const ROOMS = foldersOf('protocol');
const MODULES = ROOMS.filter((room) => room !== 'core');

/** A room's own tables, by the end of their names. */
async function tablesOf(path: string, suffix: string): Promise<Map<string, Record<string, unknown>>> {
  const tables = new Map<string, Record<string, unknown>>();
  for (const room of ROOMS) {
    const exported = (await import(path.replace('*', room))) as Record<string, Record<string, unknown>>;
    const [table] = Object.entries(exported).filter(([name]) => name.endsWith(suffix));
    tables.set(room, table![1]);
  }
  return tables;
}

/** Every name of all rooms, with repetitions. */
const namesOf = (tables: ReadonlyMap<string, object>) => [...tables.values()].flatMap((t) => Object.keys(t));
const once = <T>(values: readonly T[]) => expect([...values].sort()).toEqual([...new Set(values)].sort());

test('there are rooms', () => {
  expect(ROOMS).toEqual(expect.arrayContaining(['core', 'market']));
});

describe('kinds', () => {
  /** Numbers of kinds and, in hundreds, of errors. Core and market share theirs. */
  const BLOCKS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    core: [
      [1, 49],
      [90, 99],
    ],
    market: [
      [1, 49],
      [90, 99],
    ],
  };

  test('no name and no number twice, every number in the block of its room', async () => {
    const tables = await tablesOf('@veilgrid/protocol/*/kinds', '_KINDS');
    once(namesOf(tables));
    expect(namesOf(tables).sort()).toEqual(Object.keys(KINDS).sort());
    once(Object.values(KINDS).map(({ id }) => id));
    for (const [room, table] of tables) {
      for (const { id } of Object.values(table) as { id: number }[]) {
        expect([room, id, BLOCKS[room]!.some(([from, to]) => from <= id && id <= to)]).toEqual([
          room,
          id,
          true,
        ]);
      }
    }
  });

  test('their circuits are those of circuits.json', () => {
    expect([...CIRCUITS].sort()).toEqual([...COMPILED].sort());
  });

  test('each has one handler and one rule of an auditor', async () => {
    for (const [path, suffix] of [
      ['@veilgrid/node/state/*/handlers', '_HANDLERS'],
      ['@veilgrid/client-sdk/auditor/*/rules', '_RULES'],
    ] as const) {
      const tables = await tablesOf(path, suffix);
      once(namesOf(tables));
      expect(namesOf(tables).sort()).toEqual(Object.keys(KINDS).sort());
    }
  });
});

test('errors: no number twice, each within the block that its heading names', () => {
  once(Object.values(ERROR_NUMBERS));
  const source = readFileSync('protocol/errors.ts', 'utf8');
  let block = 0;
  let seen = 0;
  for (const line of source.slice(0, source.indexOf('} as const')).split('\n')) {
    const heading = line.match(/^ {2}\/\/ (\d+)xx /);
    if (heading) block = Number(heading[1]);
    const entry = line.match(/^ {2}[A-Z0-9_]+: (\d+),$/);
    if (!entry) continue;
    expect([line, Math.floor(Number(entry[1]) / 100)]).toEqual([line, block]);
    seen++;
  }
  expect(seen).toBe(Object.keys(ERROR_NUMBERS).length);
});

test('tags: none stands for two purposes', () => {
  once(Object.values(TAGS));
});

test('routes: no name twice, no path twice', async () => {
  const tables = await tablesOf('@veilgrid/protocol/*/routes', '_ROUTES');
  once(namesOf(tables));
  expect(namesOf(tables).sort()).toEqual(Object.keys(ROUTES).sort());
  once(Object.values(ROUTES).map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`));
});

test('schemas: no name twice', async () => {
  once(namesOf(await tablesOf('@veilgrid/protocol/*/routes', '_SCHEMAS')));
});

test('store keys: no prefix twice, and no first segment of two modules', async () => {
  const prefixes = new Map<string, string[]>();
  for (const [room, keys] of await tablesOf('@veilgrid/node/state/*/keys', 'keys')) {
    prefixes.set(room, [...new Set(prefixesOf(keys))]);
  }
  once([...prefixes.values()].flat());
  const first = (room: string) => [...new Set(prefixes.get(room)!.map((prefix) => prefix.split('/')[0]!))];
  once(MODULES.flatMap(first));
  // Where groups had stood before there was a core.
  const shared = first('core').filter((segment) => MODULES.flatMap(first).includes(segment));
  expect(shared.sort()).toEqual(['aggregates', 'settlements']);
});

/** First two segments of each key, nested ones too. */
function* prefixesOf(keys: Record<string, unknown>): Generator<string> {
  for (const key of Object.values(keys)) {
    if (typeof key === 'object') yield* prefixesOf(key as Record<string, unknown>);
    else yield (typeof key === 'function' ? key(1, 1, 1) : String(key)).split('/').slice(0, 2).join('/');
  }
}

test('every room of the protocol has its page, its state, its rules and its tests', () => {
  for (const room of ROOMS) {
    expect(existsSync(`docs/protocol/${room}.md`)).toBe(true);
    for (const layer of ['node/state', 'client-sdk/auditor', 'test/state', 'test/circuits', 'test/sdk']) {
      expect([layer, room, existsSync(join(layer, room))]).toEqual([layer, room, true]);
    }
  }
});

test('circuits: the library includes nothing of a room, core nothing of a module, no module another', () => {
  const roomOf = (file: string) => file.split('/')[0]!;
  const files = circomFiles();
  expect([...new Set(files.map(roomOf))].sort()).toEqual(['core', 'lib', ...MODULES].sort());
  let checked = 0;
  for (const file of files) {
    const text = readFileSync(join('circuits', file), 'utf8');
    for (const [, included] of text.matchAll(/^include "([^"]+)";/gm)) {
      const from = roomOf(file);
      const to = roomOf(included!);
      const allowed = ['circomlib', 'lib', ...(from === 'lib' ? [] : ['core']), from];
      expect([file, included, allowed.includes(to)]).toEqual([file, included, true]);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(40);
});
