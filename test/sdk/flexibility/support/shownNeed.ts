/** A need as a node shows it, of transactions in made-up final blocks: no node, but one that answers as it likes. */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { NeedEntry } from '@veilgrid/client-sdk';
import { leafTree } from '@veilgrid/client-sdk/core/leaves';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { fold } from '@veilgrid/protocol/core/lists';
import { fail } from '@veilgrid/protocol/errors';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { needIdOf, stepCommitments } from '@veilgrid/protocol/flexibility/need';
import { needResult } from '@veilgrid/protocol/flexibility/outcome';
import { TERMS_DAYS } from '@veilgrid/protocol/flexibility/terms';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import { OrderCommitments } from '@veilgrid/protocol/market/order';
import { NO_MARGIN } from '@veilgrid/protocol/params';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { LISTED, NEED_DAY } from '../../../state/support/flexibility/flexWorld.js';
import { AREA, needBody, needSecrets, openingOf } from '../../../state/support/flexibility/terms.js';
import { GENESIS, PARAMS, SIGNERS, secretOf } from '../../../state/support/genesis.js';
import { hasher } from '../../../state/support/hasher.js';
import { daily, K } from '../../../state/support/profile.js';
import { DAY } from '../../../state/support/slot.js';
import { madeFact, madeLogFact } from '../../support/facts.js';

/** @param signer in place of the roles that must sign */
export const factOf = <K extends Kind>(kind: K, body: Bodies[K], time: bigint, signer?: AuthorityRole) =>
  madeFact(kind, body, { time, ...(signer && { secretOf: () => secretOf(SIGNERS[signer]) }) });
export const logFactOf = (name: string, body: Uint8Array, time: bigint) => madeLogFact(name, body, { time });

export const OPENED = openingOf(NEED_DAY);
export const LIST = [...LISTED].reverse().map((days) => DAY + days);
export const CALLED = 2n;
/** Eleven offers. */
const OFFERS = Array.from({ length: 11 }, (_, i) => 1_000n + BigInt(i));

/** Changes of the register before the day's first need. */
export const REGISTER = [1, 2, 3].map((position) => ({ position, leaf: BigInt(700 + position) }));

/** Everything that a node says of a need which was cleared, and called in its second half hour. */
export function shownNeed(change: Parameters<typeof needBody>[1] = {}) {
  const fields = needBody(NEED_DAY, change);
  const body = { sequence: 4n, ...fields };
  const needId = needIdOf(hasher, GENESIS.chainId, body);
  const commitments = [...stepCommitments(hasher, needId, body.steps), ...OFFERS];
  const closed = {
    ...{ sequence: 6n, auctionId: needId, traded: 2n ** BigInt(K) - 1n, enough: 1, volume: 0n },
    p: daily(100),
    lambdaBuy: daily(NO_MARGIN),
    lambdaSell: daily(NO_MARGIN),
  };
  const ended = { ...closed, enough: true };
  const { traded, p, lambda, bought } = needResult(body, ended, OFFERS.length);
  const released = {
    count: commitments.length,
    fold: commitments.reduce((f, c) => fold(hasher, f, c), needId),
  };
  const scalar = needSecrets(body).regulatorSecret;
  const facts = {
    publishArea: factOf('publishArea', { sequence: 3n, ...AREA }, OPENED),
    openNeed: factOf('openNeed', body, OPENED),
    releaseShare: factOf(
      'releaseShare',
      { sequence: 1n, auctionId: needId, scalar, ...released },
      OPENED + 700n,
    ),
    close: factOf('close', closed, OPENED + 1_300n),
    calls: [factOf('callNeed', { sequence: 5n, needId, bits: CALLED }, OPENED + 1_400n)],
  };
  const days = [...LIST, ...Array(TERMS_DAYS - LIST.length).fill(0)];
  const list = { needId, n: LIST.length, days, auctions: [] };
  const { name, body: type } = FLEXIBILITY_LOG.baseline;
  const { dayFlex: pinned } = FLEXIBILITY_LOG;
  const register = { root: leafTree(hasher, PARAMS.pointDepth, REGISTER).root, changes: REGISTER.length };
  const pin = pinned.body.serialize({ day: body.day, ...register });
  const entries = new Map([
    [`${name} ${hexOf(type.serialize(list), 32)}`, logFactOf(name, type.serialize(list), OPENED)],
    [`${pinned.name} ${hexOf(pin, pinned.keyBytes)}`, logFactOf(pinned.name, pin, OPENED)],
  ]);
  const { operatorShare, regulatorShare, ...terms } = fields;
  const maskSum = { batch: 0, state: 0n, final: false };
  const entry: NeedEntry = {
    ...terms,
    needId,
    phase: 'cleared',
    refs: [...terms.refs],
    operatorShare: { x: operatorShare.x, y: operatorShare.y },
    regulatorShare: { x: regulatorShare.x, y: regulatorShare.y },
    flexRoot: register.root,
    flexChanges: register.changes,
    auctions: [],
    days: LIST,
    offers: commitments.length,
    offerRoot: new Tree8(hasher, PARAMS.orderDepth, commitments).root,
    ...{ lock: 0n, deposits: 0n, forfeit: 0n, share: 0n, clearBatch: 0, clearState: 0n },
    result: { traded, p: [...p], lambda: [...lambda], bought: [...bought] },
    called: CALLED,
    counted: CALLED,
    ...{ settlements: 0, deliveries: [], late: { count: 0, paid: 0n }, held: 0n, mergedSet: [] },
    maskSums: { A: maskSum, B: maskSum },
  };
  return { needId, body, entry, facts, commitments, entries, closed };
}

export type Shown = ReturnType<typeof shownNeed>;

const hexOf = (bytes: Uint8Array, length: number) => bytesToHex(bytes.subarray(0, length));

/** A node that answers so. */
export function nodeOf({ entry, facts, commitments, entries }: Omit<Shown, 'body' | 'closed' | 'needId'>) {
  const logFact: Api['logFact'] = async ({ params: { name, key } }) => {
    const fact = entries.get(`${name} ${key}`);
    if (!fact) throw fail('NOT_FOUND', { field: 'key' });
    return fact;
  };
  const api = {
    need: async () => entry,
    needFacts: async () => facts,
    offerCommitments: async () => ({
      total: commitments.length,
      commitments: OrderCommitments.serialize([...commitments]),
    }),
    logFact,
  } as unknown as Api;
  return { genesis: GENESIS, hasher, api };
}
