import { tellingPeriod } from '@veilgrid/client-sdk';

/** What a household is told of prices that would tell of it. @returns no line, or one */
export function warningOf(prices: Parameters<typeof tellingPeriod>[0]): string[] {
  const period = tellingPeriod(prices);
  if (period === undefined) return [];
  return [
    `Warning: in period ${period} import costs so much more than export brings, beside the rest of the day, that the ` +
      'published sum of money tells what few homes fed in then.',
  ];
}
