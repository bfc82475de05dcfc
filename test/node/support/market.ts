import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { emptyRoots } from '@veilgrid/protocol/core/crypto/tree';
import { keyAHash, keyBHash } from '@veilgrid/protocol/core/points';
import { encodePrice } from '@veilgrid/protocol/core/ssz';
import { auctionIdOf, makeKeyShare } from '@veilgrid/protocol/market/auction';
import { orderMemoBytes } from '@veilgrid/protocol/market/order';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { GENESIS_TIME, genesis, mint, publicKeyOf, roleKey, signedTx } from './chain.js';
import { hasher } from './ledger.js';

const { params, chainId } = genesis;
const DAY = Math.floor(GENESIS_TIME / 86_400) + 1;
const DEPOSIT = 1_000_000n;

export const GATE = BigInt(GENESIS_TIME) + 1000n;
export const auctionId = auctionIdOf(hasher, chainId, 1, 1, DAY);

const flat = (price: number) => Array<number>(params.K).fill(price);

function enrol(index: number): Tx {
  const meter = mulBase(BigInt(index) + 2n);
  return signedTx('enrolPoint', {
    sequence: BigInt(index),
    position: index,
    ownerPk: 100n + BigInt(index),
    ownerSigPk: publicKeyOf(roleKey('owner')),
    meterAx: meter.x,
    meterAy: meter.y,
    importCap: 5000,
    exportCap: 5000,
    dayImportCap: 20_000,
    dayExportCap: 20_000,
    keyAHash: keyAHash(hasher, BigInt(index) + 1n),
    keyBHash: keyBHash(hasher, BigInt(index) + 1n),
    zone: 1,
    tariffId: 1,
    dayLimit: 1000n,
  });
}

/** Role transactions up to an open auction of ten points. */
export function openDay(): Tx[] {
  const points = Array.from({ length: 10 }, (_, i) => enrol(i));
  const settleFrom = BigInt(DAY + 1) * 86_400n;
  return [
    mint(0n, 10n ** 15n),
    mint(1n, 1000n, ROLES.operator),
    mint(2n, 1000n, ROLES.regulator),
    ...points,
    signedTx('publishTariff', {
      sequence: 10n,
      tariffId: 1,
      day: DAY,
      importPrice: flat(encodePrice(300)),
      exportPrice: flat(encodePrice(100)),
      network: flat(50),
      discount: flat(20),
      fixedPerDay: 10n,
    }),
    signedTx('openAuction', {
      sequence: 0n,
      zone: 1,
      tariffId: 1,
      day: DAY,
      floor: encodePrice(0),
      tick: 1,
      collateral: encodePrice(70_000),
      tiers: [DEPOSIT],
      gate: GATE,
      release: GATE + 100n,
      close: GATE + 200n,
      settleFrom,
      settleEnd: settleFrom + 1000n,
      publish: settleFrom + 2000n,
      operatorShare: makeKeyShare(hasher, chainId, auctionId, 'operator', 11n),
      regulatorShare: makeKeyShare(hasher, chainId, auctionId, 'regulator', 13n),
    }),
  ];
}

/** An order whose proof is nonsense. */
export function order(seed: bigint): Tx {
  const ephemeral = mulBase(seed + 3n);
  const body = {
    auctionId,
    nfNote: seed + 1_000n,
    nfBid: seed + 2_000n,
    changeCm: seed + 3_000n,
    c: seed + 4_000n,
    ephemeralX: ephemeral.x,
    ephemeralY: ephemeral.y,
    ct: Array<bigint>(params.orderWords + 1).fill(seed),
    noteRoot: emptyRoots(hasher, params.noteDepth).at(-1)!,
    asset: 1n,
    deposit: DEPOSIT,
    memo: new Uint8Array(orderMemoBytes(params)),
  };
  return { kind: 'order', body, proof: new Uint8Array(256), signatures: [] };
}
