import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const state = fileURLToPath(new URL('../../node/state/', import.meta.url));
const files = readdirSync(state, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts') && !file.split(/[/\\]/).includes('dist'));

// What a reviewer opens says first what it is and on what it relies, before its imports.
test.each(files)('%s begins with a head', (file) => {
  expect(readFileSync(join(state, file), 'utf8')).toMatch(/^\/\*\*[\s*]+\w/);
});

test('the files of every room are among them', () => {
  for (const file of ['applyBlock.ts', 'core/groups/group.ts', 'market/order.ts']) {
    expect(files.map((name) => name.replaceAll('\\', '/'))).toContain(file);
  }
});
