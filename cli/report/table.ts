import { type Content, type Html, html } from './html.js';

/** The numbers behind a plot: for who cannot see it, and who wants them exactly. First column names the row. */
export function numbers(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly Content[])[],
): Html {
  return html`<details><summary>${caption}</summary><div class="scroll"><table>
    <thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ([first, ...rest]) =>
        html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell ?? '–'}</td>`)}</tr>`,
    )}</tbody>
  </table></div></details>`;
}
