/** A day in which every kind of transaction succeeds: what random sequences are made of. */
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import type { Kind } from '@veilgrid/protocol/kinds';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { MONEY, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { SimChain } from '../../economy/support/simChain.js';
import { hasher } from '../../state/support/chain.js';
import { AUCTION_ID, DAY, openBody, share, TestDay, TIMES, tariffBody } from '../../state/support/day.js';
import { GENESIS } from '../../state/support/genesis.js';
import { Household } from '../../state/support/household.js';

export interface Scripted {
  readonly time: bigint;
  readonly tx: Tx;
}

/** The chain as it stood before `script[from]`. */
export interface Snapshot {
  readonly from: number;
  readonly chain: SimChain;
}

class ScriptDay extends TestDay {
  override readonly chain = new SimChain();
}

const NEXT_ID = auctionIdOf(hasher, GENESIS.chainId, openBody().zone, openBody().tariffId, DAY + 1);

/** Snapshots stand at the beginning of every phase. */
export function writeScript(): { script: Scripted[]; snapshots: Snapshot[] } {
  const day = new ScriptDay();
  const { chain } = day;
  const snapshots: Snapshot[] = [];
  const count = () => chain.blocks.reduce((n, block) => n + block.vtxs.length, 0);
  const phase = (play: () => void) => {
    snapshots.push({ from: count(), chain: chain.fork() });
    play();
  };
  phase(() => day.prepare());
  phase(() => {
    registry(chain);
    money(chain);
  });
  phase(() => {
    day.open();
    openNext(chain);
  });
  phase(() => day.order());
  phase(() => day.release().clear().close());
  // The operator of the next day stays silent.
  phase(() => {
    chain.at(TIMES.release + BigInt(SECONDS_PER_DAY));
    chain.submit(chain.tx('voidAuction', { auctionId: NEXT_ID }));
    day.statusList();
  });
  phase(() => day.settle(11));
  phase(() => day.maskSums());
  phase(() => {
    day.publish();
    chain.submit(chain.tx('lateBill', { auctionId: AUCTION_ID, nf: 31_337n }));
    money(chain);
  });
  const script = chain.blocks.flatMap(({ time, vtxs }) => vtxs.map(({ tx }) => ({ time, tx })));
  return { script, snapshots };
}

/** A point more, changed and revoked again. */
function registry(chain: SimChain): void {
  const { point } = new Household(40);
  chain.submit(chain.tx('enrolPoint', point));
  chain.submit(chain.tx('changePoint', { ...point, importCap: 7_000 }));
  chain.submit(chain.tx('revokePoint', { position: point.position }));
}

function money(chain: SimChain): void {
  const salt = BigInt(chain.blocks.length);
  const payoutReference = new Uint8Array(32).fill(9);
  chain.submit(
    chain.tx('transfer', {
      nf: [70n + salt, 10_070n + salt],
      cm: [20_070n + salt, 30_070n + salt],
      noteRoot: noteRoot(chain.store),
      asset: MONEY,
      redeemed: 5_000n,
      payoutReference,
      memo1: new Uint8Array(TRANSFER_MEMO_BYTES),
      memo2: new Uint8Array(TRANSFER_MEMO_BYTES),
    }),
  );
  chain.submit(chain.tx('redeem', { account: ROLES.supplier, value: 1_000n, payoutReference }));
}

function openNext(chain: SimChain): void {
  const later = Object.fromEntries(
    Object.entries(TIMES).map(([name, time]) => [name, time + BigInt(SECONDS_PER_DAY)]),
  ) as typeof TIMES;
  chain.submit(chain.tx('publishTariff', { ...tariffBody(), day: DAY + 1 }));
  const operatorShare = share('operator', NEXT_ID, 33_333n);
  const regulatorShare = share('regulator', NEXT_ID, 44_444n);
  chain.submit(
    chain.tx('openAuction', { ...openBody(), ...later, day: DAY + 1, operatorShare, regulatorShare }),
  );
}

export const kindsOf = (script: readonly Scripted[]) => new Set<Kind>(script.map(({ tx }) => tx.kind));
