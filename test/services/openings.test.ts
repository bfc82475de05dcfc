/** What regulator and supplier look at before they sign the opening of an auction. */
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { PRODUCTION_WINDOWS } from '@veilgrid/protocol/core/windows';
import type { Draft } from '@veilgrid/protocol/kinds';
import { auctionIdOf, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { ROLES } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import {
  Follower,
  memoryFollowerStore,
  memorySecrets,
  ORDER_WATCH,
  Regulator,
  RoleSigner,
  Supplier,
} from '@veilgrid/services';
import { consensusJson, genesisJson, SIGNERS, secretOf } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { TARIFF, ZONE } from '../state/support/party.js';
import { share, TERMS } from '../state/support/terms.js';

const HOUR = 3_600;

/** Both roles on a chain with production's windows. */
function rolesOf(clock: 'block' | 'manual') {
  const genesis = parseGenesis(
    genesisJson({ consensus: consensusJson({ clock }), windows: PRODUCTION_WINDOWS }),
  );
  const signer = (role: 'regulator' | 'supplier') =>
    new RoleSigner(role, secretOf(SIGNERS[role]), genesis, {} as Api);
  const regulator = new Regulator({
    genesis,
    hasher,
    signer: signer('regulator'),
    secrets: memorySecrets(),
    follower: new Follower({ genesis, hasher, api: {} as Api, store: memoryFollowerStore() }, ORDER_WATCH),
  });
  return {
    genesis,
    regulator,
    supplier: new Supplier({ genesis, hasher, api: {} as Api, signer: signer('supplier') }),
  };
}

type Roles = ReturnType<typeof rolesOf>;

/** The opening that leaves everybody as long as it must. */
async function opening({ genesis, regulator }: Roles, day: number): Promise<OpenAuctionBody> {
  const slot = { zone: ZONE, tariffId: TARIFF, day };
  const id = auctionIdOf(hasher, genesis.chainId, slot);
  const at = (hours: number) => BigInt(day * SECONDS_PER_DAY + hours * HOUR);
  return {
    ...TERMS,
    ...slot,
    sequence: 0n,
    gate: at(-1),
    release: at(-0.5),
    close: at(0),
    settleFrom: at(25),
    settleEnd: at(49),
    publish: at(50),
    operatorShare: share('operator', id, 5n, genesis.chainId),
    regulatorShare: await regulator.share(id),
  };
}

const today = () => Math.floor(Date.now() / 1000 / SECONDS_PER_DAY);
const invalid = (field: string) =>
  expect.objectContaining({ code: 'AUCTION_TIMES_INVALID', data: expect.objectContaining({ field }) });

async function bothRefuse(
  { regulator, supplier }: Roles,
  body: OpenAuctionBody,
  field: string,
): Promise<void> {
  const draft: Draft = { kind: 'openAuction', body };
  await expect(regulator.coSigner(draft)).rejects.toEqual(invalid(field));
  for (const sign of [supplier.sign, supplier.coSigner('openAuction')]) {
    await expect(sign(draft)).rejects.toEqual(invalid(field));
  }
}

async function bothSign({ regulator, supplier }: Roles, body: OpenAuctionBody): Promise<void> {
  const draft: Draft = { kind: 'openAuction', body };
  expect((await regulator.coSigner(draft)).role).toBe(ROLES.regulator);
  const signed = await Promise.all([supplier.sign(draft), supplier.coSigner('openAuction')(draft)]);
  expect(signed).toMatchObject(Array(2).fill({ role: ROLES.supplier }));
}

test('neither signs one that is a second short of the windows of genesis', async () => {
  const roles = rolesOf('manual');
  const body = await opening(roles, 20_000);
  await bothSign(roles, body);
  await bothRefuse(roles, { ...body, release: body.release - 1n }, 'release');
  await bothRefuse(roles, { ...body, close: body.close + 1n }, 'close');
  await bothRefuse(roles, { ...body, settleFrom: body.settleFrom - 1n }, 'settleFrom');
  // One second to settle: who misses it leaves its deposit.
  await bothRefuse(roles, { ...body, settleEnd: body.settleFrom + 1n }, 'settleEnd');
  await bothRefuse(roles, { ...body, publish: body.publish - 1n }, 'publish');
});

test('each looks at its own clock, where the chain has one', async () => {
  const roles = rolesOf('block');
  await bothSign(roles, await opening(roles, today() + 2));
  await bothRefuse(roles, await opening(roles, today()), 'gate');
  await bothRefuse(roles, await opening(roles, today() + 4), 'day');
});

test('the supplier signs other kinds as it is asked', async () => {
  const { supplier } = rolesOf('manual');
  const draft: Draft = { kind: 'revokePoint', body: { sequence: 0n, position: 3 } };
  expect(await supplier.sign(draft)).toMatchObject({ role: ROLES.supplier });
  expect(await supplier.coSigner('revokePoint')(draft)).toMatchObject({ role: ROLES.supplier });
  await expect(supplier.coSigner('openAuction')(draft)).rejects.toThrow('SIGNATURE_UNEXPECTED');
});
