import { compareStore } from '@veilgrid/node/compareStore';
import { Head } from '@veilgrid/node/store/ledgerStore';
import { HEAD, heightKey, textKey } from '@veilgrid/node/store/operations';
import type { StoredRecord } from '@veilgrid/node/store/stored';
import { filled } from './support/stores.js';

const head = { height: 2n, time: 7n, stateHash: filled(2), blockHash: filled(3) };
const finalities = new Map([1n, 2n].map((height) => [height, filled(Number(height), 40)]));
const replayed = { genesisHash: filled(1), head, state: new Map(), places: new Map(), finalities };
const records: StoredRecord[] = [
  ...[1n, 2n].flatMap((height): StoredRecord[] => [
    { database: 'blocks', key: heightKey(height), value: filled(5) },
    { database: 'finality', key: heightKey(height), value: finalities.get(height)! },
  ]),
  { database: 'meta', key: textKey('genesis'), value: filled(1) },
  { database: 'meta', key: HEAD, value: Head.serialize(head) },
];
const found = (all: readonly StoredRecord[]) => {
  try {
    compareStore(all, replayed);
  } catch (error) {
    return (error as { data: { records: string } }).data.records;
  }
  return undefined;
};

test('what the blocks make is taken', () => {
  expect(found(records)).toBeUndefined();
});

test.each(['blocks', 'finality'] as const)('a record of %s above the head is named as added', (database) => {
  const added = { database, key: heightKey(9n), value: filled(5) };
  expect(found([...records, added])).toBe(`added ${database}/9`);
});

test('where the head itself stands further on, the block after the last is lost', () => {
  const further = { database: 'meta', key: HEAD, value: Head.serialize({ ...head, height: 4n }) } as const;
  const finality = { database: 'finality', key: heightKey(4n), value: filled(5) } as const;
  expect(found([...records.slice(0, -1), further, finality])).toBe('lost blocks/3');
});
