import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { entropyOf, sealKeystore } from '@veilgrid/client-sdk';
import { type RunningNode, startNode } from '@veilgrid/node';
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { Machines, refused } from './support/machines.js';
import { veilgrid } from './support/veilgrid.js';

/** Ten connection points of one wallet: what an auction's deposit tiers ask for. */
const POINTS = 10;
const machines = new Machines('organisations');
const { at, on, done } = machines;
const DAY = ['--day', '2013-06-13'];
const CAPS = ['--import-cap', '110400', '--export-cap', '22080', '--day-limit', '10'];
let node: RunningNode;

beforeAll(async () => {
  process.env.VEILGRID_PASSPHRASE = 'eleven plain words';
  await veilgrid('init', '--small', '--clock', 'manual', '--time', '2013-06-12T12:00Z', '--data', at('town'));
  node = await startNode({
    genesis: JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')),
    validatorKey: Buffer.from(readFileSync(at('town', 'validator.key'), 'utf8').trim(), 'hex'),
  });
  process.env.VEILGRID_URL = node.url;
  // Every organisation on a machine of its own, with nothing but its own folder.
  for (const role of ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer']) {
    cpSync(at('town', 'roles', role), at(role, 'roles', role), { recursive: true });
  }
});
afterAll(async () => {
  delete process.env.VEILGRID_PASSPHRASE;
  delete process.env.VEILGRID_URL;
  await node.close();
  machines.remove();
});

const time = (to: string) => done('anybody', 'node', 'time', '--admin-token', node.adminToken, '--to', to);

test('the first chain met is trusted aloud and kept; another one is refused, and so is a wrong hash', async () => {
  const wrong = await on('issuer', 'auction', 'list', '--genesis-hash', '0'.repeat(64));
  expect(wrong).toEqual(refused('GENESIS_INVALID field=genesis-hash'));
  expect(existsSync(at('issuer', 'genesis.json'))).toBe(false);
  const first = await on('issuer', 'auction', 'list');
  expect(first.stderr).toContain('Trusting the chain of');
  expect((await on('issuer', 'auction', 'list')).stderr).toBe('');
  await veilgrid('init', '--small', '--data', at('elsewhere'));
  expect(await on('elsewhere', 'auction', 'list')).toEqual(refused('GENESIS_INVALID field=url'));
});

test('a wallet is made, shows no secret unless asked, and comes back from its words', async () => {
  const { words, address } = await done('home', 'wallet', 'new');
  expect(words.split(' ')).toHaveLength(24);
  const shown = await veilgrid('wallet', 'show', '--data', at('home'));
  expect(shown.stdout).toContain(address);
  expect(shown.stdout).not.toContain(`${words.split(' ')[0]} ${words.split(' ')[1]}`);
  expect((await veilgrid('wallet', 'show', '--words', '--data', at('home'))).stdout).toContain(words);
  expect((await veilgrid('wallet', 'new', '--data', at('home'))).stderr).toContain('KEYSTORE_EXISTS');
  process.env.VEILGRID_PASSPHRASE = 'another one';
  const locked = await veilgrid('wallet', 'address', '--data', at('home'));
  process.env.VEILGRID_PASSPHRASE = 'eleven plain words';
  expect(locked).toEqual(refused('KEYSTORE_PASSWORD'));
  delete process.env.VEILGRID_PASSPHRASE;
  const asked = await veilgrid('wallet', 'address', '--data', at('home'));
  process.env.VEILGRID_PASSPHRASE = 'eleven plain words';
  expect(asked).toEqual(refused('PASSPHRASE_MISSING field=passphrase'));
  // The same wallet with a key derivation a hundred times cheaper: it is opened thirty times below.
  const cheap = await sealKeystore(entropyOf(words), 'eleven plain words', 2 ** 10);
  writeFileSync(at('home', 'wallet.json'), JSON.stringify(cheap));
});

