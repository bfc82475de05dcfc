import { readFileSync } from 'node:fs';
import { parseReadings } from '@veilgrid/client-sdk/core/readings/index';
import { paramsOf } from '@veilgrid/protocol/params';
import { veilgrid } from '../cli/support/veilgrid.js';

const SAMPLE = 'data/sample-readings/readings.csv';

test("the sample's twelve meters: the ledger publishes the net of the file, to the Wh", async () => {
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
  const nets = [0, 1, 2, 3].map((k) =>
    String(
      [...day!.values()].reduce((sum, readings) => sum + readings[k]!.imported - readings[k]!.exported, 0),
    ),
  );
  // Fewer than ten of twelve export in every half hour: no side is shown.
  const { periods } = report;
  expect(periods.map((p: { netWh: string }) => p.netWh)).toEqual(nets);
  expect(periods.some((p: object) => 'importWh' in p || 'exportWh' in p)).toBe(false);
});
