import { spawnSync } from 'node:child_process';

test('every export of the SDK is documented, and every link in its documentation leads somewhere', () => {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['exec', '-w', 'docs/api', '--', 'typedoc', '--emit', 'none'],
    { encoding: 'utf8' },
  );
  expect({ status, warnings: (stdout + stderr).match(/^.*(warning|error).*$/gm) }).toEqual({
    status: 0,
    warnings: null,
  });
});
