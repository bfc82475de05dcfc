import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { applyGenesis } from '../../state/genesis.js';
import { GROUPS } from '../../state/groups.js';
import type { Origin } from '../../store/ledgerStore.js';
import { MemoryStore } from '../../store/memory.js';
import { Overlay } from '../../store/overlay.js';

/** Height 0: no block, but the hash of genesis, which block 1 points back to. */
export function originOf(genesis: Genesis, hasher: Hasher): Origin {
  const time = BigInt(genesis.json.time);
  const overlay = new Overlay(new MemoryStore());
  const { stateHash } = applyGenesis({ genesis, hasher, height: 0n, time, groups: GROUPS }, overlay);
  return {
    genesisHash: genesis.hash,
    head: { height: 0n, time, stateHash, blockHash: genesis.hash },
    writes: overlay.writes(),
  };
}
