import { veilgrid } from './support/veilgrid.js';

const DAYS = ['--from', '2013-06-12', '--to', '2013-06-13'];

test.each<[string, string[], string]>([
  ['no form', DAYS, "required option '--format <form>'"],
  ['a form that is none', ['--format', 'xlsx', ...DAYS], "option '--format"],
  ['no first day', ['--format', 'csv', ...DAYS.slice(2)], '--from'],
  ['no last day', ['--format', 'csv', ...DAYS.slice(0, 2)], '--to'],
  ['a day that is none', ['--format', 'csv', ...DAYS.slice(0, 3), '2013-06-31'], "option '--to"],
  ['days that fall', ['--format', 'csv', '--from', '2013-06-14', '--to', '2013-06-13'], '--from must not'],
  [
    'a position beyond the registry',
    ['--format', 'csv', ...DAYS, '--position', '16777217'],
    "option '--position",
  ],
])('an export of %s is wrong usage', async (_, args, message) => {
  const { code, stdout, stderr } = await veilgrid('disclose', 'export', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
