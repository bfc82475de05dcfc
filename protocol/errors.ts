/**
 * Every refusal has a name and a stable number; nobody matches messages.
 * Numbers are never reused. Hundreds group by domain.
 */
export const ERROR_NUMBERS = {
  // 1xx encoding
  MALFORMED: 100,
  TOO_LARGE: 101,
  FIELD_NOT_CANONICAL: 102,
  UNKNOWN_KIND: 103,
  VALUE_OUT_OF_RANGE: 104,
  // 2xx roles and signatures
  SIGNATURE_MISSING: 200,
  SIGNATURE_UNEXPECTED: 201,
  SIGNATURE_INVALID: 202,
  SEQUENCE_WRONG: 203,
  GENESIS_INVALID: 204,
  DEVELOPMENT_KEYS: 205,
  MODULE_OFF: 206,
  // 3xx money, notes and assets
  NULLIFIER_SPENT: 300,
  COMMITMENT_EXISTS: 301,
  NOTE_ROOT_UNKNOWN: 302,
  NOTE_TREE_FULL: 303,
  ASSET_UNKNOWN: 304,
  BALANCE_TOO_LOW: 305,
  AMOUNT_ZERO: 306,
  AMOUNT_OVERFLOW: 307,
  ASSET_FROZEN: 308,
  FEE_ONLY: 309,
  // 4xx connection points and tariffs
  POSITION_TAKEN: 400,
  POSITION_EMPTY: 401,
  POSITION_OUT_OF_RANGE: 402,
  METER_KEY_INVALID: 403,
  METER_KEY_TAKEN: 404,
  AGGREGATION_KEY_TAKEN: 405,
  CAPACITY_INVALID: 406,
  POINT_REVOKED: 407,
  ROOT_TOO_OLD: 408,
  TARIFF_EXISTS: 410,
  TARIFF_UNKNOWN: 411,
  TARIFF_INVALID: 412,
  // 5xx auctions
  AUCTION_EXISTS: 500,
  AUCTION_UNKNOWN: 501,
  AUCTION_TIMES_INVALID: 502,
  AUCTION_PRICES_INVALID: 503,
  AUCTION_TIERS_INVALID: 504,
  AUCTION_LANES_OVERFLOW: 505,
  SHARE_INVALID: 506,
  SHARE_REUSED: 507,
  POSSESSION_INVALID: 508,
  NO_POINTS: 509,
  PHASE_WRONG: 510,
  SHARE_MISMATCH: 511,
  SHARE_ALREADY_RELEASED: 512,
  SHARE_NOT_RELEASED: 513,
  AUCTION_VOID: 514,
  AUCTION_ALREADY_FINAL: 515,
  NOT_VOIDABLE: 516,
  // 517 was of a list in one part.
  STATUS_LIST_INVALID: 518,
  BOOK_DIFFERS: 519,
  STATUS_PART_WRONG: 520,
  STATUS_NOT_LISTED: 521,
  GROUP_UNEVEN: 522,
  // 6xx orders
  GATE_CLOSED: 600,
  ORDER_EXISTS: 601,
  DEPOSIT_NOT_A_TIER: 602,
  EPHEMERAL_INVALID: 603,
  AUCTION_FULL: 604,
  // 7xx clearing
  BATCH_OUT_OF_ORDER: 700,
  CLEARING_INCOMPLETE: 701,
  RESULT_INVALID: 702,
  // 8xx settlement and aggregation
  SETTLEMENT_NOT_OPEN: 800,
  ALREADY_SETTLED: 801,
  TAG_USED: 802,
  STATUS_WRONG: 803,
  GROUP_TOO_SMALL: 804,
  MASK_SUM_MISSING: 805,
  MASK_SUM_FINAL: 806,
  LANES_INVALID: 807,
  ALREADY_PUBLISHED: 808,
  LATE_BILL_CLOSED: 809,
  BOND_EXHAUSTED: 810,
  TERMS_EXIST: 811,
  TERMS_MISMATCH: 812,
  SET_DIFFERS: 813,
  HELD_EXHAUSTED: 814,
  HELD_LOCKED: 815,
  BOND_KEPT: 816,
  WORDS_DIFFER: 817,
  READING_TREES_FULL: 818,
  // 9xx proofs
  PROOF_MISSING: 900,
  PROOF_UNEXPECTED: 901,
  PROOF_MALFORMED: 902,
  PROOF_INVALID: 903,
  SIGNALS_CHANGED: 904,
  // 10xx node
  TX_DUPLICATE: 1000,
  MEMPOOL_FULL: 1001,
  NOT_FOUND: 1002,
  BAD_REQUEST: 1003,
  UNAUTHORISED: 1004,
  PRODUCTION_REFUSES: 1005,
  TIME_NOT_MONOTONIC: 1006,
  BLOCK_INVALID: 1007,
  RATE_LIMITED: 1008,
  STORE_DAMAGED: 1009,
  STORE_LOCKED: 1010,
  STORE_GONE: 1011,
  STORE_BEHIND: 1012,
  INTERNAL: 1099,
  // 11xx clients: wallet and HTTP
  NODE_UNREACHABLE: 1100,
  RESPONSE_INVALID: 1101,
  SEED_INVALID: 1110,
  KEYSTORE_CORRUPT: 1111,
  KEYSTORE_PASSWORD: 1112,
  KEYSTORE_EXISTS: 1113,
  ADDRESS_INVALID: 1114,
  MEMO_INVALID: 1115,
  NO_NOTE_LARGE_ENOUGH: 1120,
  DEPOSIT_ABOVE_TIERS: 1121,
  POINT_NOT_PINNED: 1122,
  ORDER_NOT_FOUND: 1123,
  ROOT_MISMATCH: 1124,
  READING_INVALID: 1125,
  PASSPHRASE_MISSING: 1126,
  PASSPHRASE_SHORT: 1129,
  FILE_INVALID: 1127,
  FILE_EXISTS: 1128,
  FACT_INVALID: 1130,
  HEAD_STALE: 1131,
  EQUIVOCATION: 1132,
  STORE_REQUIRED: 1133,
  // 12xx services: operator, regulator, aggregators
  SECRET_MISSING: 1200,
  SECRETS_CORRUPT: 1201,
  AGGREGATION_KEY_MISMATCH: 1202,
  ORDER_UNREADABLE: 1203,
  SECRETS_LOCKED: 1204,
  BOOK_UNVERIFIED: 1205,
  SET_UNVERIFIED: 1206,
  ALREADY_SIGNED: 1207,
  RELEASE_EARLY: 1208,
  // 13xx files of readings, orders and tariffs
  DATA_INVALID: 1300,
  CSV_MALFORMED: 1301,
  CSV_HEADER_WRONG: 1302,
  CSV_FIELDS_WRONG: 1303,
  CSV_EMPTY: 1304,
  CSV_VALUE_INVALID: 1305,
  METER_ID_INVALID: 1310,
  TIMESTAMP_INVALID: 1311,
  TIMESTAMP_WITHOUT_OFFSET: 1312,
  TIMESTAMP_MISALIGNED: 1313,
  ENERGY_MALFORMED: 1320,
  ENERGY_FRACTIONAL: 1321,
  ENERGY_NEGATIVE: 1322,
  ENERGY_TOO_LARGE: 1323,
  DAY_TOO_LARGE: 1324,
  PERIOD_DUPLICATE: 1330,
  PERIOD_MISSING: 1331,
  // 14xx flexibility
  AREA_EXISTS: 1400,
  AREA_UNKNOWN: 1401,
  AREA_INVALID: 1402,
  CALENDAR_INVALID: 1403,
  NEED_EXISTS: 1404,
  NEED_UNKNOWN: 1405,
  NEED_TIMES_INVALID: 1406,
  NEED_PRICES_INVALID: 1407,
  AUCTION_MISSING: 1408,
  BASELINE_SHORT: 1409,
  INFLATION_PAYS: 1410,
  REFERENCE_INVALID: 1411,
  AREA_TOO_LARGE: 1412,
  OFFER_EXISTS: 1413,
  OFFERS_FULL: 1414,
  CALL_LATE: 1415,
  NOT_TRADED: 1416,
  NEED_VOID: 1417,
  CALLED: 1418,
  NOT_CALLED: 1419,
  NEED_QUANTITY_INVALID: 1420,
  BASELINE_DAY_MISSING: 1450,
  PLACE_OUTSIDE: 1451,
  // 21xx data access
  RECIPIENT_KEY_TAKEN: 2100,
  PURPOSE_UNKNOWN: 2101,
  PURPOSE_INVALID: 2102,
  PURPOSE_ENDED: 2103,
  CONSENT_UNKNOWN: 2104,
  CONSENT_TIMES: 2105,
  CONSENT_EXISTS: 2106,
  CONSENT_REVOKED: 2107,
  SECRET_WRONG: 2108,
  RECEIPTS_GAP: 2109,
  CONSENTS_UNSENT: 2110,
  REQUEST_INVALID: 2120,
  ANSWER_INVALID: 2121,
  ANSWER_TELLS_MORE: 2122,
  ANSWER_LINKS: 2123,
  RECEIPT_MISSING: 2124,
  MEMORY_LOST: 2125,
  // 24xx measures, planning
  NETWORK_ASSET_UNKNOWN: 2400,
  NETWORK_ASSET_INVALID: 2401,
  MEASURE_EXISTS: 2402,
  MEASURE_REVEALS: 2403,
  DAY_OPEN: 2404,
  // 20xx parties
  PARTY_UNKNOWN: 2000,
  PARTY_INVALID: 2001,
  PARTY_KEY_TAKEN: 2002,
  PARTY_ENDED: 2003,
  PARTY_KIND_WRONG: 2004,
} as const;

