import { mulBase } from '@veilgrid/protocol/babyjub';
import { type Genesis, type GenesisJson, parseGenesis } from '@veilgrid/protocol/genesis';

const dataKey = mulBase(77n);
const party = (organisation: string, i: number) => ({ organisation, publicKey: `${i}0`.repeat(32) });

/** 2027-01-15 08:00 UTC. */
export const START = 1_800_000_000n;
export const FEE = 10n;
export const ROLE_BOND = 5_000n;

const JSON_FORM: GenesisJson = {
  name: 'state test',
  profile: 'small',
  production: false,
  time: Number(START),
  verificationKeys: '11'.repeat(32),
  transferFee: String(FEE),
  roleBond: String(ROLE_BOND),
  roles: {
    dso: party('grid', 1),
    supplier: party('supply', 2),
    operator: party('market', 3),
    regulator: party('regulation', 4),
    statistician: party('statistics', 5),
    issuer: party('bank', 6),
  },
  dsoDataKey: { x: String(dataKey.x), y: String(dataKey.y) },
  validatorKey: '70'.repeat(32),
};

export const GENESIS: Genesis = parseGenesis(JSON_FORM);
export const PARAMS = GENESIS.params;
