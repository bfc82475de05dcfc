/** A day of any profile, from numbers instead of half hours: K need not divide a day's 48. */
import { IMPORT_CAP, type Scenario } from '@veilgrid/cli/demo/market/scenario';
import { BUY, SELL } from '@veilgrid/protocol/core/books/cells';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { daily, K } from '../../state/support/profile.js';

const DATE = '2027-01-17';
/** Of both caps, Wh a period. */
const CAP = IMPORT_CAP;

/** Of the energy word in which most feed in. */
const FIRST_WORD = 6;

/**
 * Every third house sells, the last orders nothing, and one meters its whole cap in the last period. All but two
 * feed something in during the first word, which so shows both sides; what follows shows the net.
 */
export function arrayScenario(households: number): Scenario {
  const houses = Array.from({ length: households }, (_, i) => {
    const trades = i < households - 1;
    const sells = i % 3 === 0;
    const cells = Array.from({ length: K }, (_, k) => ({
      side: sells ? SELL : BUY,
      level: sells ? 4_700 + 13 * i + k : 9_000 - 17 * i + k,
      qty: trades ? 300 + 10 * i + 7 * k : 0,
    }));
    const readings = Array.from({ length: K }, (_, k) => ({
      imported: i === 1 && k === K - 1 ? CAP : 250 + 31 * i + 5 * k,
      exported: sells || (i > 2 && k < FIRST_WORD) ? 400 + 9 * i + k : 0,
    }));
    return { name: `House ${i + 1}`, panels: 0, solarDate: undefined, readings, cells, trades };
  });
  return {
    date: DATE,
    day: Date.parse(DATE) / 1000 / SECONDS_PER_DAY,
    prices: {
      importPrice: daily(9_760, 9_760, 1_990, 65_200),
      exportPrice: daily(4_640, 4_640, 1_990, 4_640),
      network: daily(2_000),
      discount: daily(800),
      fixedPerDay: 20_000_000n,
    },
    floor: 0,
    houses,
    importCap: CAP,
    exportCap: CAP,
  };
}