test('money is minted by the issuer alone, and a balance is found by the wallet', async () => {
  const slip = ['--slip', at('slip.json')];
  const written = await done('home', 'slip', '--amount', '12.5', '--out', at('slip.json'));
  // What came in differs from what the slip says.
  const less = await on('issuer', 'mint', ...slip, '--amount', '12.4');
  expect(less).toEqual(refused('VALUE_OUT_OF_RANGE field=amount'));
  const { slip: reference } = await done('issuer', 'mint', ...slip, '--amount', '12.5');
  expect(reference).toBe(written.reference);
  expect(await on('issuer', 'mint', ...slip, '--amount', '12.5')).toEqual(refused('COMMITMENT_EXISTS'));
  expect(await done('home', 'wallet', 'balance')).toEqual({
    balance: '1250000000',
    notes: ['1250000000'],
    waiting: 1,
    readyBy: String(Date.parse('2013-06-12T12:10Z') / 1000),
  });
  for (const role of ['supplier', 'operator', 'regulator']) {
    await done('issuer', 'mint', '--account', role, '--amount', '10000');
  }
  expect(await on('dso', 'mint', ...slip, '--amount', '12.5')).toEqual(refused('NOT_FOUND field=key'));
  // The key of another role in the issuer's place is not the one of genesis.
  cpSync(at('dso', 'roles', 'dso'), at('thief', 'roles', 'issuer'), { recursive: true });
  const stolen = await on('thief', 'mint', ...slip, '--amount', '12.5');
  expect(stolen).toEqual(refused('GENESIS_INVALID field=roles.issuer.publicKey'));
  await done('supplier', 'redeem', '--role', 'supplier', '--amount', '1', '--reference', 'June');
  const poor = await on('dso', 'redeem', '--role', 'dso', '--amount', '1', '--reference', 'June');
  expect(poor).toEqual(refused('BALANCE_TOO_LOW'));
});

test('a point is enrolled by four organisations, none of which has the keys of another', async () => {
  await veilgrid('meter', 'new', '--out', at('meter0'));
  const request = at('enrol.json');
  const enrol = ['point', 'enrol', '--meter', at('meter0.pub'), ...CAPS];
  expect(await on('home', ...enrol)).toEqual(refused('SIGNATURE_MISSING field=signatures role=dso'));
  const made = await done('home', ...enrol, '--out', request);
  expect(made.missing).toEqual(['dso', 'supplier', 'statistician']);
  expect(await on('home', ...enrol, '--out', request)).toEqual(refused('FILE_EXISTS field=out'));

  const sign = (role: string, ...more: string[]) =>
    on(role, 'point', 'sign', '--role', role, request, ...more);
  expect(await sign('dso')).toEqual(refused('SECRET_MISSING field=kA'));
  expect(await sign('dso', '--aggregation-key', `${request}.kB`)).toEqual(
    refused('AGGREGATION_KEY_MISMATCH field=kA'),
  );
  expect(await sign('statistician', '--aggregation-key', `${request}.kA`)).toEqual(
    refused('AGGREGATION_KEY_MISMATCH field=kB'),
  );
  expect(await sign('supplier', '--aggregation-key', `${request}.kA`)).toEqual(
    refused('SIGNATURE_UNEXPECTED field=aggregation-key'),
  );
  expect(await sign('operator')).toEqual(refused('SIGNATURE_UNEXPECTED'));
  expect(await on('supplier', 'point', 'submit', request)).toEqual(
    refused('SIGNATURE_MISSING field=signatures role=dso'),
  );
  expect((await sign('dso', '--aggregation-key', `${request}.kA`)).code).toBe(0);
  expect((await sign('statistician', '--aggregation-key', `${request}.kB`)).code).toBe(0);
  const last = await sign('supplier');
  expect(JSON.parse(last.stdout).missing).toEqual([]);
  expect(last.stderr).toContain('Signing enrolPoint {');
  const { transaction } = await done('anybody', 'point', 'submit', request);
  // Whoever did not hear the answer submits again, and nothing happens twice.
  expect(await done('anybody', 'point', 'submit', request)).toEqual({ transaction });
  expect((await done('anybody', 'point', 'list')).points).toHaveLength(1);
});

