/** The OpenAPI document as one page: no script, nothing from elsewhere. */
import { createHash } from 'node:crypto';
import type { OpenApi, Operation, Parameter } from './openapi.js';
import type { JsonSchema } from './schemas.js';

const STYLE = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2.5rem } h3 { font-weight: normal; margin: 0 }
code, pre { font: 14px/1.4 ui-monospace, monospace }
pre { overflow-x: auto; margin: .5rem 0 }
section { border-top: 1px solid #8886; padding: .75rem 0 }
table { border-collapse: collapse } td { padding: .1rem 1rem .1rem 0; vertical-align: top }
b { display: inline-block; min-width: 4rem }`;

/** The page's own policy: its one style sheet, by hash, and nothing else. */
export const DOCS_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string) => text.replace(/[&<>"]/g, (c) => ESCAPES[c]!);

export function docsPage({ info, tags, paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = tags.map(({ name, description }) => {
    const members = operations.filter(({ operation }) => operation.tags.includes(name));
    const sections = members.map((m) => operationSection(m.method, m.path, m.operation));
    return `<h2>${html(description)}</h2>${sections.join('')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `<section id="${name}"><h3><code>${name}</code></h3>${schemaBlock(schema)}</section>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${html(info.title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>${html(info.title)}</h1><p>${html(info.description)}</p>
<p>The same as <a href="openapi.json">OpenAPI 3.1</a>.</p>
${groups.join('\n')}<h2>Schemas</h2>${schemas.join('\n')}</body></html>`;
}

function operationSection(method: string, path: string, operation: Operation): string {
  const { operationId, summary, parameters = [], requestBody, responses } = operation;
  const body = requestBody ? row('body', contentText(requestBody.content)) : '';
  const answers = Object.entries(responses).map(([status, { description, content }]) =>
    row(status, `${contentText(content)} ${html(description)}`),
  );
  return `<section id="${operationId}"><h3><b>${method.toUpperCase()}</b><code>${html(path)}</code></h3>
<p>${html(summary)}</p><table>${parameters.map(parameterRow).join('')}${body}${answers.join('')}</table></section>`;
}

const row = (name: string, cell: string) => `<tr><td>${html(name)}</td><td>${cell}</td></tr>`;

function parameterRow({ name, in: where, required, description = '', schema }: Parameter): string {
  const kind = `${where}${required ? '' : ', optional'}`;
  return row(name, `${kind} <code>${html(JSON.stringify(schema))}</code> ${html(description)}`);
}

function contentText(content: Readonly<Record<string, { readonly schema: JsonSchema }>>): string {
  return Object.entries(content)
    .map(([type, { schema }]) => (typeof schema.$ref === 'string' ? linkTo(schema.$ref) : html(type)))
    .join(' ');
}

function linkTo(ref: string): string {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return `<a href="#${name}"><code>${name}</code></a>`;
}

/** JSON in which references are links. */
function schemaBlock(schema: JsonSchema): string {
  const text = html(JSON.stringify(schema, null, 2));
  return `<pre>${text.replace(/#\/components\/schemas\/(\w+)/g, (ref) => linkTo(ref))}</pre>`;
}
