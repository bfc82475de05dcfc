import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { veilgrid } from './veilgrid.js';

/**
 * `veilgrid demo MODULE --small --json`, played here, or just before: the whole check (.ci/run) plays each once, by the
 * command of the README, and names the folder of their reports, MODULE.json.
 * @throws Error if it did not end well
 */
export async function playedDemo(
  module: 'core' | 'flexibility' | 'disclosure',
): Promise<ReturnType<typeof JSON.parse>> {
  const folder = process.env.VEILGRID_DEMOS;
  if (folder) return JSON.parse(readFileSync(join(folder, `${module}.json`), 'utf8'));
  const { code, stdout, stderr } = await veilgrid('demo', module, '--small', '--json');
  if (code !== 0) throw new Error(`exit code ${code}:\n${stdout}${stderr}`);
  return JSON.parse(stdout);
}
