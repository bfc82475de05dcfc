import type { OpenApi } from '@veilgrid/node/api/http/openapi';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Answers of a node against its own OpenAPI document; a field that the document lacks is an error. */
export class Documented {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #document: OpenApi;
  /** Operations that nobody has asked yet. */
  readonly missing: Set<string>;

  constructor(document: OpenApi) {
    this.#document = document;
    this.#ajv.addSchema({ ...closed(document), $id: 'openapi' });
    this.missing = new Set([...operationsOf(document)].map(({ operationId }) => operationId));
  }

  /** What is wrong with an answer; nothing if it is as documented. */
  async errorsOf(operationId: string, response: Response): Promise<unknown[]> {
    const { path, method, responses } = [...operationsOf(this.#document)].find(
      (operation) => operation.operationId === operationId,
    )!;
    const type = response.headers.get('content-type')!.split(';')[0]!;
    const status = String(response.status) in responses ? String(response.status) : 'default';
    const parts = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
    const validate = this.#ajv.compile({ $ref: `openapi#/${parts.map(escaped).join('/')}` });
    const text = await response.text();
    this.missing.delete(operationId);
    return validate(type === 'application/json' ? JSON.parse(text) : text) ? [] : [...validate.errors!];
  }
}

function* operationsOf({ paths }: OpenApi) {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) yield { path, method, ...operation };
  }
}

const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The same with objects that allow no field beyond theirs, unless they say so. */
function closed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(closed) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const open = 'properties' in copy && copy.type === 'object' && !('additionalProperties' in copy);
  return (open ? { ...copy, additionalProperties: false } : copy) as T;
}
