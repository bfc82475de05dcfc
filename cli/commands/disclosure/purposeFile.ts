/** A purpose as its party writes it down. docs/cli.md shows one. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  LAWFUL_BASES,
  MAX_ASKED_DAYS,
  MAX_RETENTION_DAYS,
  type PurposeRecord,
} from '@veilgrid/protocol/disclosure/purpose';
import { QUESTIONS } from '@veilgrid/protocol/disclosure/questions';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { z } from 'zod';
import { day, readFields } from '../../terminal/jsonFields.js';

const flag = z
  .boolean()
  .default(false)
  .transform((set) => (set ? 1 : 0));

/** Some of the names, as the bits 2^number. */
const someOf = <T extends string>(numbers: Readonly<Record<T, number>>) =>
  z
    .array(z.enum(Object.keys(numbers) as [T, ...T[]]))
    .min(1)
    .transform((names) => names.reduce((bits, name) => bits | (1 << numbers[name]), 0));

const PurposeFile = z.strictObject({
  /** What people read: its hash stands on the ledger. */
  text: z.string().min(1),
  lawfulBasis: z
    .enum(Object.keys(LAWFUL_BASES) as [keyof typeof LAWFUL_BASES, ...(keyof typeof LAWFUL_BASES)[]])
    .transform((name) => LAWFUL_BASES[name]),
  questions: someOf(QUESTIONS),
  /** Of one request. */
  maxDays: z.int().min(1).max(MAX_ASKED_DAYS),
  standing: flag,
  naming: someOf(NAMING),
  transferable: flag,
  panels: flag,
  retentionDays: z.int().min(0).max(MAX_RETENTION_DAYS),
  from: day,
  until: day,
});

/** Whether it may be registered, the ledger says. @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID naming the field */
export async function readPurposeFile(file: string): Promise<Omit<PurposeRecord, 'partyId'>> {
  const { text, ...fields } = await readFields(file, 'purpose', PurposeFile);
  return { ...fields, textHash: sha256(utf8ToBytes(text)) };
}
