/** Facts: what whoever asks can check by genesis alone. */
import { Block, txLeaf } from '@veilgrid/protocol/core/block';
import { merkleProof, subtreesOf } from '@veilgrid/protocol/core/crypto/merkle';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { logBody } from '@veilgrid/protocol/core/log';
import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { findLogEntry } from '../../state/core/log.js';
import type { Place } from '../../store/ledgerStore.js';
import type { Handlers } from '../http/handlers.js';
import { finalHeaders } from './blocks.js';
import { LogTree } from './logTree.js';

export function factHandlers(ledger: SoloLedger): Pick<Handlers, 'fact' | 'logFact'> {
  const tree = new LogTree(ledger);
  return {
    fact({ params: { id } }) {
      const place = ledger.placeOf(id);
      ensure(place !== undefined, 'NOT_FOUND', { field: 'id' });
      return factAt(ledger, place);
    },
    logFact({ params: { name, key } }) {
      const entry = findLogEntry(ledger.view, name, key);
      // What a block has written and the disk not yet taken is not yet said.
      ensure(entry !== undefined && entry.height <= ledger.head.height, 'NOT_FOUND', { field: 'key' });
      const { index, height, leaf } = entry;
      return {
        body: logBody(leaf),
        ...tree.proof(index, height),
        ...finalHeaders(ledger, height, height),
      };
    },
  };
}

export function factAt(ledger: SoloLedger, { height, index }: Place): Fact {
  const { transactions } = Block.deserialize(ledger.block(height)!);
  const { path, size } = merkleProof(subtreesOf(transactions.map(txLeaf)), index, transactions.length);
  const tx = transactions[index]!;
  return { tx, index, size, path: [...path], ...finalHeaders(ledger, height, height) };
}
