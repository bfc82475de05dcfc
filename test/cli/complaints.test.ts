/** What a household hands to the regulator goes into a file, and not onto its terminal. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complained, readComplaint } from '@veilgrid/cli/commands/market/complaints';
import { fail, type ProtocolError } from '@veilgrid/protocol/errors';

const SECRET = 'ab'.repeat(96);
const refused = fail('MEMO_INVALID', {
  field: 'status',
  auctionId: '5',
  position: 3,
  tag: '77',
  secret: SECRET,
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilgrid-complaint-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the secret stands in the file alone', async () => {
  const file = join(folder, 'complaint.json');
  const told = (await complained(refused, file)) as ProtocolError;
  expect(told.toBody()).toEqual({
    code: 'MEMO_INVALID',
    number: refused.toBody().number,
    field: 'status',
    position: 3,
    tag: '77',
    complaint: file,
  });
  const { secret, ...rest } = await readComplaint(file, 5n);
  expect([rest, Buffer.from(secret).toString('hex')]).toEqual([{ position: 3, tag: 77n }, SECRET]);
  await expect(readComplaint(file, 6n)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  // A second complaint does not replace the first.
  await expect(complained(refused, file)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  expect(await readFile(file, 'utf8')).toContain(SECRET);
});

test('without a file it is told without the secret, and what is no complaint as it is', async () => {
  expect(JSON.stringify(await complained(refused, undefined))).not.toContain(SECRET);
  for (const other of [fail('MEMO_INVALID', { field: 'memo' }), fail('STATUS_WRONG'), new Error('bug')]) {
    expect(await complained(other, join(folder, 'none.json'))).toBe(other);
  }
});