test('a request that was tampered with, or is for something else, is refused', async () => {
  const request = JSON.parse(readFileSync(at('enrol.json'), 'utf8'));
  const tampered: [string, unknown, string][] = [
    ['body', { ...request, body: request.body.replace(/^../, 'ff') }, 'SIGNATURE_INVALID field=signatures'],
    ['cut', { ...request, body: request.body.slice(2) }, 'MALFORMED field=request.body'],
    ['kind', { ...request, kind: 'transfer' }, 'MALFORMED field=request.kind'],
    ['chain', { ...request, genesisHash: '0'.repeat(64) }, 'GENESIS_INVALID field=request.genesisHash'],
    [
      'role',
      { ...request, signatures: [{ ...request.signatures[0], role: 'issuer' }] },
      'SIGNATURE_UNEXPECTED',
    ],
    ['extra', { ...request, note: 1 }, 'MALFORMED field=request'],
  ];
  for (const [name, json, message] of tampered) {
    writeFileSync(at(`${name}.json`), JSON.stringify(json));
    const args = ['point', 'sign', '--role', 'supplier', at(`${name}.json`)];
    expect([name, await on('supplier', ...args)]).toEqual([name, refused(message)]);
  }
  const other = await on('supplier', 'auction', 'submit', at('enrol.json'));
  expect(other).toEqual(refused('SIGNATURE_UNEXPECTED field=request.kind'));
});

test('an auction needs a tariff, points for its tiers, and three organisations', async () => {
  // The other points on one machine, where the folder of all roles is.
  copyFileSync(at('home', 'wallet.json'), at('town', 'wallet.json'));
  cpSync(at('dso', 'roles', 'dso'), at('town', 'roles', 'dso'), { recursive: true });
  cpSync(at('statistician', 'roles', 'statistician'), at('town', 'roles', 'statistician'), {
    recursive: true,
  });
  for (let i = 1; i < POINTS; i++) {
    await veilgrid('meter', 'new', '--out', at(`meter${i}`));
    const { position } = await done('town', 'point', 'enrol', '--meter', at(`meter${i}.pub`), ...CAPS);
    expect(position).toBe(i);
  }
  const share = at('share.json');
  await done('regulator', 'auction', 'share', ...DAY, '--out', share);
  const open = [
    'auction',
    'open',
    ...DAY,
    '--tiers',
    '15,30',
    '--regulator-share',
    share,
    '--out',
    at('open.json'),
  ];
  expect(await on('operator', ...open)).toEqual(refused('TARIFF_UNKNOWN field=tariffId'));
  const short = at('short.csv');
  writeFileSync(short, 'period,import_price,export_price,network,discount\n0,9760,4640,2000,800\n');
  const publish = ['tariff', 'publish', ...DAY, '--csv'];
  expect(await on('dso', ...publish, short)).toEqual(refused('PERIOD_MISSING'));
  await done('dso', ...publish, 'docs/examples/tariff-small.csv', '--fixed-per-day', '0.20');
  expect((await done('home', 'tariff', 'show', ...DAY)).importPrice).toEqual([9760, 9760, 19000, 28240]);

  const { missing, auctionId } = await done('operator', ...open);
  expect(missing).toEqual(['regulator', 'supplier']);
  expect((await on('supplier', 'auction', 'sign', '--role', 'supplier', at('open.json'))).code).toBe(0);
  expect((await on('regulator', 'auction', 'sign', '--role', 'regulator', at('open.json'))).code).toBe(0);
  await done('anybody', 'auction', 'submit', at('open.json'));
  const entry = await done('home', 'auction', 'status', ...DAY);
  expect([entry.auctionId, entry.phase, entry.collateral]).toEqual([auctionId, 'open', 65_535]);
  expect((await done('home', 'auction', 'list')).auctions).toHaveLength(1);
  // What only the operator's and regulator's own folders hold opens the orders later.
  expect(readFileSync(at('operator', 'roles', 'operator', 'secrets.json'), 'utf8')).toContain(
    'share:operator:',
  );
  expect(readFileSync(at('regulator', 'roles', 'regulator', 'secrets.json'), 'utf8')).toContain(
    'share:regulator:',
  );
});

