import { readFileSync } from 'node:fs';
import { parseReadings } from '@veilgrid/client-sdk/core/readings/index';
import { paramsOf } from '@veilgrid/protocol/params';
import { veilgrid } from '../cli/support/veilgrid.js';

const SAMPLE = 'data/sample-readings/readings.csv';

test("the sample's twelve meters: the ledger publishes the sums of the file, to the Wh", async () => {
  const { code, stdout } = await veilgrid('demo', '--small', '--json', '--csv', SAMPLE);
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    households: 12,
    moneyConserved: true,
    energyExact: true,
    auditVerified: true,
  });
  expect(report).not.toHaveProperty('notPublished');

  const [day] = parseReadings(SAMPLE, readFileSync(SAMPLE), paramsOf('small')).days.values();
  const total = (part: 'imported' | 'exported') =>
    [0, 1, 2, 3].map((k) =>
      String([...day!.values()].reduce((sum, readings) => sum + readings[k]![part], 0)),
    );
  expect(report.periods.map((p: { importWh: string }) => p.importWh)).toEqual(total('imported'));
  expect(report.periods.map((p: { exportWh: string }) => p.exportWh)).toEqual(total('exported'));
});
