/** A day of the market as its transactions stand in blocks: opened, closed without trades, its settlement opened. */
import { makeKeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { emptyResult } from '@veilgrid/protocol/core/books/result';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { emptyFrontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import type { Draft } from '@veilgrid/protocol/kinds';
import { signersOf } from '@veilgrid/protocol/kinds';
import { auctionIdOf, marketData, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { NO_STATUS_DIGEST, type TermsInput, termsOf } from '@veilgrid/protocol/market/terms';
import { MONEY } from '@veilgrid/protocol/params';
import type { Role } from '@veilgrid/protocol/roles';
import { encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { DEFAULT_TERMS, developmentChain, randomScalar } from '@veilgrid/services/development';

export const NOW = 1_800_000_000;
const TIMES = ['gate', 'release', 'close', 'settleFrom', 'settleEnd', 'publish'] as const;

export type MarketDay = ReturnType<typeof marketDay>;

/** In the full profile; nobody ordered. */
export function marketDay(hasher: Hasher) {
  const chain = developmentChain('bench', 'full', NOW, { ...DEFAULT_TERMS, clock: 'manual' });
  const genesis = parseGenesis(chain.genesis);
  const { profile, chainId, params, dsoDataKey } = genesis;
  /** As long as they come: half hours all have prices of their own. */
  const prices = (from: number) => Array.from({ length: params.K }, (_, k) => from + k);
  const slot = { zone: 1, tariffId: 1, day: Math.floor(NOW / 86_400) + 1 };
  const auctionId = auctionIdOf(hasher, chainId, slot);
  const shareOf = (role: 'operator' | 'regulator') =>
    makeKeyShare(hasher, { chainId, auctionId, role }, randomScalar());
  const tariff = {
    ...{ sequence: 0n, tariffId: slot.tariffId, day: slot.day, fixedPerDay: 1n },
    ...{ importPrice: prices(5000), exportPrice: prices(500), network: prices(900), discount: prices(300) },
  };
  const opening = {
    ...{ sequence: 0n, ...slot, floor: 0, tick: 1, collateral: 70_000, tiers: [1n, 2n, 3n, 4n] },
    ...Object.fromEntries(TIMES.map((name, i) => [name, BigInt(NOW + i)])),
    operatorShare: shareOf('operator'),
    regulatorShare: shareOf('regulator'),
  } as OpenAuctionBody;
  const result = emptyResult(params);
  const fixed: Omit<TermsInput, 'market' | 'result'> = {
    ...{ ...slot, auctionId, groupId: auctionId, chainId, asset: MONEY, dsoDataKey },
    orderCount: 0,
    orderRoot: frontierRoot(hasher, emptyFrontier(params.orderDepth)),
    void: false,
    statusDigest: NO_STATUS_DIGEST,
    late: false,
  };
  const terms = termsOf(profile, { ...fixed, market: marketData(opening, tariff), result });

  /** @param others who signs beside the roles of genesis */
  const encode = (draft: Draft, proofs = new Uint8Array(), others: { readonly owner?: Uint8Array } = {}) => {
    const digest = txDigest(profile, chainId, draft);
    const secrets: Partial<Record<Role, Uint8Array>> = { ...chain.secrets, ...others };
    const signatures = signersOf(draft).map((role) => signTx(role, digest, secrets[role]!));
    return encodeTx(profile, { ...draft, proofs, signatures } as Tx);
  };
  const { traded, enough, volume, p, lambdaBuy, lambdaSell } = result;
  const txs = {
    publishTariff: encode({ kind: 'publishTariff', body: tariff }),
    openAuction: encode({ kind: 'openAuction', body: opening }),
    close: encode(
      {
        kind: 'close',
        body: {
          ...{ sequence: 0n, auctionId, traded, enough: enough ? 1 : 0, volume },
          ...{ p: [...p], lambdaBuy: [...lambdaBuy], lambdaSell: [...lambdaSell] },
        },
      },
      new Uint8Array(PROOF_BYTES),
    ),
    openSettlement: encode({ kind: 'openSettlement', body: { auctionId, terms } }),
  };
  return { genesis, validatorKey: chain.validatorKey, auctionId, opening, fixed, encode, txs };
}