test('orders are read strictly, and nobody opens an auction before its time', async () => {
  const order = ['order', 'submit', ...DAY, '--position', '3'];
  const csv = (text: string) => {
    writeFileSync(at('order.csv'), text);
    return on('home', ...order, '--csv', at('order.csv'));
  };
  const header = 'period,side,limit_price,qty_wh\n';
  expect(await csv('period,side,price\n')).toEqual(refused('CSV_HEADER_WRONG'));
  expect(await csv(`${header}4,buy,9000,1\n`)).toEqual(refused('CSV_VALUE_INVALID'));
  expect(await csv(`${header}0,hold,9000,1\n`)).toEqual(refused('CSV_VALUE_INVALID'));
  expect(await csv(`${header}0,buy,70000,1\n`)).toEqual(refused('CSV_VALUE_INVALID'));
  expect(await csv(`${header}0,buy,9000,1.5\n`)).toEqual(refused('CSV_VALUE_INVALID'));
  expect(await csv(`${header}0,buy,9000,1\n0,buy,9000,1\n`)).toEqual(refused('PERIOD_DUPLICATE'));
  expect(await csv(`${header}0,buy,9000,110401\n`)).toEqual(refused('VALUE_OUT_OF_RANGE field=cells.0.qty'));
  expect(await csv(`${header}0,buy,9000,1000\n`)).toEqual(refused('NO_NOTE_LARGE_ENOUGH'));
  expect(await on('home', 'order', 'submit', ...DAY, '--idle')).toEqual(
    refused('POSITION_EMPTY field=position'),
  );
  expect(await on('home', 'order', 'show', ...DAY, '--position', '3')).toEqual(
    refused('ORDER_NOT_FOUND field=auction'),
  );
  expect(await on('home', 'bill', ...DAY, '--position', '3')).toEqual(
    refused('ORDER_NOT_FOUND field=auction'),
  );
  expect(await on('regulator', 'auction', 'release', ...DAY)).toEqual(refused('RELEASE_EARLY gate='));
  expect(await on('operator', 'auction', 'clear', ...DAY)).toEqual(refused('SHARE_NOT_RELEASED'));
  expect(await on('operator', 'auction', 'forget', ...DAY)).toEqual(refused('PHASE_WRONG'));
  expect(await on('anybody', 'auction', 'void', ...DAY)).toEqual(refused('NOT_VOIDABLE'));
  expect(await on('dso', 'masksum', '--role', 'A', ...DAY)).toEqual(
    refused('SET_UNVERIFIED field=settleEnd'),
  );
  expect((await on('anybody', 'aggregate', 'publish', ...DAY)).code).toBe(1);
  expect(await on('anybody', 'aggregate', 'show', ...DAY)).toEqual(refused('NOT_FOUND'));
});

test('signed readings are read strictly', async () => {
  const signed = at('signed.json');
  const csv = ['--csv', 'docs/examples/readings.csv'];
  const sign = [
    'meter',
    'sign',
    '--position',
    '3',
    ...DAY,
    '--data',
    at('home'),
    '--out',
    signed,
    '--meter',
    at('meter3'),
  ];
  expect(await veilgrid(...sign, ...csv)).toEqual(refused('NOT_FOUND field=meter-id'));
  expect(await veilgrid(...sign, ...csv, '--meter-id', 'house-99')).toEqual(
    refused('NOT_FOUND field=meter-id'),
  );
  expect((await veilgrid(...sign, ...csv, '--meter-id', 'house-3')).code).toBe(0);
  expect(await veilgrid(...sign, ...csv, '--meter-id', 'house-3')).toEqual(refused('FILE_EXISTS field=out'));
  const json = JSON.parse(readFileSync(signed, 'utf8'));
  const settle = async (change: object) => {
    writeFileSync(at('changed.json'), JSON.stringify({ ...json, ...change }));
    return on('home', 'settle', ...DAY, '--readings', at('changed.json'));
  };
  expect(await settle({ chainId: '1' })).toEqual(refused('READING_INVALID field=chainId'));
  expect(await settle({ day: json.day + 1 })).toEqual(refused('READING_INVALID field=day'));
  expect(await settle({ readings: json.readings.slice(1) })).toEqual(
    refused('READING_INVALID field=readings'),
  );
  expect(await settle({ readings: [{ imported: -1, exported: 0 }] })).toEqual(
    refused('READING_INVALID field=readings.0'),
  );
  expect(await settle({})).toEqual(refused('SETTLEMENT_NOT_OPEN settleFrom='));
});

