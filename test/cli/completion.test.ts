import { execFileSync } from 'node:child_process';
import { veilgrid } from './support/veilgrid.js';

/** What bash itself offers for a line. */
async function offered(line: string): Promise<string[]> {
  const { stdout } = await veilgrid('completion', 'bash');
  const words = line.split(' ');
  const script = `${stdout}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_veilgrid
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-uo', 'pipefail', '-c', script], { encoding: 'utf8' }).trim().split('\n');
}

test.each([
  ['veilgrid wal', ['wallet']],
  ['veilgrid wallet re', ['recover']],
  ['veilgrid status-list ', ['post', 'sign', 'submit', 'help', '--help']],
  ['veilgrid measure p', ['post', 'peak']],
  ['veilgrid consent ', ['list', 'give', 'revoke', 'help', '--help']],
  ['veilgrid disclose answer --y', ['--yes']],
  ['veilgrid order submit --cs', ['--csv']],
  ['veilgrid --nothing', ['']],
  ['veilgrid auction open --floor 5 --ti', ['--tick', '--tiers']],
])('bash completes %j', async (line, words) => {
  expect((await offered(line)).sort()).toEqual([...words].sort());
});

test('after an option that names a file, bash offers files', async () => {
  expect(await offered('veilgrid settle --readings ')).toEqual(['']);
});

test.each(['zsh', 'fish'])('the script for %s knows every command', async (shell) => {
  const { code, stdout } = await veilgrid('completion', shell);
  expect(code).toBe(0);
  for (const path of [
    'veilgrid wallet recover',
    'veilgrid auction open',
    'veilgrid point sign',
    'veilgrid bill',
  ]) {
    expect(stdout).toContain(`'${path}'`);
  }
  // Every quote that opens closes.
  expect(stdout.replaceAll("\\'", '').replaceAll("'\\''", '').split("'").length % 2).toBe(1);
});
