/** The published sums of a need as an OpenADR 3 report: of all who delivered together, never of one. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { ensure } from '@veilgrid/protocol/errors';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { NeedEntry } from './need.js';
import { type AdrInterval, adrEventId, adrPeriod, adrProgram, kwhOf } from './openAdr.js';

export interface AdrReport {
  readonly objectType: 'REPORT';
  readonly programID: string;
  readonly eventID: string;
  readonly clientName: string;
  readonly reportName: string;
  readonly payloadDescriptors: readonly {
    readonly objectType: 'REPORT_PAYLOAD_DESCRIPTOR';
    readonly payloadType: string;
    readonly readingType: string;
    readonly units: string;
  }[];
  readonly resources: readonly {
    readonly resourceName: string;
    readonly intervals: readonly AdrInterval[];
  }[];
}

type Called = Pick<NeedEntry, 'needId' | 'areaId' | 'day' | 'up' | 'counted'>;

/** What OpenADR calls data of more than one resource. */
const TOGETHER = 'AGGREGATED_REPORT';

/**
 * DELTA_USAGE in KWH by half hour that counts as called: delivered less opposed, below 0 where less was used.
 * @param eventId that the event got where it was posted; default: as `needEvent` names it
 * @throws ProtocolError NOT_FOUND while half hours are not open
 */
export function needReport(
  { needId, areaId, day, up, counted }: Called,
  { delivered }: Pick<RouteResponse<'needSums'>, 'delivered'>,
  clientName: string,
  eventId = adrEventId(needId),
): AdrReport {
  ensure(delivered !== undefined, 'NOT_FOUND', { field: 'delivered', reason: 'half hours are not open' });
  const K = delivered.length;
  const periods = delivered.flatMap((_, k) => (hasBit(counted, k) ? [k] : []));
  const intervals = periods.map((k) => ({
    id: k,
    intervalPeriod: adrPeriod(K, day, k),
    payloads: [{ type: 'DELTA_USAGE', values: [kwhOf(hasBit(up, k) ? delivered[k]! : -delivered[k]!)] }],
  }));
  return {
    objectType: 'REPORT',
    programID: adrProgram(areaId),
    eventID: eventId,
    clientName,
    reportName: adrEventId(needId),
    payloadDescriptors: [
      {
        objectType: 'REPORT_PAYLOAD_DESCRIPTOR',
        payloadType: 'DELTA_USAGE',
        readingType: 'SUMMED',
        units: 'KWH',
      },
    ],
    resources: [{ resourceName: TOGETHER, intervals }],
  };
}
