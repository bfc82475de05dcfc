import type { MarketTown } from '@veilgrid/cli/demo/market/marketTown';
import { aggregationKeysOf } from '@veilgrid/client-sdk';
import type { DevelopmentChain } from '@veilgrid/services/development';

/** What the log line says of the node itself, each with what it must look like. */
const OWN: Readonly<Record<string, RegExp>> = {
  level: /^[1-6]0$/,
  time: /^[0-9]{13}$/,
  pid: /^[0-9]+$/,
  hostname: /^[^ ]+$/,
  url: /^http:..127.0.0.1:[0-9]+$/,
  requestId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  status: /^(0|[1-5][0-9]{2})$/,
  ms: /^[0-9]{1,6}$/,
  height: /^[0-9]{1,4}$/,
  blockTime: /^[0-9]{10}$/,
  transactions: /^[0-9]{1,3}$/,
};

/** Keys of everybody who takes part, in every notation a program could print them in. */
export function keysOf({ access, households }: MarketTown, chain: DevelopmentChain): string[] {
  const bytes = [chain.validatorKey, ...Object.values(chain.secrets)];
  const numbers = [chain.dsoDataKey];
  for (const { keys, point } of households) {
    const { kA, kB } = aggregationKeysOf({ hasher: access.hasher, keys }, point);
    bytes.push(keys.signSecret, keys.encSecret, keys.memoKey);
    numbers.push(keys.sk, kA, kB);
  }
  const buffers = bytes.map((secret) => Buffer.from(secret));
  return [
    ...numbers.flatMap(notations),
    ...buffers.flatMap((secret) => [secret.toString('hex'), secret.toString('base64'), [...secret].join()]),
  ];
}

/** Every reading and every ordered quantity of the day but 0. */
export function quantitiesOf({ scenario }: MarketTown): Set<string> {
  const values = scenario.houses.flatMap(({ readings, cells }) => [
    ...readings.flatMap(({ imported, exported }) => [imported, exported]),
    ...cells.map(({ qty }) => qty),
  ]);
  return new Set(values.filter((value) => value > 0).flatMap((value) => notations(BigInt(value))));
}

const notations = (value: bigint) => [value.toString(), value.toString(16)];

/**
 * Words and numbers of a line, without what the node says of itself. Those fields are held against their form,
 * because a small number can be anything: a height, a reading, milliseconds.
 */
export function wordsOf(line: string): string[] {
  const said = Object.entries(JSON.parse(line) as Record<string, unknown>).filter(([name, value]) => {
    const own = OWN[name]?.test(String(value));
    if (own === false) throw new Error(`${name} is ${value}`);
    return own === undefined;
  });
  return JSON.stringify(said).split(/[^0-9A-Za-z]+/);
}
