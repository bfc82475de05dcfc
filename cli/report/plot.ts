/** A plot over the periods of a day: frame, axes and the shapes in it, as SVG. */
import { type Content, type Html, html } from './html.js';
import { at, type Scale } from './scale.js';

const LEFT = 56;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 26;

export interface PlotArea {
  /** Left end of a period; K is the right end of the last. */
  readonly x: (k: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
}

export interface PlotOptions {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader who does not see the plot should know. */
  readonly description: string;
  readonly periods: number;
  readonly height: number;
  readonly width?: number;
  readonly unit: string;
}

export function plotArea({
  periods,
  height,
  width = 760,
}: Pick<PlotOptions, 'periods' | 'height' | 'width'>): PlotArea {
  const right = width - RIGHT;
  return { x: (k) => LEFT + (k / periods) * (right - LEFT), top: TOP, bottom: height - BOTTOM, right };
}

/** @param label of a tick of the scale */
export function plot(options: PlotOptions, y: Scale, label: (tick: number) => string, shapes: Content): Html {
  const { id, title, description, periods, height, width = 760, unit } = options;
  const { x, bottom, right } = plotArea(options);
  const rows = y.ticks.map(
    (tick) => html`
      <line class="${tick === 0 ? 'zero' : 'grid'}" x1="${LEFT}" x2="${right}" y1="${at(y(tick))}" y2="${at(y(tick))}"/>
      <text x="${LEFT - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${label(tick)}</text>`,
  );
  const apart = width < 600 ? 6 : 3;
  const hours = Array.from({ length: 24 / apart + 1 }, (_, i) => apart * i).map((hour) => {
    const place = x((hour / 24) * periods);
    const anchor = hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle';
    return html`
      <line class="tick" x1="${at(place)}" x2="${at(place)}" y1="${bottom}" y2="${bottom + 4}"/>
      <text x="${at(place)}" y="${bottom + 18}" text-anchor="${anchor}">${String(hour).padStart(2, '0')}:00</text>`;
  });
  return html`<div class="scroll"><svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d" class="plot">
    <title id="${id}-t">${title}</title>
    <desc id="${id}-d">${description}</desc>
    ${rows}${hours}
    <text class="unit" transform="translate(13 ${at((TOP + bottom) / 2)}) rotate(-90)" text-anchor="middle">${unit}</text>
    ${shapes}
  </svg></div>`;
}

/** A line that stands level through every period; it is broken where there is no amount. */
export function steps(area: PlotArea, y: Scale, amounts: readonly (number | undefined)[]): string {
  let pen = false;
  return amounts
    .map((amount, k) => {
      if (amount === undefined) {
        pen = false;
        return '';
      }
      const [from, to, level] = [area.x(k), area.x(k + 1), y(amount)].map(at);
      const start = pen ? `L${from} ${level}` : `M${from} ${level}`;
      pen = true;
      return `${start}H${to}`;
    })
    .join('');
}

export interface Span {
  readonly k: number;
  readonly low: number;
  readonly high: number;
}

/** Rectangles from low to high, one a period; flat ones keep a visible height. */
export function spans(area: PlotArea, y: Scale, of: readonly Span[], className: string): Html[] {
  return of.map(({ k, low, high }) => {
    const [left, right, top, bottom] = [area.x(k), area.x(k + 1), y(high), y(low)];
    return html`<rect class="${className}" x="${at(left)}" width="${at(right - left)}" y="${at(top)}" height="${at(Math.max(1, bottom - top))}"/>`;
  });
}

/** A key entry beside the plot: its mark looks like what it names. */
export function key(mark: 'line' | 'area', className: string, text: string): Html {
  const shape =
    mark === 'line'
      ? html`<path class="${className}" d="M1 7H25"/>`
      : html`<rect class="${className}" x="1" y="1" width="24" height="12"/>`;
  return html`<li><svg viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">${shape}</svg> ${text}</li>`;
}
