import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import type { NeedPhase } from '@veilgrid/protocol/flexibility/phases';
import type { Kind } from '@veilgrid/protocol/kinds';
import { decodeTx, kindOf } from '@veilgrid/protocol/tx';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { publishedSet } from '../../state/core/groups/mergedSet.js';
import { isNeed } from '../../state/flexibility/need.js';

interface Begun {
  readonly needId: bigint;
  readonly phase: NeedPhase;
}

/** Kinds with which a phase begins. */
const BEGIN: ReadonlySet<Kind> = new Set<Kind>([
  'openNeed',
  'releaseShare',
  'close',
  'voidAuction',
  'callNeed',
  'publishNeed',
]);

/** Which phases of needs a transaction began. */
export function needsBegunBy({ context, view }: SoloLedger, bytes: Uint8Array): Begun[] {
  const kind = kindOf(bytes);
  if (!kind || !BEGIN.has(kind)) return [];
  const { genesis, hasher } = context;
  const tx = decodeTx(genesis.profile, bytes);
  // Books of other modules are released, closed and voided by the same kinds.
  const ofBook = (needId: bigint, phase: NeedPhase) => (isNeed(view, needId) ? [{ needId, phase }] : []);
  switch (tx.kind) {
    case 'openNeed':
      return [{ needId: needIdOf(hasher, genesis.chainId, tx.body), phase: 'opened' }];
    case 'callNeed':
      return [{ needId: tx.body.needId, phase: 'called' }];
    case 'publishNeed':
      return publishedSet(view, tx.body.needId).map((needId) => ({ needId, phase: 'published' }));
    case 'releaseShare':
      return ofBook(tx.body.auctionId, 'released');
    case 'voidAuction':
      return ofBook(tx.body.auctionId, 'void');
    case 'close':
      return ofBook(tx.body.auctionId, tx.body.enough === 1 ? 'cleared' : 'void');
    default:
      return [];
  }
}
