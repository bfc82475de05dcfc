/** What genesis fixes for one module, in a block of the module's own. protocol/core/parameters.md "Blocks". */
import type { z } from 'zod';
import { ensure } from '../errors.js';
import { byteList, container, type Infer, recordsOf, type SszType } from './ssz.js';

/** A block as its module writes it down, once. */
interface ParameterSpec<V, J> {
  readonly module: string;
  /** From its form in JSON, within the bounds of any chain. */
  readonly json: z.ZodType<V, J>;
  readonly bytes: SszType<V>;
  /** The first field beyond the bounds of a production chain, if one is. */
  readonly beyondProduction: (value: V) => (keyof V & string) | undefined;
  /** What a development chain is made with, in JSON. */
  readonly development: J;
}

/** A line of the table of blocks. */
export interface ParameterBlock<V> {
  readonly module: string;
  readonly development: unknown;
  /** @throws ProtocolError GENESIS_INVALID with the field at fault */
  read(json: unknown, production: boolean): V;
  write(value: V): Uint8Array;
}

export type ParameterTable = Readonly<Record<string, ParameterBlock<unknown>>>;

/** As they stand in genesis: sorted by the module's name. */
export const ParameterBytes = recordsOf(container({ module: byteList(64), block: byteList(65_536) }), 256);

export function parameterBlock<V, J>({
  module,
  json,
  bytes,
  beyondProduction,
  development,
}: ParameterSpec<V, J>): ParameterBlock<V> {
  return {
    module,
    development,
    read(input, production) {
      const parsed = json.safeParse(input);
      const issue = parsed.error?.issues[0];
      const field = ['parameters', module, ...(issue?.path ?? [])].join('.');
      ensure(parsed.success, 'GENESIS_INVALID', { field, reason: issue?.message });
      const beyond = production ? beyondProduction(parsed.data) : undefined;
      ensure(beyond === undefined, 'GENESIS_INVALID', {
        field: `parameters.${module}.${beyond}`,
        reason: 'not on a production chain',
      });
      return parsed.data;
    },
    write: (value) => bytes.serialize(value),
  };
}

/**
 * The blocks that a genesis has. One that it has not is no default's: its module is off.
 * @throws ProtocolError GENESIS_INVALID with the field at fault, for a module that this software does not know too
 */
export function readParameters(
  table: ParameterTable,
  json: Readonly<Record<string, unknown>>,
  production: boolean,
): { readonly values: Readonly<Record<string, unknown>>; readonly bytes: Infer<typeof ParameterBytes> } {
  const blocks = Object.keys(json)
    .sort()
    .map((module) => {
      const block = Object.hasOwn(table, module) ? table[module] : undefined;
      ensure(block !== undefined, 'GENESIS_INVALID', {
        field: `parameters.${module}`,
        reason: 'no such module',
      });
      const value = block.read(json[module], production);
      return { module, value, bytes: block.write(value) };
    });
  return {
    values: Object.fromEntries(blocks.map(({ module, value }) => [module, value])),
    bytes: blocks.map(({ module, bytes }) => ({ module: new TextEncoder().encode(module), block: bytes })),
  };
}

/** What a genesis fixes for a module. @throws ProtocolError MODULE_OFF where it fixes nothing */
export function parametersOf<V>(
  { parameters }: { readonly parameters: Readonly<Record<string, unknown>> },
  { module }: ParameterBlock<V>,
): V {
  const value = parameters[module];
  ensure(value !== undefined, 'MODULE_OFF', { module });
  return value as V;
}

/** Blocks of a development chain, as genesis has them in JSON. */
export function developmentParameters(table: ParameterTable): Record<string, unknown> {
  return Object.fromEntries(Object.values(table).map(({ module, development }) => [module, development]));
}
