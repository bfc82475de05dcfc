/** What the auditor keeps of data access: purposes, consents, recipients' keys, roots of receipts. */
import type { ConsentRecord } from '@veilgrid/protocol/disclosure/consent';
import type { PurposeRecord } from '@veilgrid/protocol/disclosure/purpose';
import type { ReceiptsBody } from '@veilgrid/protocol/disclosure/receipts';
import { fail } from '@veilgrid/protocol/errors';
import type { Kind } from '@veilgrid/protocol/kinds';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { CoreBooks } from '../core/books.js';
import type { Ledger, Rule } from '../core/ledger.js';

export interface PurposeBook {
  readonly record: PurposeRecord;
  /** Consents given for it less those revoked. */
  live: number;
}

export type RootedReceipts = Pick<ReceiptsBody, 'from' | 'to' | 'count' | 'root'>;

/** The module's own books. */
export interface DisclosureBook {
  /** By partyId, the last one. */
  readonly recipientKeys: Map<number, bigint>;
  /** Every key that ever was a party's. */
  readonly usedKeys: Set<bigint>;
  /** By number. */
  readonly purposes: PurposeBook[];
  /** By id in hex, in order. */
  readonly consents: Map<string, ConsentRecord>;
  /** What stood in a consent. */
  readonly holders: Set<bigint>;
  readonly revokes: Set<bigint>;
  /** By partyId, in order. */
  readonly receipts: Map<number, RootedReceipts[]>;
}

/** What the module's rules see. */
export type DisclosureBooks = CoreBooks & DisclosureBook;
export type DisclosureLedger = Ledger<DisclosureBooks>;
export type DisclosureRule<K extends Kind> = Rule<K, DisclosureBooks>;

export function openDisclosureBook(): DisclosureBook {
  return {
    recipientKeys: new Map(),
    usedKeys: new Set(),
    purposes: [],
    consents: new Map(),
    holders: new Set(),
    revokes: new Set(),
    receipts: new Map(),
  };
}

export const dayOf = (time: bigint) => Number(time / BigInt(SECONDS_PER_DAY));

/** @throws ProtocolError PURPOSE_UNKNOWN */
export function purposeOf({ purposes }: DisclosureBook, purposeId: number): PurposeBook {
  const purpose = purposes[purposeId];
  if (!purpose) throw fail('PURPOSE_UNKNOWN', { field: 'purposeId' });
  return purpose;
}
