export { Aggregator, type AggregatorContext } from './aggregator.js';
export { publish, voidAuction } from './anyone.js';
export { Dso, type DsoContext, type Invoice } from './dso.js';
export { mintAccount, mintNote, redeem } from './money.js';
export { type AuctionTerms, Operator, type OperatorContext } from './operator.js';
export {
  type Organisation,
  type OrganisationContext,
  openOrganisation,
  roleFolderPath,
} from './organisation.js';
export { Regulator, type RegulatorContext } from './regulator.js';
export {
  openRoleFolder,
  type RoleFolder,
  type RoleKeys,
  readDataSecret,
  writeRoleKeys,
} from './roleFolder.js';
export { type CoSigner, type CoSigners, RoleSigner } from './roleSigner.js';
export { fileSecrets, memorySecrets, type SecretStore } from './secrets.js';
