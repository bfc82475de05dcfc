/**
 * An organisation's folder for one role, or a party's: `role.key` signs, `enc.key` opens what is sealed to the role, `data.key` (the
 * DSO's alone) signs readings,
 * `secrets.json` holds key shares and aggregation keys. Whoever has the folder is the role.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { reduceWide } from '@veilgrid/protocol/core/crypto/field';
import { ensure, fail, hasCode } from '@veilgrid/protocol/errors';
import { lockFile } from './lockFile.js';
import { fileSecrets, type SecretStore } from './secrets.js';

/** What a role holds for good. */
export interface RoleKeys {
  /** 32-byte Ed25519 secret. */
  readonly signKey: Uint8Array;
  /** 32-byte X25519 secret. */
  readonly encKey: Uint8Array;
  /** Baby Jubjub scalar; the DSO's alone. */
  readonly dataSecret?: bigint;
}

export interface RoleFolder {
  /** 32-byte Ed25519 secret. */
  readonly signKey: Uint8Array;
  /** 32-byte X25519 secret. */
  readonly encKey: Uint8Array;
  readonly secrets: SecretStore;
  /** Salts the running sums of an aggregator. */
  readonly saltSecret: bigint;
  /** Lets the next process in. */
  close(): Promise<void>;
}

const SALT = 'salt';

/** Makes the folder. @throws ProtocolError KEYSTORE_EXISTS where there are keys already */
export async function writeRoleKeys(dir: string, { signKey, encKey, dataSecret }: RoleKeys): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeKey(join(dir, 'role.key'), bytesToHex(signKey));
  await writeKey(join(dir, 'enc.key'), bytesToHex(encKey));
  if (dataSecret !== undefined) await writeKey(join(dir, 'data.key'), dataSecret.toString());
}

/** What signs and, beside it, what opens. @throws ProtocolError NOT_FOUND, SECRETS_CORRUPT */
export async function readRoleKeys(
  dir: string,
  keyFile = join(dir, 'role.key'),
): Promise<Omit<RoleKeys, 'dataSecret'>> {
  const signKey = await readSecret('role.key', keyFile);
  return { signKey, encKey: await readSecret('enc.key', join(dirname(keyFile), 'enc.key')) };
}

/**
 * Waits for another process that has the folder open: two at once could lose a key share.
 * @param keyFile where the signing key lies elsewhere
 * @throws ProtocolError NOT_FOUND, SECRETS_CORRUPT, SECRETS_LOCKED
 */
export async function openRoleFolder(dir: string, keyFile = join(dir, 'role.key')): Promise<RoleFolder> {
  const keys = await readRoleKeys(dir, keyFile);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const unlock = await lockFile(join(dir, 'secrets.lock'));
  try {
    const secrets = await fileSecrets(join(dir, 'secrets.json'));
    if ((await secrets.get(SALT)) === undefined)
      await secrets.set(SALT, reduceWide(randomBytes(64)).toString());
    const saltSecret = BigInt((await secrets.get(SALT))!);
    return { ...keys, secrets, saltSecret, close: unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Scalar of the DSO's data key. @throws ProtocolError NOT_FOUND, SECRETS_CORRUPT */
export async function readDataSecret(dir: string): Promise<bigint> {
  const file = join(dir, 'data.key');
  const text = await readKey(file);
  const secret = /^[1-9][0-9]{0,75}$/.test(text) ? BigInt(text) : 0n;
  ensure(secret > 0n && secret < SUBGROUP_ORDER, 'SECRETS_CORRUPT', { field: 'data.key', file });
  return secret;
}

/** 32 bytes. @throws ProtocolError NOT_FOUND, SECRETS_CORRUPT */
async function readSecret(field: string, file: string): Promise<Uint8Array> {
  const key = await readKey(file);
  ensure(/^[0-9a-f]{64}$/.test(key), 'SECRETS_CORRUPT', { field, file });
  return hexToBytes(key);
}

async function readKey(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw fail('NOT_FOUND', { field: 'key', file });
    throw error;
  }
}

/** Private, on disk when this returns, and never in place of another key. */
async function writeKey(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${text}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw fail('KEYSTORE_EXISTS', { field: 'key', file: path });
    throw error;
  }
}