test('an order is sealed, priced and settled, and its household alone reads the bill', async () => {
  const mine = [...DAY, '--position', '3'];
  await done('home', 'slip', '--amount', '40', '--out', at('slip40.json'));
  await done('issuer', 'mint', '--slip', at('slip40.json'), '--amount', '40');
  writeFileSync(at('order.csv'), 'period,side,limit_price,qty_wh\n0,buy,9000,700\n1,sell,5000,3500\n');
  const early = await on('home', 'order', 'submit', ...mine, '--csv', at('order.csv'));
  expect(early).toEqual(refused('NO_NOTE_LARGE_ENOUGH'));
  expect(early.stderr).toContain(
    "next try at 2013-06-12T12:10:00.000Z of the chain's time, in 10 minutes at most",
  );
  await time('2013-06-12T12:20Z');
  const ordered = await done('home', 'order', 'submit', ...mine, '--csv', at('order.csv'));
  expect(ordered).toMatchObject({ position: 3, deposit: '1500000000', periods: { length: 4 } });
  expect(await done('home', 'order', 'show', ...mine)).toEqual(ordered);
  expect(await on('anybody', 'node', 'time', '--admin-token', 'x', '--to', '2013-06-13T00:00Z')).toEqual(
    refused('UNAUTHORISED'),
  );
  await time('2013-06-12T22:00Z');
  const release = ['auction', 'release', ...DAY];
  expect(await on('regulator', ...release, '--few')).toEqual(refused('RELEASE_EARLY gate='));
  await time('2013-06-12T22:01Z');
  // A book of one may be a censor's: a person has to look, at the release and at the opening.
  expect(await on('regulator', ...release)).toEqual(refused('BOOK_UNVERIFIED'));
  await done('regulator', ...release, '--few');
  expect(await on('regulator', ...release, '--few')).toEqual(refused('SECRET_MISSING field=share'));
  expect(await on('operator', 'auction', 'clear', ...DAY)).toEqual(refused('BOOK_UNVERIFIED'));
  expect(await done('operator', 'auction', 'clear', ...DAY, '--few')).toEqual({ orders: 1, batches: 1 });
  // Nobody stood opposite.
  expect(await done('operator', 'auction', 'close', ...DAY, '--few')).toMatchObject({
    traded: '0',
    enough: false,
  });
  expect(await on('operator', 'auction', 'clear', ...DAY, '--few')).toEqual(
    refused('AUCTION_ALREADY_FINAL phase=closed'),
  );

  const list = at('list.json');
  const listed = at('listed.json');
  const csv = ['--csv', 'docs/examples/readings.csv', '--meter-id', 'house-8'];
  const read = ['--dso', '--position', '8', ...DAY, '--data', at('town'), '--out', listed];
  expect((await veilgrid('meter', 'sign', ...csv, ...read)).code).toBe(0);
  const post = ['status-list', 'post', ...DAY, '--readings', listed, '--out', list];
  // Its key lies where it was enrolled; a list that leaves it out would say that its meter works.
  expect(await on('dso', ...post)).toEqual(refused('SECRET_MISSING field=positions position=8'));
  await done('town', ...post);
  const sign = ['status-list', 'sign', '--role', 'statistician', list];
  // Few homes are left that nobody lists: a person has to look.
  expect((await on('statistician', ...sign)).code).toBe(1);
  expect((await on('statistician', ...sign, '--many')).code).toBe(0);
  await done('anybody', 'status-list', 'submit', list);
  const settle = ['settle', ...DAY, '--readings', at('signed.json')];
  expect(await on('home', ...settle)).toEqual(refused('SETTLEMENT_NOT_OPEN'));
  expect(await on('home', 'bill', ...mine)).toEqual(refused('NOT_FOUND field=settlement'));
  await time('2013-06-14T06:00Z');
  const settled = await done('home', ...settle);
  expect(await done('home', ...settle)).toEqual(settled);
  const bill = await done('home', 'bill', ...mine);
  expect(bill).toMatchObject(settled);
  expect(BigInt(bill.refund)).toBe(BigInt(bill.deposit) - BigInt(bill.cost));
  const text = await veilgrid('bill', ...mine, '--data', at('home'));
  expect(text.stdout).toContain('fixed per day 0.20');
  await time('2013-06-15T06:00Z');
  // One household's sum is its readings: it waits for nine others.
  expect(await on('statistician', 'masksum', '--role', 'B', ...DAY)).toEqual(
    refused('GROUP_TOO_SMALL members=1'),
  );
  expect(await done('statistician', 'forget-keys', '--role', 'B')).toEqual({ role: 'B', forgotten: 0 });
  const genesis = parseGenesis(JSON.parse(readFileSync(at('town', 'genesis.json'), 'utf8')));
  const ledger = ['--genesis-hash', genesisHashHex(genesis), '--url', node.url];
  const figures = await veilgrid('verify', 'figures', ...ledger);
  expect([figures.code, figures.stdout]).toEqual([0, 'No sum is open.\n']);
  const other = await veilgrid('verify', 'figures', '--genesis-hash', '0'.repeat(64), '--url', node.url);
  expect(other).toEqual(refused('GENESIS_INVALID field=genesis-hash'));
  expect(await on('dso', 'invoices', ...DAY)).toEqual(refused('SECRET_MISSING field=settlements.0'));
  expect(await done('town', 'invoices', ...DAY)).toEqual({ invoices: [] });
});

