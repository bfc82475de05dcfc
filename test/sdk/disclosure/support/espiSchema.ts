/** Exports against XML Schema: our own statement of the form, and the published one where somebody has it. */
import { readFileSync } from 'node:fs';
import { validateXML } from 'xmllint-wasm';

const file = (fileName: string, path = `test/sdk/disclosure/support/${fileName}`) => ({
  fileName,
  contents: readFileSync(path, 'utf8'),
});

/** What is wrong with a feed; empty for a good one. */
export async function feedErrors(text: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'feed.xml', contents: text }],
    schema: [file('atom.xsd')],
    preload: [file('espi.xsd')],
    ...MEMORY,
  });
  return errors.map(({ message }) => message);
}

/** Its resources, each a document of its own. */
export const resourcesOf = (feed: string) =>
  [...feed.matchAll(/<content type="application\/xml">(.*?)<\/content>/g)].map(([, content]) => content!);

/**
 * What is wrong with resources by the published `espi.xsd`. The schemas of some releases lack the default namespace by
 * which their own types are named.
 * @param path of espi.xsd
 */
export async function publishedErrors(resources: readonly string[], path: string): Promise<string[]> {
  const { contents, fileName } = file('espi.xsd', path);
  const named = contents.includes('xmlns="http://naesb.org/espi"');
  const whole = named
    ? contents
    : contents.replace('targetNamespace=', 'xmlns="http://naesb.org/espi" targetNamespace=');
  const { errors } = await validateXML({
    xml: resources.map((resource, i) => ({ fileName: `${i}.xml`, contents: resource })),
    schema: [{ fileName, contents: whole }],
    // It imports Atom and takes nothing from it.
    preload: [{ fileName: 'atom.xsd', contents: NOTHING_OF_ATOM }],
    ...MEMORY,
  });
  return errors.map(({ message }) => message);
}

const NOTHING_OF_ATOM =
  '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/2005/Atom"/>';

/** Pages of 64 KiB. */
const MEMORY = { initialMemoryPages: 512, maxMemoryPages: 2_048 };
