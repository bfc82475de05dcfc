import { deriveKeys, memoryTxStore, pointRecord, type WalletContext } from '@veilgrid/client-sdk';
import { verifyOwnRecord } from '@veilgrid/client-sdk/core/points/ownRecord';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { MAX_FACTS } from '@veilgrid/protocol/core/fact';
import type { Api } from '@veilgrid/protocol/routes';
import type { MarketDay } from './marketDay.js';
import { figure, type Row } from './rows.js';
import { bytesOf, sealedFacts } from './sealedFacts.js';
import { cpuMillisecondsOf } from './timing.js';

/** The wallet's own among those that are asked for with it. */
const OWN = 3;
const CAPS = { importCap: 5_000, exportCap: 5_000, dayImportCap: 100_000, dayExportCap: 100_000 };

/** Bytes and CPU time of what a wallet checks of its own record, once: what it checked it keeps. */
export async function ownRecordRows(hasher: Hasher, day: MarketDay): Promise<Row[]> {
  const { genesis, opening, encode } = day;
  const { zone, tariffId } = opening;
  const keys = deriveKeys(hasher, new Uint8Array(64).fill(7));
  const meterKey = mulBase(5n);
  const records = Array.from({ length: MAX_FACTS }, (_, position) =>
    pointRecord({ hasher, keys }, { ...CAPS, position, meterKey, zone, tariffId, dayLimit: 1n }, 0),
  );
  const { factOf } = sealedFacts(day);
  const items = records.map((record) => {
    const draft = { kind: 'enrolPoint' as const, body: { ...record, sequence: 0n } };
    return factOf(encode(draft, undefined, { owner: keys.signSecret }));
  });

  const api = { pointFacts: async () => ({ total: MAX_FACTS, items }) } as unknown as Api;
  const ctx = { api, genesis, hasher, keys } as WalletContext;
  const own = { point: records[OWN]!, change: OWN };
  const check = () => verifyOwnRecord(ctx, memoryTxStore(), own);
  const bytes = items.reduce((sum, fact) => sum + bytesOf(fact), 0);
  const of = `facts of ${MAX_FACTS} records, the own among them, before the first order alone`;
  return [
    figure(`${of}, bytes`, bytes, 'bytes'),
    figure(`${of}, checks of the own`, await cpuMillisecondsOf(check), 'ms of CPU'),
  ];
}
