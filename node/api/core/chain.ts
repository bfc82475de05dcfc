import { bytesToHex } from '@noble/hashes/utils.js';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { nextSequence } from '../../state/core/sequences.js';
import type { Handlers } from '../http/handlers.js';

export function chainHandlers(
  ledger: SoloLedger,
): Pick<Handlers, 'status' | 'genesis' | 'sequence' | 'moveTime'> {
  return {
    status() {
      const { genesis } = ledger.context;
      const { height, time, stateHash, blockHash } = ledger.head;
      const { stopped } = ledger;
      return {
        chainId: genesis.chainId,
        genesisHash: genesisHashHex(genesis),
        profile: genesis.profile,
        production: genesis.json.production,
        height,
        time,
        stateHash: bytesToHex(stateHash),
        blockHash: bytesToHex(blockHash),
        ...(stopped !== undefined && { stopped }),
      };
    },
    genesis: () => ledger.context.genesis.json,
    sequence: ({ params: { role } }) => ({ sequence: nextSequence(ledger.view, role) }),
    async moveTime({ body }) {
      const { height, time } = await ledger.moveTime(BigInt(body.time));
      return { height, time };
    },
  };
}
