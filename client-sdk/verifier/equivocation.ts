/** Two final headers of one height: what no honest validators sign, and anybody can check by genesis alone. */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { blockHash, HEADER_BYTES } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { MAX_FINALITY_BYTES } from '@veilgrid/protocol/core/finality';
import { type Genesis, genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { verifyHeaders } from './fact.js';
import { ofFact } from './signedFact.js';

const hex = (bytes: number) => z.string().regex(new RegExp(`^([0-9a-f]{2}){1,${bytes}}$`));
const side = z.strictObject({ header: hex(HEADER_BYTES), finality: hex(MAX_FINALITY_BYTES) });

/** The file of an equivocation: bytes in hex, of SSZ. */
const Evidence = z.strictObject({ genesisHash: hex(32), first: side, second: side });
type Evidence = z.infer<typeof Evidence>;

/** What a wallet keeps of two answers, each one header and its finality. */
export function evidenceOf(genesis: Genesis, first: FinalHeaders, second: FinalHeaders): Evidence {
  const sideOf = ({ headers: [header], finality }: FinalHeaders) => ({
    header: bytesToHex(header!),
    finality: bytesToHex(finality),
  });
  return { genesisHash: genesisHashHex(genesis), first: sideOf(first), second: sideOf(second) };
}

/**
 * Whether these are two final headers of one height on this chain.
 * @param evidence parsed JSON; nothing of it is believed
 * @returns height and both block hashes in hex
 * @throws ProtocolError FILE_INVALID; FACT_INVALID where it shows nothing
 */
export function verifyEvidence(genesis: Genesis, evidence: unknown) {
  const parsed = Evidence.safeParse(evidence);
  ensure(parsed.success, 'FILE_INVALID', { field: parsed.error?.issues[0]?.path.join('.') ?? '' });
  const { genesisHash, first, second } = parsed.data;
  const show = (holds: boolean, field: string) => ensure(holds, 'FACT_INVALID', { field, fact: 'evidence' });
  show(genesisHash === genesisHashHex(genesis), 'genesisHash');
  const headerOf = ({ header, finality }: Evidence['first'], name: string) => {
    const answer = { headers: [hexToBytes(header)], finality: hexToBytes(finality) };
    return ofFact(`evidence.${name}`, () => verifyHeaders(genesis, answer))[0]!;
  };
  const [a, b] = [headerOf(first, 'first'), headerOf(second, 'second')];
  show(a.height === b.height, 'height');
  const [one, other] = [blockHash(a), blockHash(b)];
  show(!equalBytes(one, other), 'header');
  return { height: a.height, hashes: [bytesToHex(one), bytesToHex(other)] as const };
}
