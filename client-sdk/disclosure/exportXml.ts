/** XML that cannot be broken by what stands in it: every value is escaped unless it is XML itself. */

export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type XmlContent = Xml | string | number | bigint | readonly XmlContent[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A template of XML; lists are joined. */
export function xml(strings: TemplateStringsArray, ...values: readonly XmlContent[]): Xml {
  return new Xml(strings.reduce((text, part, i) => text + textOf(values[i - 1]!) + part));
}

function textOf(value: XmlContent): string {
  if (value instanceof Xml) return value.text;
  if (Array.isArray(value)) return value.map(textOf).join('');
  return String(value).replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}
