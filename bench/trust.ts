/** Measures what a wallet takes and does before it believes a node. See USAGE. */
import { verifier } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash, txLeaf } from '@veilgrid/protocol/core/block';
import { merkleProof, merkleRoot, subtreesOf } from '@veilgrid/protocol/core/crypto/merkle';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import type { Fact } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { Draft } from '@veilgrid/protocol/kinds';
import { signersOf } from '@veilgrid/protocol/kinds';
import { auctionIdOf, makeKeyShare } from '@veilgrid/protocol/market/auction';
import { emptyResult } from '@veilgrid/protocol/market/clearing';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { DEFAULT_TERMS, developmentChain, randomScalar } from '@veilgrid/services/development';
import { createHasher } from '@veilgrid/wasm-core';
import { usageOf, wantsJson } from './options.js';
import { figure, print } from './rows.js';

const USAGE = usageOf(
  'trust',
  `Bytes and CPU time of the facts that a wallet checks before an order and before a settlement, in the full profile,
each transaction one of 1,024 in its block. No pairing is computed.`,
);

const REPEAT = 50;
const BLOCK_TXS = 1024;
const NOW = 1_800_000_000;

const json = wantsJson(USAGE);
const hasher = await createHasher();
const chain = developmentChain('bench', 'full', NOW, { ...DEFAULT_TERMS, clock: 'manual' });
const genesis = parseGenesis(chain.genesis);
const { profile, chainId, params } = genesis;

/** As long as they come: half hours all have prices of their own. */
const prices = (from: number) => Array.from({ length: params.K }, (_, k) => from + k);
const slot = { zone: 1, tariffId: 1, day: Math.floor(NOW / 86_400) + 1 };
const auctionId = auctionIdOf(hasher, chainId, slot);
const shareOf = (role: 'operator' | 'regulator') =>
  makeKeyShare(hasher, { chainId, auctionId, role }, randomScalar());
const times = Object.fromEntries(
  ['gate', 'release', 'close', 'settleFrom', 'settleEnd', 'publish'].map((name, i) => [
    name,
    BigInt(NOW + i),
  ]),
) as Record<'gate' | 'release' | 'close' | 'settleFrom' | 'settleEnd' | 'publish', bigint>;

const tariff = factOf({
  kind: 'publishTariff',
  body: {
    ...{ sequence: 0n, tariffId: slot.tariffId, day: slot.day, fixedPerDay: 1n },
    ...{ importPrice: prices(5000), exportPrice: prices(500), network: prices(900), discount: prices(300) },
  },
});
const opening = factOf({
  kind: 'openAuction',
  body: {
    ...{ sequence: 0n, ...slot, ...times, floor: 0, tick: 1, collateral: 70_000 },
    tiers: [1n, 2n, 3n, 4n],
    operatorShare: shareOf('operator'),
    regulatorShare: shareOf('regulator'),
  },
});
const { traded, enough, volume, p, lambdaBuy, lambdaSell } = emptyResult(params);
const close = factOf({
  kind: 'close',
  body: {
    ...{ sequence: 0n, auctionId, traded, enough: enough ? 1 : 0, volume },
    ...{ p: [...p], lambdaBuy: [...lambdaBuy], lambdaSell: [...lambdaSell] },
  },
});

/** The last header up to a time, and the one that follows: they show the note root. */
const first = header(new Uint8Array(32), { height: 2n, time: BigInt(NOW) });
const around = answerOf([first, header(blockHash(first), { height: 3n, time: BigInt(NOW) + 60n })]);

const facts = { publishTariff: tariff, openAuction: opening, close };
const beforeOrder = () => {
  verifier.verifyOpening({ genesis, hasher }, auctionId, facts);
  verifier.verifyHeadersAt(genesis, BigInt(NOW) + 1n, around);
};
const beforeSettlement = () => {
  verifier.verifyOpening({ genesis, hasher }, auctionId, facts);
  verifier.verifyOutcome({ genesis }, auctionId, facts);
};

const headersBytes = sizeOf([...around.headers, around.finality]);
print(
  [
    figure('facts before an order, bytes', bytesOf(tariff) + bytesOf(opening) + headersBytes, 'bytes'),
    figure('facts before an order, checks', cpuOf(beforeOrder), 'ms'),
    figure('facts before a settlement, bytes', bytesOf(tariff) + bytesOf(opening) + bytesOf(close), 'bytes'),
    figure('facts before a settlement, checks', cpuOf(beforeSettlement), 'ms'),
  ],
  json,
);

function header(prevHash: Uint8Array, change: Partial<BlockHeader>): BlockHeader {
  const zero = new Uint8Array(32);
  return {
    ...{
      height: 2n,
      time: BigInt(NOW),
      prevHash,
      txRoot: zero,
      noteRoot: 0n,
      logRoot: zero,
      stateHash: zero,
    },
    ...change,
  };
}

function answerOf(headers: readonly BlockHeader[]) {
  const finality = Finality.serialize(signFinality(blockHash(headers.at(-1)!), chain.validatorKey));
  return { headers: headers.map((each) => BlockHeader.serialize(each)), finality };
}

function factOf(draft: Draft): Fact {
  const digest = txDigest(profile, chainId, draft);
  const signatures = signersOf(draft).map((role) =>
    signTx(role, digest, chain.secrets[role as AuthorityRole]),
  );
  const proof = new Uint8Array(draft.kind === 'close' ? PROOF_BYTES : 0);
  const tx = encodeTx(profile, { ...draft, proof, signatures } as Tx);
  const leaves = [tx, ...Array.from({ length: BLOCK_TXS - 1 }, (_, i) => Uint8Array.of(i, i >> 8))].map(
    txLeaf,
  );
  const { path } = merkleProof(subtreesOf(leaves), 0, BLOCK_TXS);
  const answer = answerOf([header(new Uint8Array(32), { txRoot: merkleRoot(leaves) })]);
  return { tx, index: 0, size: BLOCK_TXS, path: [...path], ...answer };
}

function bytesOf({ tx, path, headers, finality }: Fact): number {
  return sizeOf([tx, ...path, ...headers, finality]);
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Milliseconds of CPU time, the mean of many. */
function cpuOf(work: () => void): number {
  work();
  const before = process.cpuUsage();
  for (let i = 0; i < REPEAT; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / REPEAT;
}
