import { verifier } from '@veilgrid/client-sdk';
import { blockHash } from '@veilgrid/protocol/core/block';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { marketData } from '@veilgrid/protocol/market/auction';
import { termsOf } from '@veilgrid/protocol/market/terms';
import { type MarketDay, NOW } from './marketDay.js';
import { figure, type Row } from './rows.js';
import { header } from './sealed.js';
import { bytesOf, sealedFacts, sizeOf } from './sealedFacts.js';
import { cpuMillisecondsOf } from './timing.js';

/** Bytes and CPU time of what a wallet checks before an order and before a settlement. */
export async function factRows(hasher: Hasher, day: MarketDay): Promise<Row[]> {
  const { genesis, auctionId, txs, fixed } = day;
  const { answerOf, factOf } = sealedFacts(day);
  const facts = {
    publishTariff: factOf(txs.publishTariff),
    openAuction: factOf(txs.openAuction),
    close: factOf(txs.close),
    openSettlement: factOf(txs.openSettlement),
  };
  /** The last header up to a time, and the one that follows: they show the note root. */
  const first = header(genesis.hash, { time: BigInt(NOW) });
  const around = answerOf([first, header(blockHash(first), { height: 2n, time: BigInt(NOW) + 60n })]);

  const beforeOrder = () => {
    verifier.verifyOpening({ genesis, hasher }, auctionId, facts);
    verifier.verifyHeadersAt(genesis, BigInt(NOW) + 1n, around);
  };
  const beforeSettlement = () => {
    const opened = verifier.verifyOpening({ genesis, hasher }, auctionId, facts);
    const { result } = verifier.verifyOutcome({ genesis }, auctionId, facts)!;
    const market = marketData(opened.terms, opened.tariff);
    const terms = termsOf(genesis.profile, { ...fixed, market, result });
    if (verifier.verifyTerms({ genesis }, auctionId, facts)?.terms !== terms) throw new Error('other terms');
  };

  const orderBytes = bytesOf(facts.publishTariff) + bytesOf(facts.openAuction);
  const headersBytes = sizeOf([...around.headers, around.finality]);
  const settleBytes = orderBytes + bytesOf(facts.close) + bytesOf(facts.openSettlement);
  return [
    figure('facts before an order, bytes', orderBytes + headersBytes, 'bytes'),
    figure('facts before an order, checks', await cpuMillisecondsOf(beforeOrder), 'ms of CPU'),
    figure('facts before a settlement, bytes', settleBytes, 'bytes'),
    figure(
      'facts before a settlement, checks and terms',
      await cpuMillisecondsOf(beforeSettlement),
      'ms of CPU',
    ),
  ];
}
