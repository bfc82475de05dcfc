import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What typedoc says of an export: the comment stands with it or, for a function, with its signatures. */
interface Reflection {
  readonly name: string;
  readonly comment?: object;
  readonly signatures?: readonly Reflection[];
  readonly getSignature?: Reflection;
  readonly children?: readonly Reflection[];
  readonly kind: number;
}

/** Namespaces and classes: their members are public too. */
const CONTAINERS = [4, 128];
const CONSTRUCTOR = 512;
const PROPERTY = 1024;

function undocumented(of: Reflection, path = ''): string[] {
  return (of.children ?? []).flatMap((child) => {
    const name = path + child.name;
    const signatures = child.signatures ?? (child.getSignature ? [child.getSignature] : []);
    const said = child.comment ?? signatures.find(({ comment }) => comment)?.comment;
    const own = said || [CONSTRUCTOR, PROPERTY].includes(child.kind) ? [] : [name];
    return CONTAINERS.includes(child.kind) ? [...own, ...undocumented(child, `${name}.`)] : own;
  });
}

test('every export of the SDK is documented, and every link in its documentation leads somewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-docs-'));
  try {
    const json = join(folder, 'api.json');
    const typedoc = ['exec', '-w', 'docs/api', '--', 'typedoc', '--logLevel', 'Warn', '--json', json];
    const { status, stdout, stderr } = spawnSync('npm', typedoc, { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
    const api = JSON.parse(readFileSync(json, 'utf8')) as Reflection;
    expect(api.children!.map(({ name }) => name)).toContain('openWallet');
    expect(undocumented(api)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
