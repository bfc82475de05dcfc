/**
 * Everything a household's software needs of Veilgrid: begin with `openWallet`.
 *
 * Energy is in whole Wh, prices in 0.01 currency/MWh, money in units of 1e-8 currency (bigint), days in days since
 * 1970-01-01 UTC, times in Unix seconds. Refusals are `ProtocolError`s with a stable code and number.
 * @module
 */
export { ArtifactError, type ArtifactErrorCode } from '@veilgrid/circuits';
export { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
export type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
export type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
export {
  type Genesis,
  type GenesisJson,
  genesisHashHex,
  parseGenesis,
} from '@veilgrid/protocol/core/genesis';
export type { AssetPart } from '@veilgrid/protocol/core/money/exchange';
export type { Note } from '@veilgrid/protocol/core/money/note';
export type { ProvenSlip, Slip } from '@veilgrid/protocol/core/money/slip';
export type { PointRecord } from '@veilgrid/protocol/core/points';
export type { Reading, SignedReadings } from '@veilgrid/protocol/core/readings';
export { type ErrorCode, ProtocolError } from '@veilgrid/protocol/errors';
export type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
export type { Bill } from '@veilgrid/protocol/market/settlement';
export type { Params, Profile } from '@veilgrid/protocol/params';
export type { CircuitInput, CircuitInputs, Prover } from '@veilgrid/protocol/prover';
export type { Api, RouteArgs, RouteName, RouteResponse } from '@veilgrid/protocol/routes';
export { createHasher } from '@veilgrid/wasm-core';
export * as auditor from './auditor/index.js';
export { type EventsOptions, events } from './client/events.js';
export { type ApiOptions, createApi } from './client/http.js';
export { type Address, decodeAddress, encodeAddress } from './core/money/address.js';
export type { MergeOptions } from './core/money/afterMerging.js';
export type { Bid, Offer, Sale } from './core/money/exchange.js';
export { MERGE_SPREAD } from './core/money/mergeNotes.js';
export { Merging } from './core/money/merging.js';
export { NoteBook, type OwnedNote } from './core/money/noteBook.js';
export { fetchParty } from './core/parties.js';
export { countsFrom } from './core/points/countsFrom.js';
export {
  aggregationEpochOf,
  aggregationKeysOf,
  type PointTerms,
  pointRecord,
  signPoint,
} from './core/points/enrol.js';
export { ownPoint, type PinnedPoints, type PointChoice, type PointEntry } from './core/points/points.js';
export { Meter } from './core/readings/meter.js';
export { parseSignedDay, type SignedDay, signedDayJson } from './core/readings/signedReadings.js';
export {
  chunkRoots,
  type FrozenTree,
  fetchFrozenRoots,
  fetchReadingTree,
} from './core/readingTrees.js';
export { parseTariff, type TariffPrices } from './core/tariffFile.js';
export type { AnswerChoice, OnProof } from './disclosure/answer.js';
export { maxAnswerBytes, openAnswer, sealAnswer } from './disclosure/answerBox.js';
export { fetchAnswerFacts } from './disclosure/answerFacts.js';
export type { AnswerPlan, OnPlan } from './disclosure/answerPlan.js';
export {
  type AnswerToRequest,
  type Credential,
  type CredentialEvidence,
  fromCredential,
  toCredential,
} from './disclosure/credential.js';
export type { DayRun } from './disclosure/dayRuns.js';
export type { Disclosure } from './disclosure/disclosure.js';
export type { ExportedDay, ExportGap, GapReason } from './disclosure/exportDays.js';
export {
  type ExportChoice,
  type ExportFormat,
  exportReadings,
  type ReadingsExport,
} from './disclosure/exportReadings.js';
export { fetchConsent, fetchPurpose, fetchRecipientKey } from './disclosure/facts.js';
export type { ConsentDays } from './disclosure/giveConsent.js';
export { type Asked, makeRequest } from './disclosure/makeRequest.js';
export type { GivenAnswer } from './disclosure/memory.js';
export type { OwnConsent } from './disclosure/ownConsents.js';
export { type KeptReceipt, missingReceipts, type Receipted } from './disclosure/ownReceipts.js';
export {
  type AnswerDay,
  type DayOpening,
  type PlannedAnswer,
  type PlannedChain,
  proveAnswer,
} from './disclosure/proveAnswer.js';
export { type Chosen, type DayPrices, periods, question, type Register } from './disclosure/question.js';
export { MAX_REQUEST_BYTES, type ReadRequest } from './disclosure/readRequest.js';
export { checkReceipt, inOrder, makeReceipt, receiptsFields } from './disclosure/receipts.js';
export { type KeyHolder, type RecipientContext, registerRecipientKey } from './disclosure/recipientKey.js';
export type { Said } from './disclosure/said.js';
export { type SimulatedAnswer, simulateAnswer } from './disclosure/simulateAnswer.js';
export type { StandingOutcome } from './disclosure/standing.js';
export { questionWords, type RequestWords, requestWords } from './disclosure/words.js';
export { fetchSet, fetchZoneDay, type PublishedSet } from './disclosure/zoneDay.js';
export type { Flexibility } from './flexibility/flexibility.js';
export type { NeedEntry } from './flexibility/need.js';
export type { NeedStatement, OfferStatement } from './flexibility/needStatement.js';
export { offerCell } from './flexibility/offer.js';
export { parseOffer } from './flexibility/offerFile.js';
export type { OfferChoice } from './flexibility/offerPlace.js';
export { needEvent } from './flexibility/openAdrEvent.js';
export { needReport } from './flexibility/openAdrReport.js';
export { decodeOpening, encodeOpening, type FlexOpening } from './flexibility/opening.js';
export type { OwnBaseline } from './flexibility/ownBaseline.js';
export type { OwnOffer } from './flexibility/ownOffer.js';
export type { OfferPayment } from './flexibility/ownPayment.js';
export type { PlacedOffer } from './flexibility/placeOffer.js';
export type { FlexRequest, FlexTerms } from './flexibility/register.js';
export type { SettleChoice } from './flexibility/settleNeed.js';
export { type AuctionEntry, marketOf } from './market/auction.js';
export { buyCell, type Levels, sellCell } from './market/cells.js';
export { type DayFigures, dayFigures, type WordFigures } from './market/dayFigures.js';
export { type DayStatement, dayStatement } from './market/dayStatement.js';
export type { Market, OwnDay } from './market/market.js';
export { nullCells, type OwnOrder } from './market/order.js';
export { forecastCells, type Limits, type PriceScale, parseOrders } from './market/orderFile.js';
export type { OwnReading } from './market/ownReading.js';
export { recoverOrder, recoverSettlement, type Settled } from './market/recover.js';
export { tellingPeriod } from './market/tellingPeriod.js';
export { type OpenWallet, type OpenWalletOptions, openWallet } from './openWallet.js';
export { createProver, type ProverOptions } from './prover/prover.js';
export * as verifier from './verifier/index.js';
export { type PartyKey, partyOfFacts, type ShownParty } from './verifier/party.js';
export type { Verify, WalletContext } from './wallet/context.js';
export { fileTxStore } from './wallet/fileTxStore.js';
export { indexedDbTxStore } from './wallet/indexedDbTxStore.js';
export { type AggregationKeys, deriveKeys, type WalletKeys } from './wallet/keys.js';
export { type Keystore, openKeystore, sealKeystore } from './wallet/keystore.js';
export { readKeystore, writeKeystore } from './wallet/keystoreFile.js';
export { entropyOf, newPhrase, phraseOf, seedOf } from './wallet/seed.js';
export { memoryTxStore, type TxStore } from './wallet/txStore.js';
export { dayNumber, formatMoney } from './wallet/units.js';
export { Wallet } from './wallet.js';
