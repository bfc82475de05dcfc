/** What a spread of tables does not see: a name, a number or a prefix that two rooms claim. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CIRCUITS as COMPILED } from '@veilgrid/circuits';
import { ERROR_NUMBERS } from '@veilgrid/protocol/errors';
import { CIRCUITS, KINDS } from '@veilgrid/protocol/kinds';
import { LOG } from '@veilgrid/protocol/log';
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
    if (table) tables.set(room, table[1]);
  }
  return tables;
}

/** Every name of all rooms, with repetitions. */
const namesOf = (tables: ReadonlyMap<string, object>) => [...tables.values()].flatMap((t) => Object.keys(t));
const once = <T>(values: readonly T[]) => expect([...values].sort()).toEqual([...new Set(values)].sort());

test('there are rooms', async () => {
  expect(ROOMS).toEqual(expect.arrayContaining(['core', 'market']));
  for (const [path, suffix] of [
    ['@veilgrid/protocol/*/kinds', '_KINDS'],
    ['@veilgrid/node/state/*/keys', 'keys'],
  ] as const) {
    expect([...(await tablesOf(path, suffix)).keys()]).toEqual(ROOMS);
  }
});

describe('kinds', () => {
  /** Numbers of kinds, first and last. */
  const BLOCKS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    core: [
      [1, 29],
      [32, 35],
      [42, 42],
      [90, 99],
      [100, 102],
      [130, 132],
    ],
    market: [
      [30, 31],
      [36, 41],
      [43, 49],
    ],
    flexibility: [[50, 59]],
    disclosure: [[110, 115]],
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

test('log: each entry stands under its own name, which a leaf can say, and begins with its key', () => {
  for (const [key, { name, body, keyBytes }] of Object.entries(LOG)) {
    expect(name).toBe(key);
    expect(name).toMatch(/^[a-z][A-Za-z]{0,63}$/);
    expect(body.minSize).toBeGreaterThanOrEqual(keyBytes);
    // What a transaction's leaf hashes has 32 bytes: no entry passes for one.
    expect(1 + name.length + body.minSize).toBeGreaterThan(32);
  }
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

test('store keys: no key twice, no prefix in two rooms, and no first segment of two modules', async () => {
  const rooms = new Map<string, readonly string[]>();
  for (const [room, keys] of await tablesOf('@veilgrid/node/state/*/keys', 'keys')) {
    rooms.set(room, [...samplesOf(keys)]);
  }
  once([...rooms.values()].flat());
  /** The first segments of a room's keys, each once. */
  const heads = (room: string, segments: number) => [
    ...new Set(rooms.get(room)!.map((key) => key.split('/').slice(0, segments).join('/'))),
  ];
  once(ROOMS.flatMap((room) => heads(room, 2)));
  once(MODULES.flatMap((room) => heads(room, 1)));
  // Where groups had stood before there was a core.
  const shared = heads('core', 1).filter((segment) => MODULES.flatMap((m) => heads(m, 1)).includes(segment));
  expect(shared.sort()).toEqual(['aggregates', 'settlements']);
});

/** One key of each form, nested ones too. */
function* samplesOf(keys: Record<string, unknown>): Generator<string> {
  for (const key of Object.values(keys)) {
    if (typeof key === 'object') yield* samplesOf(key as Record<string, unknown>);
    else yield typeof key === 'function' ? key(1, 2, 3) : String(key);
  }
}

test('layers have no other rooms than the protocol', () => {
  const layers: readonly [layer: string, ...others: string[]][] = [
    ['node/state'],
    ['node/api', 'http', 'events'],
    ['services'],
    ['client-sdk/auditor'],
    ['client-sdk', 'auditor', 'client', 'csv', 'prover', 'verifier', 'wallet'],
    ['cli/commands', 'ledger'],
    ['cli/demo', 'town', 'coreDay'],
  ];
  for (const [layer, ...others] of layers) {
    const strangers = foldersOf(layer).filter((folder) => ![...ROOMS, ...others].includes(folder));
    expect([layer, strangers]).toEqual([layer, []]);
  }
});

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
