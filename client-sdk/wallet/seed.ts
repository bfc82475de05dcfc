/** BIP-39. */
import { entropyToMnemonic, generateMnemonic, mnemonicToEntropy, mnemonicToSeed } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { ensure, fail } from '@veilgrid/protocol/errors';

const ENTROPY_BYTES = 32;

/** 24 fresh English words of BIP-39, from which everything of a wallet is found again. Write them down. */
export function newPhrase(): string {
  return generateMnemonic(wordlist, 8 * ENTROPY_BYTES);
}

/** The 32 bytes behind the words. @throws ProtocolError SEED_INVALID unless these are 24 known words with the right checksum */
export function entropyOf(phrase: string): Uint8Array {
  let entropy: Uint8Array;
  try {
    entropy = mnemonicToEntropy(phrase, wordlist);
  } catch {
    throw fail('SEED_INVALID', { field: 'phrase' });
  }
  ensure(entropy.length === ENTROPY_BYTES, 'SEED_INVALID', {
    field: 'phrase',
    reason: '24 words are needed',
  });
  return entropy;
}

/** The words of these 32 bytes. @throws ProtocolError SEED_INVALID */
export function phraseOf(entropy: Uint8Array): string {
  ensure(entropy.length === ENTROPY_BYTES, 'SEED_INVALID', { field: 'entropy' });
  return entropyToMnemonic(entropy, wordlist);
}

/** 64 bytes, by BIP-39's PBKDF2 without a passphrase. @throws ProtocolError SEED_INVALID */
export function seedOf(phrase: string): Promise<Uint8Array> {
  entropyOf(phrase);
  return mnemonicToSeed(phrase);
}
