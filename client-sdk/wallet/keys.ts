/** All keys of a wallet, by HKDF-SHA256 from its seed. */
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { reduceWide } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { ownerPkOf } from '@veilgrid/protocol/core/money/note';

/** The keys a connection point shares with A (the DSO) and B (the statistician), one each. */
export interface AggregationKeys {
  readonly kA: bigint;
  readonly kB: bigint;
}

/** All keys of a wallet. protocol/core.md "Note" and "Connection point". */
export interface WalletKeys {
  /** Spends notes and places orders. */
  readonly sk: bigint;
  /** H(KEY, sk): owns notes. */
  readonly ownerPk: bigint;
  /** Ed25519, signs enrolments. */
  readonly signSecret: Uint8Array;
  readonly signPk: Uint8Array;
  /** X25519, receives transfer memos. */
  readonly encSecret: Uint8Array;
  readonly encPk: Uint8Array;
  /** Seals the wallet's own order memos. */
  readonly memoKey: Uint8Array;
  /**
   * The keys that a connection point shares with A and B.
   * @param position of the connection point: live points must not share a key
   * @param epoch 0 at enrolment, one more at every rotation
   */
  aggregationKeys(position: number, epoch: number): AggregationKeys;
  /**
   * Hides what a leaf of the register of flexible points says.
   * @param sequence of the transaction that puts it
   */
  flexBlind(position: number, sequence: bigint): bigint;
}

const SALT = utf8ToBytes('veilgrid:v1');

/** Every key of the wallet, by HKDF-SHA256. @param seed 64 bytes of BIP-39, see `seedOf` */
export function deriveKeys(hasher: Hasher, seed: Uint8Array): WalletKeys {
  const derive = (label: string, length: number) => hkdf(sha256, seed, SALT, utf8ToBytes(label), length);
  const element = (label: string) => reduceWide(derive(label, 64));
  const sk = element('spend');
  const signSecret = derive('sign', 32);
  const encSecret = derive('encrypt', 32);
  return {
    sk,
    ownerPk: ownerPkOf(hasher, sk),
    signSecret,
    signPk: ed25519.getPublicKey(signSecret),
    encSecret,
    encPk: x25519.getPublicKey(encSecret),
    memoKey: derive('memo', 32),
    aggregationKeys: (position, epoch) => ({
      kA: element(`aggregate:A:${position}:${epoch}`),
      kB: element(`aggregate:B:${position}:${epoch}`),
    }),
    flexBlind: (position, sequence) => element(`flex:${position}:${sequence}`),
  };
}
