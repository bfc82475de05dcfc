/** For what a party may ask, registered before it does. docs/protocol/disclosure.md "Purposes". */
import { Bytes32, container, type Infer, U8, U16, U32, U64 } from '../core/ssz.js';
import { MAX_CHAIN_DAYS } from './disclose.js';

/** A purpose lasts at most; it can be registered again. */
export const MAX_PURPOSE_DAYS = 1_461;
/** How long what was learned may be kept, at most, days. */
export const MAX_RETENTION_DAYS = 3_660;
/** Days that one request may cover, at most. */
export const MAX_ASKED_DAYS = MAX_CHAIN_DAYS;

/** Article 6(1) of Regulation (EU) 2016/679, point by point. */
export const LAWFUL_BASES = {
  consent: 1,
  contract: 2,
  obligation: 3,
  vital: 4,
  public: 5,
  legitimate: 6,
} as const;

const fields = {
  /** Who asks. */
  partyId: U32,
  /** SHA-256 of the text that people read. */
  textHash: Bytes32,
  /** LAWFUL_BASES */
  lawfulBasis: U8,
  /** Bit a kind of question. */
  questions: U16,
  /** Of a request. */
  maxDays: U16,
  /** 1: a household may consent to answer again and again. */
  standing: U8,
  /** Bit a NAMING. */
  naming: U8,
  /** 1: answers may be evidence for others. */
  transferable: U8,
  /** 1: panels may be opened for it. */
  panels: U8,
  retentionDays: U16,
  /** Days, UTC: [from, until). */
  from: U32,
  until: U32,
} as const;

export const PurposeRecord = container(fields);
export type PurposeRecord = Infer<typeof PurposeRecord>;

export const RegisterPurposeBody = container({ sequence: U64, purposeId: U32, ...fields });
export type RegisterPurposeBody = Infer<typeof RegisterPurposeBody>;

export const EndPurposeBody = container({
  sequence: U64,
  purposeId: U32,
  /** The purpose's own. */
  partyId: U32,
  /** 1: the party ends it; 0: the regulator. */
  byParty: U8,
});
export type EndPurposeBody = Infer<typeof EndPurposeBody>;

export function purposeRecordOf(p: RegisterPurposeBody): PurposeRecord {
  const { sequence: _, purposeId: __, ...record } = p;
  return record;
}
