/** Elements of a document, checked as XML: every tag closed in order, every attribute quoted, entities only. */
export function elementsOf(document: string): string[] {
  const text = document.replace(/^<!DOCTYPE html>\n/, '');
  const open: string[] = [];
  const names: string[] = [];
  const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
  for (let i = 0; i < text.length; ) {
    if (text[i] !== '<') {
      const end = text.indexOf('<', i);
      const between = text.slice(i, end < 0 ? undefined : end);
      if (/&(?!(amp|lt|gt|quot|#39);)/.test(between)) throw new Error(`a bare & in ${between.slice(0, 80)}`);
      i += between.length;
      continue;
    }
    TAG.lastIndex = i;
    const match = TAG.exec(text);
    if (!match) throw new Error(`no tag: ${text.slice(i, i + 80)}`);
    const [whole, closing, name, , empty] = match as unknown as [string, string, string, string, string];
    if (closing) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}>`);
    } else {
      names.push(name);
      if (!empty) open.push(name);
    }
    i += whole.length;
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return names;
}
