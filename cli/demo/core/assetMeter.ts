/** A network asset's meter, which signs for real. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { type NetworkAsset, possessionDigest } from '@veilgrid/protocol/core/measures/asset';
import { type MeasuredBody, measuredDigest } from '@veilgrid/protocol/core/measures/measured';
import type { Access } from '../town/services.js';

type Chain = Pick<Access['genesis'], 'chainId' | 'profile'>;
type Day = Pick<MeasuredBody, 'assetId' | 'day' | 'imports' | 'exports'>;

export class AssetMeter {
  /** Ed25519. */
  readonly key: Uint8Array;
  readonly #chain: Chain;
  readonly #sign: (digest: Uint8Array) => Uint8Array;

  constructor(chain: Chain) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.key = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
    this.#chain = chain;
    this.#sign = (digest) => sign(null, digest, privateKey);
  }

  /** To be named by an asset. */
  possession(record: NetworkAsset): Uint8Array {
    return this.#sign(possessionDigest(this.#chain.chainId, record));
  }

  signDay(day: Day): Uint8Array {
    return this.#sign(measuredDigest(this.#chain.profile, this.#chain.chainId, day));
  }
}
