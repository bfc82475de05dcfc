import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { events } from '@veilgrid/client-sdk';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { mintNote, openSums, publish, RELEASE_DELAY } from '@veilgrid/services';
import { startTestChain, type TestChain } from '../services/support/chain.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from '../services/support/market.js';
import { slotOf } from '../state/support/slot.js';

const HOUSES = 10;
const DAYS = 30;
/** Caches are warm by then. */
const WARM = 5;
/** From one traded day to the next: the one before is published, the next gate is still to come. */
const APART = 4;
const MEGABYTE = 2 ** 20;
/** Most megabytes that may come from the fifth day to the last. Wallets and services keep something of every day. */
const GROWTH = { heapAndBuffers: 48, rss: 200 };

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function memory() {
  collectGarbage();
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const megabytes = (bytes: number) => Math.round((bytes / MEGABYTE) * 10) / 10;
  return { rss: megabytes(rss), heapAndBuffers: megabytes(heapUsed + external) };
}

const cellsOf = (i: number, day: number): Cell[] =>
  Array.from({ length: 4 }, (_, k) =>
    i % 3 === 0
      ? { side: SELL, level: 700 + 40 * i + k, qty: 900 + 10 * i + day }
      : { side: BUY, level: 2600 - 30 * i, qty: 500 + 7 * i * (k + 1) + day },
  );

const readingsOf = (i: number, day: number): Reading[] =>
  Array.from({ length: 4 }, (_, k) => ({
    imported: 400 + 31 * i + 5 * k + day,
    exported: i % 3 === 0 ? 800 + i : 0,
  }));

/** A whole day of every role and household over HTTP, published to the Wh. */
async function playDay(chain: TestChain, parties: Parties, homes: readonly Household[], n: number) {
  const slot = slotOf(APART * n);
  const { day, times } = slot;
  await publishTariff(parties, slot.days);
  const auctionId = await parties.operator.openAuction(
    { ...TERMS, day, ...times },
    { share: (id) => parties.regulator.share(id), coSigner: parties.regulator.coSigner },
    parties.supplier,
  );
  for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, cellsOf(i, n));
  await moveTo(chain, times.gate + RELEASE_DELAY);
  await parties.regulator.release(auctionId);
  await parties.operator.clear(auctionId);
  await moveTo(chain, times.settleFrom);
  for (const [i, { meter, wallet }] of homes.entries()) {
    await wallet.market.settle(auctionId, meter.signDay(chain.genesis.chainId, i, day, readingsOf(i, n)));
  }
  await moveTo(chain, times.settleEnd);
  await openSums([parties.a, parties.b], auctionId);
  await moveTo(chain, times.publish);
  await publish(chain.api, chain.genesis.profile, auctionId);
  await parties.operator.forget(auctionId);
  const { nets } = await chain.api.aggregate({ params: { auctionId } });
  const metered = homes.map((_, i) => readingsOf(i, n)[0]!).map((r) => BigInt(r.imported - r.exported));
  // Four export: the net alone.
  expect(nets[0]).toBe(metered.reduce((a, b) => a + b, 0n));
}

test(`${DAYS} days in one process: ledger on disk, interface, event stream, services and wallets stay flat`, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'veilgrid-soak-'));
  const chain = await startTestChain((origin) => openLmdb(ledgerFolders(dir), origin));
  const leaving = new AbortController();
  let blocks = 0n;
  const watching = (async () => {
    for await (const event of events(chain.url, { from: 1, signal: leaving.signal })) {
      if (event.type === 'block') blocks++;
    }
  })();
  try {
    const parties = partiesOf(chain);
    const homes = Array.from({ length: HOUSES }, (_, i) => household(chain, `home ${i}`));
    await fundRoles(chain);
    for (const [i, home] of homes.entries()) {
      await enrol(chain, parties, home, i);
      // One note that pays the deposit of every day.
      await mintNote(chain.signers.issuer, await home.wallet.mintSlip(10n ** 12n));
    }
    await untilNotesAreReady(chain);
    const figures: Record<number, ReturnType<typeof memory>> = {};
    for (let n = 0; n < DAYS; n++) {
      await playDay(chain, parties, homes, n);
      expect((await fetch(`${chain.url}/metrics`)).status).toBe(200);
      if ((n + 1) % WARM === 0) figures[n + 1] = memory();
    }
    const { height } = await chain.api.status({});
    while (blocks < height) await new Promise((next) => setTimeout(next, 20));
    process.stdout.write(`${JSON.stringify({ blocks: Number(height), megabytesAfterDay: figures })}\n`);
    expect(figures[DAYS]!.heapAndBuffers - figures[WARM]!.heapAndBuffers).toBeLessThan(GROWTH.heapAndBuffers);
    // The process keeps what the collector has not given back yet: a leak would raise the least of the later figures, too.
    const later = Object.entries(figures).flatMap(([day, { rss }]) => (Number(day) > DAYS / 2 ? [rss] : []));
    expect(Math.min(...later) - figures[WARM]!.rss).toBeLessThan(GROWTH.rss);
  } finally {
    leaving.abort();
    await watching;
    await chain.close();
    rmSync(dir, { recursive: true });
  }
}, 1_800_000);
