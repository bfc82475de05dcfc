/** What a publication shows: no sum by which operator and DSO could find the order of who did not settle. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG } from '@veilgrid/protocol/log';

test('money of a set is its refunds, network charges, shortfalls and deposits, and nothing of its trades', () => {
  const { body } = LOG.aggregate;
  const money = { refund: 1n, network: 2n, shortfall: 3n, deposit: 4n };
  const entry = { auctionId: 5n, auctions: [6n], members: 7, ...money };
  expect(body.deserialize(body.serialize(entry))).toEqual(entry);
});

test('energy of a set is its words, shown as its counts say', () => {
  const { body } = LOG.sum;
  const words = { both: 1, net: 2, imports: [3n], exports: [4n], nets: [5n] };
  const entry = { group: 6n, auctions: [7n], members: 8, counts: [9], words };
  expect(body.deserialize(body.serialize(entry))).toEqual(entry);
});

test.each(['protocol', 'node', 'client-sdk', 'services', 'cli', 'docs/protocol'])(
  'nothing of %s speaks of a net of trades',
  (room) => {
    const sources = readdirSync(room, { recursive: true })
      .map(String)
      .filter((file) => /\.(ts|md)$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file));
    expect(sources.length).toBeGreaterThan(0);
    const speaking = sources.filter((file) =>
      /tradeNet|trade net/i.test(readFileSync(join(room, file), 'utf8')),
    );
    expect(speaking).toEqual([]);
  },
);
