/** The month of a real home that the demo of data access has its days from. */
import { decemberNets } from '@veilgrid/cli/demo/town/data';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

test('December has 31 days of 48 half hours', () => {
  const nets = decemberNets();
  expect([nets.length, ...new Set(nets.map((day) => day.length))]).toEqual([31, 48]);
});

test('evening, night, rest and export are the sums that the originals have, and 209 permille are evening', () => {
  const nets = decemberNets();
  const imports = (within: (halfHour: number) => boolean) =>
    sum(nets.flatMap((day) => day.filter((wh, k) => wh > 0 && within(k))));
  const isEvening = (k: number) => k >= 34 && k < 40;
  const [evening, night] = [imports(isEvening), imports((k) => k < 14)];
  const rest = imports((k) => k >= 14 && !isEvening(k));
  const exported = -sum(nets.flat().filter((wh) => wh < 0));
  expect([evening, night, rest, exported]).toEqual([82_471, 99_401, 212_224, 7_015]);
  expect(Math.floor((1_000 * evening) / (evening + night + rest))).toBe(209);
});
