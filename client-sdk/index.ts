export { type EventsOptions, events } from './events.js';
export { type ApiOptions, createApi } from './http.js';
export { createProver, type ProverOptions } from './prover/prover.js';
export { forecastCells, type Limits, type PriceScale, parseOrders } from './tables/orders.js';
export { parseTariff, type TariffPrices } from './tables/tariff.js';
export * as verifier from './verifier/index.js';
export { type Address, decodeAddress, encodeAddress } from './wallet/address.js';
export { marketOf } from './wallet/auction.js';
export type { AuctionEntry, PointEntry, WalletContext } from './wallet/context.js';
export { type DayStatement, dayStatement } from './wallet/dayStatement.js';
export {
  aggregationEpochOf,
  aggregationKeysOf,
  type PointTerms,
  pointRecord,
  signPoint,
} from './wallet/enrol.js';
export { type AggregationKeys, deriveKeys, type WalletKeys } from './wallet/keys.js';
export { type Keystore, openKeystore, sealKeystore } from './wallet/keystore.js';
export { readKeystore, writeKeystore } from './wallet/keystoreFile.js';
export { Meter } from './wallet/meter.js';
export { NoteBook, type OwnedNote } from './wallet/noteBook.js';
export { nullCells, type OwnOrder } from './wallet/order.js';
export { ownPoint } from './wallet/points.js';
export { recoverOrder, recoverSettlement, type Settled } from './wallet/recover.js';
export { entropyOf, newPhrase, phraseOf, seedOf } from './wallet/seed.js';
export { parseSignedDay, type SignedDay, signedDayJson } from './wallet/signedReadings.js';
export { fileTxStore, memoryTxStore, type TxStore } from './wallet/txStore.js';
export { type OwnDay, type PointChoice, Wallet } from './wallet/wallet.js';
