/**
 * JSON with one form only: names sorted, no white space, whole numbers. What is signed or hashed of a ceremony
 * goes through here, so that how a file is laid out means nothing.
 * @throws Error for what has no such form
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value).sort();
    const fields = value as Readonly<Record<string, unknown>>;
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(fields[name])}`).join(',')}}`;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)) {
    return JSON.stringify(value);
  }
  throw new Error(`no canonical form of ${String(value)}`);
}