test('money moves on: paid, received, taken out', async () => {
  const { address } = JSON.parse((await veilgrid('wallet', 'new', '--data', at('friend'), '--json')).stdout);
  const before = BigInt((await done('home', 'wallet', 'balance')).balance);
  const { balance } = await done('home', 'transfer', '--to', address, '--amount', '2.5');
  expect(before - BigInt(balance)).toBe(251_000_000n);
  expect((await done('friend', 'wallet', 'balance')).balance).toBe('250000000');
  await time('2013-06-15T06:20Z');
  const taken = await done('friend', 'redeem', '--amount', '2', '--reference', 'bank 7');
  expect(taken).toEqual({ redeemed: '200000000', balance: '49000000' });
  const more = await on('friend', 'redeem', '--amount', '2', '--reference', 'bank 7');
  expect(more).toEqual(refused('NO_NOTE_LARGE_ENOUGH'));
});

test('an owner changes its point with new keys, and a point ends', async () => {
  const { points } = await done('town', 'point', 'list');
  await done('town', 'point', 'change', '--position', '5', '--rotate', '--day-limit', '12');
  await done('town', 'point', 'revoke', '--position', '6');
  const after = (await done('town', 'point', 'list')).points;
  expect(after[5].keyAHash).not.toBe(points[5].keyAHash);
  expect([after[5].dayLimit, after[5].meterAx]).toEqual(['1200000000', points[5].meterAx]);
  expect(after[6].revoked).toBe(true);
  const owner = ['point', 'sign', '--role', 'owner', at('enrol.json')];
  await veilgrid('wallet', 'new', '--data', at('stranger'));
  expect(await on('stranger', ...owner)).toEqual(refused('SIGNATURE_UNEXPECTED field=ownerPk'));
  const move = ['point', 'change', '--position', '7', '--wallet', at('stranger', 'wallet.json')];
  expect(await on('town', ...move)).toEqual(refused('POSITION_EMPTY field=position'));
  await done('town', ...move, '--take-over');
  const taken = (await done('town', 'point', 'list')).points[7];
  expect(taken.ownerPk).not.toBe(points[7].ownerPk);
  expect(taken.meterAx).toBe(points[7].meterAx);
});
