/**
 * Everything a household's software needs of Veilgrid: begin with `openWallet`.
 *
 * Energy is in whole Wh, prices in 0.01 currency/MWh, money in units of 1e-8 currency (bigint), days in days since
 * 1970-01-01 UTC, times in Unix seconds. Refusals are `ProtocolError`s with a stable code and number.
 * @module
 */
export { ArtifactError, type ArtifactErrorCode } from '@veilgrid/circuits';
export type { Point } from '@veilgrid/protocol/babyjub';
export type { PointRecord } from '@veilgrid/protocol/connection';
export { type ErrorCode, ProtocolError } from '@veilgrid/protocol/errors';
export { type Genesis, type GenesisJson, genesisHashHex, parseGenesis } from '@veilgrid/protocol/genesis';
export type { Hasher } from '@veilgrid/protocol/hash';
export type { Note } from '@veilgrid/protocol/note';
export { BUY, type Cell, SELL } from '@veilgrid/protocol/order';
export type { Params, Profile } from '@veilgrid/protocol/params';
export type { CircuitInput, CircuitInputs, Prover } from '@veilgrid/protocol/prover';
export type { Reading, SignedReadings } from '@veilgrid/protocol/reading';
export type { Api, RouteArgs, RouteName, RouteResponse } from '@veilgrid/protocol/routes';
export type { Bill } from '@veilgrid/protocol/settlement';
export { createHasher } from '@veilgrid/wasm-core';
export * as auditor from './auditor/index.js';
export { type EventsOptions, events } from './events.js';
export { type ApiOptions, createApi } from './http.js';
export { type OpenWallet, type OpenWalletOptions, openWallet } from './openWallet.js';
export { createProver, type ProverOptions } from './prover/prover.js';
export { forecastCells, type Limits, type PriceScale, parseOrders } from './tables/orders.js';
export { parseTariff, type TariffPrices } from './tables/tariff.js';
export * as verifier from './verifier/index.js';
export { type Address, decodeAddress, encodeAddress } from './wallet/address.js';
export { marketOf } from './wallet/auction.js';
export { buyCell, type Levels, sellCell } from './wallet/cells.js';
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
export { dayNumber, formatMoney } from './wallet/units.js';
export { type OwnDay, type PointChoice, Wallet } from './wallet/wallet.js';
