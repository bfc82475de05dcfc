import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ConsensusJson } from '@veilgrid/protocol/core/consensus';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { type Genesis, type GenesisJson, parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { Windows } from '@veilgrid/protocol/core/windows';
import { PROFILE } from './profile.js';

export const DATA_SECRET = 77n;
const dataKey = mulBase(DATA_SECRET);
/** Ed25519 seed of whoever signs: authority i, a household, the validator. */
export const secretOf = (i: number) => new Uint8Array(32).fill(i);
export const publicKeyOf = (i: number) => ed25519.getPublicKey(secretOf(i));
export const ROLE_NAMES = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'] as const;
export const SIGNERS = {
  dso: 1,
  supplier: 2,
  operator: 3,
  regulator: 4,
  statistician: 5,
  issuer: 6,
  validator: 7,
};
const publicKeyHex = (i: number) => bytesToHex(publicKeyOf(i));
/** X25519, of the same seed. */
export const encKeyOf = (i: number) => x25519.getPublicKey(secretOf(i));
const party = (organisation: string, i: number) => ({
  organisation,
  publicKey: publicKeyHex(i),
  encPk: bytesToHex(encKeyOf(i)),
});

/** 2027-01-15 08:00 UTC. */
export const START = 1_800_000_000n;
export const FEE = 10n;
export const ROLE_BOND = 5_000n;
export const LATE_FEE = 1_000n;

/** Time moved by hand. */
export const consensusJson = (change: Partial<ConsensusJson> = {}): ConsensusJson => ({
  engine: 'embedded',
  clock: 'manual',
  blockInterval: 60,
  blockTxs: 1024,
  blockBytes: 1.5 * 2 ** 20,
  snapshotEvery: 0,
  validators: [{ organisation: 16, publicKey: publicKeyHex(SIGNERS.validator), power: 1 }],
  ...change,
});

/** As short and as far ahead as they can be. */
export const WINDOWS: Windows = {
  gate: 1,
  release: 1,
  close: 1,
  start: 0,
  settleFrom: 0,
  settleEnd: 1,
  publish: 1,
  late: 60 * 86_400,
  ahead: 2 ** 32 - 1,
  outage: 0,
};

/** A development chain of the tests' profile. */
export const genesisJson = (change: Partial<GenesisJson> = {}): GenesisJson => ({
  name: 'test',
  profile: PROFILE,
  production: false,
  time: Number(START),
  verificationKeys: '11'.repeat(32),
  ceremonyTranscript: '22'.repeat(32),
  transferFee: String(FEE),
  roleBond: String(ROLE_BOND),
  lateFee: String(LATE_FEE),
  roles: {
    dso: party('grid', SIGNERS.dso),
    supplier: party('supply', SIGNERS.supplier),
    operator: party('market', SIGNERS.operator),
    regulator: party('regulation', SIGNERS.regulator),
    statistician: party('statistics', SIGNERS.statistician),
    issuer: party('bank', SIGNERS.issuer),
  },
  dsoDataKey: { x: String(dataKey.x), y: String(dataKey.y) },
  consensus: consensusJson(),
  windows: WINDOWS,
  ...change,
});

export const GENESIS: Genesis = parseGenesis(genesisJson());
export const PARAMS = GENESIS.params;
