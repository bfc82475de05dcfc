export { mintAccount, mintNote, redeem } from './core/issuer.js';
export { MaskSummer, type MaskSummerContext } from './core/maskSummer.js';
export { Dso, type DsoContext, type Invoice } from './core/registrar.js';
export {
  openRoleFolder,
  type RoleFolder,
  type RoleKeys,
  readDataSecret,
  writeRoleKeys,
} from './core/roleFolder.js';
export { type CoSigner, type CoSigners, RoleSigner } from './core/roleSigner.js';
export { fileSecrets, memorySecrets, type SecretStore } from './core/secrets.js';
export { publish, voidAuction } from './market/anyone.js';
export { type AuctionTerms, Operator, type OperatorContext } from './market/operator.js';
export { Regulator, type RegulatorContext } from './market/regulator.js';
export {
  type Organisation,
  type OrganisationContext,
  openOrganisation,
  roleFolderPath,
} from './organisation.js';
