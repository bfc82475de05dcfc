/** Blocks of parameters, on those of made-up modules. */
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import {
  developmentParameters,
  ParameterBytes,
  type ParameterTable,
  parameterBlock,
  parametersOf,
  readParameters,
} from '@veilgrid/protocol/core/parameterBlock';
import { container, listOf, Money, U16 } from '@veilgrid/protocol/core/ssz';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import type { ProtocolError } from '@veilgrid/protocol/errors';
import { PARAMETERS } from '@veilgrid/protocol/parameters';
import { z } from 'zod';
import { consensusJson, GENESIS, genesisJson } from '../state/support/genesis.js';

const days = z
  .number()
  .int()
  .min(1)
  .max(2 ** 16 - 1);
const planning = parameterBlock({
  module: 'planning',
  json: z.strictObject({ window: days, minimum: days }),
  bytes: container({ window: U16, minimum: U16 }),
  beyondProduction: ({ window, minimum }) => (window < 365 ? 'window' : minimum < 28 ? 'minimum' : undefined),
  development: { window: 30, minimum: 3 },
});
const money = z
  .string()
  .regex(/^[0-9]{1,19}$/)
  .transform(BigInt);
const charging = parameterBlock({
  module: 'charging',
  json: z.strictObject({ tiers: z.array(money).min(1).max(4) }),
  bytes: container({ tiers: listOf(Money, 4) }),
  beyondProduction: () => undefined,
  development: { tiers: ['25'] },
});
const TABLE = { planning, charging } satisfies ParameterTable;

const chain = (parameters?: Record<string, unknown>, production = false) =>
  genesisJson({
    ...(production && {
      production,
      windows: PRODUCTION_WINDOWS,
      consensus: consensusJson({ clock: 'block' }),
      roles: Object.fromEntries(
        Object.entries(genesisJson().roles).map(([role, party]) => [role, { ...party, organisation: role }]),
      ) as ReturnType<typeof genesisJson>['roles'],
    }),
    ...(parameters && { parameters }),
  });
const yearly = { window: 365, minimum: 28 };

test('a module reads its own, whatever else genesis has', () => {
  const genesis = parseGenesis(chain({ planning: yearly, charging: { tiers: ['25', '50'] } }), TABLE);
  expect(parametersOf(genesis, planning)).toEqual(yearly);
  expect(parametersOf(genesis, charging)).toEqual({ tiers: [25n, 50n] });
});

test('every field of every block is in the hash, the order in the file is not', () => {
  const hashOf = (parameters?: Record<string, unknown>) =>
    genesisHashHex(parseGenesis(chain(parameters), TABLE));
  const different = [
    undefined,
    { planning: yearly },
    { planning: { ...yearly, window: 366 } },
    { planning: { ...yearly, minimum: 29 } },
    { charging: { tiers: ['25'] } },
    { charging: { tiers: ['25', '26'] } },
    { planning: yearly, charging: { tiers: ['25'] } },
  ].map(hashOf);
  expect(new Set(different).size).toBe(different.length);
  expect(hashOf({ charging: { tiers: ['25'] }, planning: yearly })).toBe(different.at(-1));
  expect(hashOf({})).toBe(genesisHashHex(GENESIS));
});

test('a block and the field it stands in have the bytes of the protocol', () => {
  const { bytes } = readParameters(TABLE, { planning: yearly }, true);
  const field = bytesToHex(ParameterBytes.serialize(bytes));
  expect(field).toBe(`040000000800000010000000${bytesToHex(utf8ToBytes('planning'))}6d011c00`);
});

test('a module without its block is off, on every chain', () => {
  for (const production of [false, true]) {
    const genesis = parseGenesis(chain({ planning: yearly }, production), TABLE);
    expect(() => parametersOf(genesis, charging)).toThrow(
      expect.objectContaining({ code: 'MODULE_OFF', data: { module: 'charging' } }),
    );
  }
});

test.each<[string, Record<string, unknown>, boolean, string]>([
  ['an unknown module', { plans: yearly }, false, 'parameters.plans'],
  ['what every object has', { constructor: yearly }, false, 'parameters.constructor'],
  ['a block that is none', { planning: 7 }, false, 'parameters.planning'],
  ['an empty block', { planning: {} }, false, 'parameters.planning.window'],
  ['a field too many', { planning: { ...yearly, more: 1 } }, false, 'parameters.planning'],
  ['a value out of bounds', { planning: { ...yearly, minimum: 0 } }, false, 'parameters.planning.minimum'],
  ['one that no U16 holds', { planning: { ...yearly, window: 65_536 } }, false, 'parameters.planning.window'],
  ['a list too long', { charging: { tiers: Array(5).fill('1') } }, false, 'parameters.charging.tiers'],
  ['an amount that is no text', { charging: { tiers: [1] } }, false, 'parameters.charging.tiers.0'],
  ['364 days in production', { planning: { ...yearly, window: 364 } }, true, 'parameters.planning.window'],
  ['27 days in production', { planning: { ...yearly, minimum: 27 } }, true, 'parameters.planning.minimum'],
])('genesis is refused for %s', (_name, parameters, production, field) => {
  expect(fieldOf(chain(parameters, production))).toBe(field);
});

test('a development chain may have what production may not, and is made with what each module likes', () => {
  expect(fieldOf(chain({ planning: { window: 364, minimum: 27 } }))).toBeUndefined();
  const genesis = parseGenesis(chain(developmentParameters(TABLE)), TABLE);
  expect(parametersOf(genesis, planning)).toEqual({ window: 30, minimum: 3 });
  expect(parametersOf(genesis, charging)).toEqual({ tiers: [25n] });
});

test('the register has each block under its name', () => {
  for (const [module, block] of Object.entries<ParameterTable[string]>(PARAMETERS)) {
    expect(block.module).toBe(module);
    expect(() => block.read(block.development, false)).not.toThrow();
  }
  expect(() => parseGenesis(chain(developmentParameters(PARAMETERS)))).not.toThrow();
  expect(() => parseGenesis(chain({ planning: yearly }))).toThrow(
    expect.objectContaining({ code: 'GENESIS_INVALID' }),
  );
});

function fieldOf(json: unknown): string | undefined {
  try {
    parseGenesis(json, TABLE);
  } catch (error) {
    expect(error).toMatchObject({ code: 'GENESIS_INVALID' });
    return (error as ProtocolError).data.field;
  }
  return undefined;
}