/** The name of a refusal, one to one with its number. */
export type ErrorCode = keyof typeof ERROR_NUMBERS;

export interface ErrorData {
  /** Dotted name of the offending field, as in the transaction's schema. */
  readonly field?: string;
  readonly [key: string]: string | number | boolean | undefined;
}

/** What travels: `{code, number, …data}`. */
export interface ErrorBody extends ErrorData {
  readonly code: ErrorCode;
  readonly number: number;
}

/** An expected refusal. Anything else that is thrown inside consensus is a bug and halts. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, data: ErrorData = {}) {
    super(data.field ? `${code} (${data.field})` : code);
    this.name = 'ProtocolError';
    this.code = code;
    this.data = data;
  }

  /** As it travels in the node's answers. */
  toBody(): ErrorBody {
    return { ...this.data, code: this.code, number: ERROR_NUMBERS[this.code] };
  }
}

export function fail(code: ErrorCode, data: ErrorData = {}): ProtocolError {
  return new ProtocolError(code, data);
}

/** Whether what was caught carries this code: a ProtocolError's, or the system's (ENOENT, EEXIST). */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** Throws `code` unless the condition holds. */
export function ensure(condition: boolean, code: ErrorCode, data: ErrorData = {}): asserts condition {
  if (!condition) throw new ProtocolError(code, data);
}
