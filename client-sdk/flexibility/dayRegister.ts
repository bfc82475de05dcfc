/** The register of a need's day as a wallet rebuilds it, from its changes in full. docs/protocol/flexibility.md "What a wallet does". */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { allItems } from '../client/submit.js';
import { leavesOfDay } from '../core/leaves.js';
import { agree } from '../market/auction.js';
import { verifyRegister } from '../verifier/flexibility/register.js';
import type { WalletContext } from '../wallet/context.js';
import type { NeedEntry } from './need.js';

/** What a day's first need pinned. */
export interface DayRegister {
  readonly tree: Tree8;
  readonly final: FinalHeaders;
}

/**
 * By a fact: of a register that a node made up with the leaf of one home left out, that one's wallet alone would refuse,
 * and be known by it.
 * @throws ProtocolError FACT_INVALID, ROOT_MISMATCH
 */
export async function fetchDayRegister(
  { api, genesis, hasher }: Pick<WalletContext, 'api' | 'genesis' | 'hasher'>,
  entry: NeedEntry,
): Promise<DayRegister> {
  const { name } = FLEXIBILITY_LOG.dayFlex;
  const key = bytesToHex(U32.serialize(entry.day));
  const fact = await api.logFact({ params: { name, key } });
  const { root, changes, final } = verifyRegister({ genesis }, entry.day, fact);
  agree(name, entry, { flexRoot: root, flexChanges: changes });
  const log = await allItems((query) => api.flexChanges({ query }));
  return { tree: leavesOfDay(hasher, genesis.params.pointDepth, log, { root, changes }), final };
}
