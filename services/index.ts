export { type AggregatorParts, aggregatorWatch, dsoWatch } from './aggregatorWatch.js';
export { RELEASE_DELAY, type ReleaseLog } from './core/books/bookReleaser.js';
export { extended } from './core/follower/extended.js';
export { type Followed, Follower, type FollowerContext } from './core/follower/follower.js';
export { type FollowerStore, fileFollowerStore, memoryFollowerStore } from './core/follower/followerStore.js';
export { impossible, type Moment, type Observers, type Watch } from './core/follower/watch.js';
export { mintAccount, mintNote, redeem } from './core/issuer.js';
export { MaskSummer, type MaskSummerContext, type SigningChoice } from './core/maskSummer.js';
export { Measures, type MeasuresContext } from './core/measures/measures.js';
export { openSums } from './core/openSums.js';
export { PartySigner } from './core/partySigner.js';
export { Registrar, type RegistrarContext } from './core/registrar.js';
export {
  openRoleFolder,
  type RoleFolder,
  type RoleKeys,
  readDataSecret,
  readRoleKeys,
  writeRoleKeys,
} from './core/roleFolder.js';
export { type CoSigner, type CoSigners, RoleSigner } from './core/roleSigner.js';
export { fileSecrets, memorySecrets, type SecretStore } from './core/secrets.js';
export { Tariffs } from './core/tariffs.js';
export { unevenWithout } from './core/unevenWithout.js';
export { publishNeed } from './flexibility/anyone.js';
export { type BreakEven, breakEvenShares } from './flexibility/breakEven.js';
export { Buyer, type BuyerContext } from './flexibility/buyer.js';
export { depositsCoSigner } from './flexibility/depositsOver.js';
export { type FlexOpening, FlexRegister, type FlexRegisterContext } from './flexibility/flexRegister.js';
export { needBookWatch } from './flexibility/follow/needBooks.js';
export { type InflationMargin, inflationMargins } from './flexibility/inflationMargins.js';
export { NeedOperator, type NeedOperatorContext } from './flexibility/needOperator.js';
export { NeedRegulator, type NeedRegulatorContext } from './flexibility/needRegulator.js';
export { GROUPS } from './groups.js';
export { publish, voidAuction } from './market/anyone.js';
export { Billing, type BillingContext, type Invoice } from './market/billing.js';
export { measuredSettlementWatch } from './market/follow/measures.js';
export { ORDER_WATCH, type OrderBooks } from './market/follow/orders.js';
export { regulatorWatch } from './market/follow/regulator.js';
export {
  type SettlementSets,
  type SettlementWatchParts,
  settlementWatch,
} from './market/follow/settlements.js';
export { type AuctionTerms, type BookChoice, Operator, type OperatorContext } from './market/operator.js';
export { Regulator, type RegulatorContext } from './market/regulator.js';
export { Statistician, type StatisticianContext } from './market/statistician.js';
export type { ReadDay } from './market/statusEntries.js';
export { type Complaint, Strikes, type StrikesContext } from './market/strikes.js';
export { Supplier, type SupplierContext } from './market/supplier.js';
export {
  type Duties,
  type Organisation,
  type OrganisationContext,
  openOrganisation,
  roleFolderPath,
} from './organisation.js';
