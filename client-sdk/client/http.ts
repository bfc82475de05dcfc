import { concatBytes } from '@noble/hashes/utils.js';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import { type Api, ErrorResponse, ROUTES, type RouteName, toJson } from '@veilgrid/protocol/routes';
import { errorFromBody } from './submit.js';

/** How `createApi` calls a node. */
export interface ApiOptions {
  /** Sent to administration routes only. */
  readonly adminToken?: string;
  /** Of one attempt; submitting waits for the block, hence the generous default of 60 s. */
  readonly timeoutMs?: number;
  /** Longest answer that is read; the default holds the largest page and any ordinary block. */
  readonly maxResponseBytes?: number;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
}

interface CallArgs {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const GET_ATTEMPTS = 3;
const RETRY_DELAY_MS = 200;

/**
 * The node's interface over HTTP, derived from the route table.
 * @throws ProtocolError the node's own refusals; NODE_UNREACHABLE; RESPONSE_INVALID when an answer is
 *   malformed or too long
 */
export function createApi(baseUrl: string, options: ApiOptions = {}): Api {
  const names = Object.keys(ROUTES) as RouteName[];
  const calls = names.map((name) => [name, (args: CallArgs) => call(baseUrl, options, name, args)]);
  return Object.fromEntries(calls) as Api;
}

async function call(baseUrl: string, options: ApiOptions, name: RouteName, args: CallArgs) {
  const route = ROUTES[name];
  const url = urlOf(baseUrl, route.path, args);
  const headers: Record<string, string> = { accept: 'application/json' };
  if ('admin' in route) headers.authorization = `Bearer ${options.adminToken ?? ''}`;
  const init: RequestInit = { method: route.method.toUpperCase(), headers, redirect: 'error' };
  if (args.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = toJson(args.body);
  }
  // A repeated POST could act twice; reading again cannot.
  const { ok, text } = await attempt(url, init, options, route.method === 'get' ? GET_ATTEMPTS : 1);
  const json = parseJson(text, name);
  if (!ok) {
    const refusal = ErrorResponse.safeParse(json);
    throw refusal.success ? errorFromBody(refusal.data.error) : fail('RESPONSE_INVALID', { route: name });
  }
  const answer = route.response.safeParse(json);
  if (answer.success) return answer.data;
  throw fail('RESPONSE_INVALID', { route: name, field: answer.error.issues[0]?.path.join('.') ?? '' });
}

function urlOf(baseUrl: string, path: string, { params = {}, query = {} }: CallArgs): URL {
  const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const url = new URL(filled, baseUrl);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
  return url;
}

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

async function attempt(url: URL, init: RequestInit, options: ApiOptions, attempts: number): Promise<Answer> {
  const send = options.fetch ?? fetch;
  for (let left = attempts; ; left--) {
    try {
      const signal = AbortSignal.timeout(options.timeoutMs ?? 60_000);
      const response = await send(url, { ...init, signal });
      return { ok: response.ok, text: await readBounded(response, options.maxResponseBytes ?? 2 ** 26) };
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      if (left <= 1) throw fail('NODE_UNREACHABLE', { url: url.origin, reason: reasonOf(error) });
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
    }
  }
}

async function readBounded(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit) throw fail('RESPONSE_INVALID', { reason: 'too long', limit });
    chunks.push(chunk);
  }
  return new TextDecoder().decode(concatBytes(...chunks));
}

function parseJson(text: string, name: RouteName): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fail('RESPONSE_INVALID', { route: name, reason: 'not JSON' });
  }
}

/** The system's error code ("ECONNREFUSED") or the error's name ("TimeoutError"), never the request. */
function reasonOf(error: unknown): string {
  const { name, cause } = Object(error) as { name?: unknown; cause?: { code?: unknown } };
  return String(cause?.code ?? name ?? 'unknown');
}
