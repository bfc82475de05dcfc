import { existsSync } from 'node:fs';
import { meteredScenario } from '@veilgrid/cli/demo/market/csvScenario';
import { htmlReport } from '@veilgrid/cli/demo/market/page/htmlReport';
import { billsOf, jsonReport, NOT_PUBLISHED, periodsOf, textReport } from '@veilgrid/cli/demo/market/report';
import { buildScenario, DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { html } from '@veilgrid/cli/report/html';
import { logScaleOf, scaleOf } from '@veilgrid/cli/report/scale';
import { STYLE } from '@veilgrid/cli/report/style';
import { kwh, money } from '@veilgrid/cli/terminal/format';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { paramsOf } from '@veilgrid/protocol/params';
import { chromium } from 'playwright-core';
import { elementsOf } from './support/markup.js';
import { runOf } from './support/run.js';

const full = paramsOf('full');
const small = paramsOf('small');
const count = (text: string, part: string) => text.split(part).length - 1;
const HOSTILE = [
  '<script>alert(1)</script>',
  '"\' onload=alert(1) x="',
  '&amp;&#x3c;b>]]>--><svg/onload=alert(2)>',
];

/** Three meters named to break out of wherever they are put. */
const hostileDay = () => {
  const readings = (base: number) =>
    Array.from({ length: 4 }, (_, k) => ({ imported: base * k, exported: base }));
  const meters = new Map(HOSTILE.map((name, i) => [name, readings(100 * (i + 1))]));
  return runOf(small, meteredScenario(small, { date: DEFAULT_DAY, meters }, SEED));
};

test('the page is well-formed, without script and without anything from elsewhere', async () => {
  const page = htmlReport(await runOf(full, buildScenario(full, DEFAULT_DAY, 12, SEED)));
  const elements = elementsOf(page);
  for (const name of ['script', 'link', 'img', 'iframe', 'image', 'use', 'a', 'object', 'foreignObject'])
    expect(elements).not.toContain(name);
  const rest = page.replace(' xmlns="http://www.w3.org/1999/xhtml"', '');
  expect(rest).not.toMatch(/https?:|\/\/|@import|src=|href=|url\((?!#hatch\))|\son\w+=/);
  expect(rest).not.toMatch(/NaN|Infinity|undefined|\[object/);
});

test('every household and every period stands in it with its exact numbers', async () => {
  const run = await runOf(full, buildScenario(full, DEFAULT_DAY, 12, SEED));
  const page = htmlReport(run);
  for (const { household, bill, withoutMarket, saved } of billsOf(run.outcome)) {
    const [, row] = new RegExp(`<th scope="row">${household}[ <](.*?)</tr>`, 's').exec(page)!;
    expect(row).toMatch(
      new RegExp(`<td>${money(bill)}</td>\\s*<td>${money(withoutMarket)}</td>\\s*<td>${money(saved)}</td>`),
    );
  }
  for (const { start, importWh, meteredImportWh } of periodsOf(run.outcome)) {
    expect(importWh).toBe(meteredImportWh);
    expect(page).toContain(
      `<th scope="row">${start}</th><td>${kwh(importWh!)}</td><td>${kwh(meteredImportWh)}</td>`,
    );
  }
  for (const lane of run.outcome.seen.settlement.lanes) expect(page).toContain(`<code>${hex(lane)}</code>`);
});

test('every plot has a title and a description, and each its numbers as a table', async () => {
  const page = htmlReport(await runOf(full, buildScenario(full, DEFAULT_DAY, 12, SEED)));
  const plots = [...page.matchAll(/role="img" aria-labelledby="(\S+) (\S+)"/g)];
  expect(plots).toHaveLength(4);
  for (const [, title, description] of plots) {
    expect(page).toMatch(new RegExp(`<title id="${title}">[^<]{10,}</title>`));
    expect(page).toMatch(new RegExp(`<desc id="${description}">[^<]{20,}</desc>`));
  }
  expect(count(page, '<details>')).toBe(4);
  expect(count(page, '<th scope="row">23:30</th>')).toBe(3);
});

test('the load is drawn to scale: bars of import and export add up to the published sums', async () => {
  const { outcome, ...rest } = await runOf(full, buildScenario(full, DEFAULT_DAY, 12, SEED));
  const [, plot] = /aria-labelledby="load-t load-d"(.*?)<\/svg>/s.exec(htmlReport({ outcome, ...rest }))!;
  const lines = [...plot!.matchAll(/y1="([\d.]+)" y2="\1"\/>\s*<text [^>]*>([\d.]+)</g)];
  const zero = Number(lines.find(([, , label]) => label === '0')![1]);
  const perKwh = Math.abs(Number(lines.at(-1)![1]) - zero) / Number(lines.at(-1)![2]);
  const drawn = (kind: string) =>
    [...plot!.matchAll(new RegExp(`<rect class="${kind}"[^>]* height="([\\d.]+)"`, 'g'))].reduce(
      (sum, [, h]) => sum + Number(h),
      0,
    ) / perKwh;
  const total = (values: readonly bigint[]) => Number(values.reduce((a, b) => a + b, 0n)) / 1000;
  // Places are rounded to a tenth of a unit, and slivers keep a height of one.
  expect(Math.abs(drawn('import') - total(outcome.aggregate!.imports))).toBeLessThan((48 * 0.6) / perKwh);
  expect(Math.abs(drawn('export') - total(outcome.aggregate!.exports))).toBeLessThan((48 * 0.6) / perKwh);
});

test('names of meters are text and nothing else', async () => {
  const page = htmlReport(await hostileDay());
  const elements = elementsOf(page);
  expect(elements).not.toContain('script');
  expect(elements.filter((name) => name === 'svg')).toHaveLength(16);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('&quot;&#39; onload=alert(1) x=&quot;');
  expect(page).toContain('&amp;amp;&amp;#x3c;b&gt;]]&gt;--&gt;&lt;svg/onload=alert(2)&gt;');
});

test('below ten there is no load curve, and page, text and JSON say why', async () => {
  const run = await hostileDay();
  const page = htmlReport(run);
  expect(page).toContain('waits:');
  expect(page).not.toContain('id="load-t"');
  expect(count(page, NOT_PUBLISHED)).toBe(2);
  const said = {
    ...run,
    audit: run.audit,
    outcome: { ...run.outcome, supply: supply(), supplyBefore: supply() },
  };
  expect(textReport(said)).toContain(`No verified load: ${NOT_PUBLISHED}.`);
  const json = jsonReport(said);
  expect(json).toMatchObject({ notPublished: NOT_PUBLISHED, energyExact: null });
  expect(json.money.supplierEarned).toBeUndefined();
  expect(json.periods.every((p) => p.importWh === undefined)).toBe(true);
});

test('a day on which nobody sells, and one meter counts nothing, has a page all the same', async () => {
  const still = Array.from({ length: 4 }, () => ({ imported: 0, exported: 0 }));
  const meters = new Map([
    ['A', still],
    ['B', still.map(() => ({ imported: 700, exported: 0 }))],
  ]);
  const page = htmlReport(await runOf(small, meteredScenario(small, { date: DEFAULT_DAY, meters }, SEED)));
  elementsOf(page);
  expect(page).toContain('Nothing was traded.');
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});

const supply = () => ({
  minted: 0n,
  redeemed: 0n,
  notes: 0n,
  locked: 0n,
  bonds: 0n,
  held: 0n,
  accounts: { dso: 0n, supplier: 0n, operator: 0n, regulator: 0n, issuer: 0n },
  parties: 0n,
  dsoDebt: 0n,
});

test('a failed check is not to be overlooked', async () => {
  const run = await runOf(small, buildScenario(small, DEFAULT_DAY, 10, SEED));
  const page = htmlReport({ ...run, checks: { ...run.checks, moneyConserved: false } });
  expect(page).toContain('<span class="fails">✗ fails:</span> money conserved');
});

test('templates escape what is text, keep what is markup, join lists and leave out what is undefined', () => {
  const items = ['<', '&', '"', "'"].map((text) => html`<li title="${text}">${text}</li>`);
  expect(html`<ul>${items}${undefined}${0}${5n}</ul>`.text).toBe(
    '<ul><li title="&lt;">&lt;</li><li title="&amp;">&amp;</li><li title="&quot;">&quot;</li><li title="&#39;">&#39;</li>05</ul>',
  );
});

test.each([
  [
    [0, 4.2],
    [0, 1, 2, 3, 4, 5],
  ],
  [
    [-1.2, 0.6],
    [-1.5, -1, -0.5, 0, 0.5, 1],
  ],
  [
    [0.03, 0.11],
    [0, 0.05, 0.1, 0.15],
  ],
  [[65_200], [0, 20_000, 40_000, 60_000, 80_000]],
  [[], [0, 0.2]],
])('an axis for %j names round amounts', (amounts, ticks) => {
  const scale = scaleOf(amounts, 300, 10);
  expect(scale.ticks).toEqual(ticks);
  expect(scale(ticks[0]!)).toBeCloseTo(300);
  expect(scale(ticks.at(-1)!)).toBeCloseTo(10);
});

test('a logarithmic axis has its amounts between its ends', () => {
  const scale = logScaleOf([1_990, 65_200], 300, 10);
  expect(scale.ticks).toEqual([1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]);
  expect(scale(1_000)).toBe(300);
  expect(scale(100_000)).toBeCloseTo(10);
  expect(scale(10_000)).toBeCloseTo(155);
  expect(logScaleOf([5, 5], 300, 10).ticks).toEqual([5, 10]);
});

/** WCAG 2.2: relative luminance, and the ratio of two. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const digits = color.length === 4 ? [...color.slice(1)].map((d) => d + d) : color.slice(1).match(/../g)!;
    const [r, g, b] = digits
      .map((d) => Number.parseInt(d, 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test('text and marks stand out of the paper in light, dark and print', () => {
  const schemes = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map(([, body]) =>
    Object.fromEntries([...body!.matchAll(/--(\w+):(#\w+)/g)].map(([, name, color]) => [name!, color!])),
  );
  expect(schemes).toHaveLength(3);
  for (const colors of schemes) {
    for (const paper of ['paper', 'panel'] as const) {
      for (const text of ['ink', 'soft', 'good', 'bad'] as const)
        expect(contrast(colors[text]!, colors[paper]!)).toBeGreaterThanOrEqual(4.5);
    }
    for (const mark of ['import', 'export'] as const)
      expect(contrast(colors[mark]!, colors.paper!)).toBeGreaterThanOrEqual(3);
  }
});

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = BROWSERS.find(existsSync);
if (!executablePath) console.log(`Skipped: no browser at ${BROWSERS.join(', ')}; apt-get install chromium`);

(executablePath ? test : test.skip)(
  'a browser reads it as HTML and as XML, asks for nothing, and prints it',
  async () => {
    const page = htmlReport(await hostileDay());
    const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    try {
      const tab = await browser.newPage();
      const noise: string[] = [];
      tab.on('request', (request) => noise.push(request.url()));
      tab.on('console', (message) => noise.push(message.text()));
      tab.on('dialog', (dialog) => {
        noise.push(dialog.message());
        return dialog.dismiss();
      });
      await tab.setContent(page, { waitUntil: 'load' });
      const names = await tab.locator('.bills tbody th').allTextContents();
      expect(names).toEqual(HOSTILE);
      const parse = `new DOMParser().parseFromString(${JSON.stringify(page)}, 'application/xhtml+xml')`;
      const root = await tab.evaluate(
        `(({ documentElement: e }) => e.querySelector('parsererror')?.textContent ?? e.localName)(${parse})`,
      );
      expect(root).toBe('html');
      // Wider than a phone, a reader would have to push the page to and fro.
      await tab.setViewportSize({ width: 390, height: 800 });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      expect((await tab.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
      expect(noise).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
