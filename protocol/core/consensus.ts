/** Who orders a ledger, by which clock, and in blocks of which bounds: `consensus` of genesis. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { ensure } from '../errors.js';
import { MAX_TX_BYTES } from '../params.js';
import { Bytes32, container, recordsOf, U8, U32 } from './ssz.js';
import { hash } from './wire.js';

/** Most transactions that a genesis may allow in one block. */
export const MAX_BLOCK_TXS = 4096;
const MAX_BLOCK_BYTES = 2 ** 22;
export const MAX_BLOCK_INTERVAL = 86_400;
/** Wallets take no older head for the newest. */
const MAX_PRODUCTION_INTERVAL = 60;
const MAX_VALIDATORS = 32;
const MAX_POWER = 1000;

const ENGINES = ['embedded', 'cometbft'] as const;
const CLOCKS = ['block', 'manual'] as const;

const whole = (from: number, to: number) => z.number().int().min(from).max(to);

export const ConsensusJson = z.strictObject({
  engine: z.enum(ENGINES),
  /** manual: time stands still until it is moved; development only. */
  clock: z.enum(CLOCKS),
  /** Seconds after which a block comes, empty if need be. */
  blockInterval: whole(1, MAX_BLOCK_INTERVAL),
  blockTxs: whole(1, MAX_BLOCK_TXS),
  /** Of all transactions of a block together; the longest one always fits. */
  blockBytes: whole(MAX_TX_BYTES, MAX_BLOCK_BYTES),
  /** Blocks between two snapshots; 0: none. */
  snapshotEvery: whole(0, 2 ** 32 - 1),
  validators: z
    .array(
      z.strictObject({
        /** Validators of one organisation bear one number: that of a role it holds, or one from 16 on. */
        organisation: whole(0, 255),
        /** Ed25519 */
        publicKey: hash,
        power: whole(1, MAX_POWER),
      }),
    )
    .min(1)
    .max(MAX_VALIDATORS),
});
export type ConsensusJson = z.infer<typeof ConsensusJson>;

export const ConsensusBytes = container({
  engine: U8,
  clock: U8,
  blockInterval: U32,
  blockTxs: U32,
  blockBytes: U32,
  snapshotEvery: U32,
  validators: recordsOf(container({ organisation: U8, publicKey: Bytes32, power: U32 }), MAX_VALIDATORS),
});

export interface Validator {
  readonly organisation: number;
  readonly publicKey: Uint8Array;
  readonly power: number;
}

/** As the ledger reads it. */
export interface Consensus extends Readonly<Omit<ConsensusJson, 'validators'>> {
  readonly validators: readonly Validator[];
}

/**
 * Of all that the format can say, the embedded ledger with its one validator is accepted.
 * @throws ProtocolError GENESIS_INVALID
 */
export function parseConsensus(json: ConsensusJson, production: boolean): Consensus {
  const check = (holds: boolean, field: keyof ConsensusJson, reason: string) =>
    ensure(holds, 'GENESIS_INVALID', { field: `consensus.${field}`, reason });
  check(json.engine === 'embedded', 'engine', 'the embedded engine alone is accepted');
  check(json.validators.length === 1, 'validators', 'the embedded engine has one validator');
  check(json.snapshotEvery === 0, 'snapshotEvery', 'the embedded engine takes no snapshots');
  if (production) {
    check(json.clock === 'block', 'clock', 'nobody moves the time of a production chain');
    const often = json.blockInterval <= MAX_PRODUCTION_INTERVAL;
    check(
      often,
      'blockInterval',
      `a production chain has a block every ${MAX_PRODUCTION_INTERVAL} s or more often`,
    );
  }
  return { ...json, validators: json.validators.map(validatorOf) };
}

export function consensusBytes(json: ConsensusJson) {
  return {
    ...json,
    engine: ENGINES.indexOf(json.engine),
    clock: CLOCKS.indexOf(json.clock),
    validators: json.validators.map(validatorOf),
  };
}

const validatorOf = ({ organisation, publicKey, power }: ConsensusJson['validators'][number]) => ({
  organisation,
  publicKey: hexToBytes(publicKey),
  power,
});
