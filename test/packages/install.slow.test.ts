import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, root } from './support/pack.js';

test('the packages install in an empty folder without scripts, and run the demo there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-packages-'));
  // Compiled circuits are named by their content: those of the checkout serve the packages too.
  const env = { ...process.env, VEILGRID_CACHE: process.env.VEILGRID_CACHE ?? join(root, 'circuits/.cache') };
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const tarballs = pack('--pack-destination', folder).map(({ filename }) => `./${filename}`);
    run('npm', 'init', '--yes');
    run('npm', 'install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs);
    const report = JSON.parse(
      run('npx', '--no-install', 'veilgrid', 'demo', '--small', '--households', '12', '--json'),
    );
    expect(report).toMatchObject({
      households: 12,
      settlements: 12,
      moneyConserved: true,
      energyExact: true,
      auditVerified: true,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
