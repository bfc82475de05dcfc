export { mintAccount, mintNote, redeem } from './core/issuer.js';
export { MaskSummer, type MaskSummerContext } from './core/maskSummer.js';
export { Registrar, type RegistrarContext } from './core/registrar.js';
export {
  openRoleFolder,
  type RoleFolder,
  type RoleKeys,
  readDataSecret,
  writeRoleKeys,
} from './core/roleFolder.js';
export { type CoSigner, type CoSigners, RoleSigner } from './core/roleSigner.js';
export { fileSecrets, memorySecrets, type SecretStore } from './core/secrets.js';
export { Tariffs } from './core/tariffs.js';
export { unevenWithout } from './core/unevenWithout.js';
export { publish, voidAuction } from './market/anyone.js';
export { Billing, type BillingContext, type Invoice } from './market/billing.js';
export { type AuctionTerms, Operator, type OperatorContext } from './market/operator.js';
export { Regulator, type RegulatorContext } from './market/regulator.js';
export { Supplier, type SupplierContext } from './market/supplier.js';
export {
  type Duties,
  type Organisation,
  type OrganisationContext,
  openOrganisation,
  roleFolderPath,
} from './organisation.js';
