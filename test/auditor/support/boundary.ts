/** Values from accepted to refused, halved until the bound is found; node and auditor must agree on each. */
import type { Kind } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Base } from './agreement.js';
import { Pair } from './play.js';

type Value = number | bigint;

export interface Probe {
  /** Block and place of the transaction that is changed. */
  readonly block: number;
  readonly index: number;
  /** The opening is in this block. */
  readonly until: number;
  readonly change: (body: object, value: bigint) => object;
  readonly from: bigint;
  readonly to: bigint;
}

/** Everything that the bond, the tiers or the lanes of the first auction depend on, towards its extremes. */
export function fieldsAtOpening({ material }: Base): [string, Probe][] {
  const places = material.blocks.flatMap(({ txs }, block) =>
    txs.map(({ tx }, index) => ({ tx, block, index })),
  );
  const until = places.find(({ tx }) => tx.kind === 'openAuction')!.block;
  /** The last such transaction before the opening; of a list its second value is changed. */
  const towards = (kind: Kind, field: string, to: number): [string, Probe] => {
    const { tx, ...place } = places.findLast((p) => p.tx.kind === kind && p.block <= until)!;
    const now = (tx.body as unknown as Record<string, Value | readonly Value[]>)[field]!;
    const value = Array.isArray(now) ? now[1] : now;
    const change = (body: object, x: bigint) => {
      const next = typeof value === 'bigint' ? x : Number(x);
      return { ...body, [field]: Array.isArray(now) ? now.with(1, next) : next };
    };
    const probe = { ...place, until, change, from: BigInt(value), to: BigInt(to) };
    return [`${kind}.${field} towards ${to}`, probe];
  };
  const extremes = (kind: Kind, fields: readonly string[], top: number, bottom = 0) =>
    fields.flatMap((field) => [towards(kind, field, bottom), towards(kind, field, top)]);
  return [
    ...extremes('enrolPoint', ['importCap', 'exportCap', 'dayImportCap', 'dayExportCap'], 2 ** 32 - 1),
    ...extremes('enrolPoint', ['dayLimit'], 2 ** 46),
    ...extremes('publishTariff', ['importPrice', 'exportPrice'], 2 ** 31 - 1, -(2 ** 31)),
    ...extremes('publishTariff', ['network', 'discount'], 2 ** 32 - 1),
    ...extremes('publishTariff', ['fixedPerDay'], 2 ** 46),
    ...extremes('openAuction', ['floor', 'collateral'], 2 ** 31 - 1, -(2 ** 31)),
    ...extremes('openAuction', ['tick'], 2 ** 16 - 1),
    ...extremes('openAuction', ['tiers'], 2 ** 46),
    ...extremes('openAuction', ['gate', 'release', 'close', 'settleFrom', 'settleEnd', 'publish'], 2 ** 40),
  ];
}

/** @returns values tried */
export function boundaryOf({ material, before }: Base, probe: Probe): number {
  const accepted = (value: bigint): boolean => {
    const pair = new Pair(before[probe.block]);
    for (let b = probe.block; b <= probe.until; b++) {
      const { time, txs } = material.blocks[b]!;
      const changed = txs.map((draft, i) => {
        if (b !== probe.block || i !== probe.index) return draft;
        return { tx: { ...draft.tx, body: probe.change(draft.tx.body, value) } as Tx };
      });
      if (pair.play({ time, txs: changed })) return false;
    }
    pair.compare();
    return true;
  };
  let [good, bad] = [probe.from, probe.to];
  let tried = 1;
  // Some extremes are allowed, and then there is no bound to find.
  if (accepted(bad)) good = bad;
  for (; good - bad > 1n || bad - good > 1n; tried++) {
    const middle = (good + bad) / 2n;
    if (accepted(middle)) good = middle;
    else bad = middle;
  }
  return tried;
}
