/** A call as an OpenADR 3 event for devices. It says no more than whoever has it may know. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import type { NeedEntry } from './need.js';
import { type AdrInterval, adrEventId, adrPeriod, adrProgram, type ValuesMap } from './openAdr.js';

export interface AdrEvent {
  readonly objectType: 'EVENT';
  readonly programID: string;
  readonly eventName: string;
  readonly targets: readonly ValuesMap[];
  readonly payloadDescriptors: readonly {
    readonly objectType: 'EVENT_PAYLOAD_DESCRIPTOR';
    readonly payloadType: string;
    readonly units?: string;
  }[];
  readonly intervals: readonly AdrInterval[];
}

type Called = Pick<NeedEntry, 'needId' | 'areaId' | 'day' | 'up' | 'called'>;

/**
 * One interval for each half hour that is called and in which something is to change, with its change of consumption:
 * DISPATCH_SETPOINT_RELATIVE in KW, the half hour's mean, below 0 where less is to be used. Where less is, SIMPLE stands
 * beside it, level 1, for devices that know nothing else.
 * @param quantities K of them, Wh: of a household what was accepted of its offer, of an area what was bought
 */
export function needEvent(
  { needId, areaId, day, up, called }: Called,
  quantities: readonly bigint[],
  target: ValuesMap = { type: 'GROUP', values: [adrProgram(areaId)] },
): AdrEvent {
  const K = quantities.length;
  const periods = quantities.flatMap((wh, k) => (hasBit(called, k) && wh > 0n ? [k] : []));
  return {
    objectType: 'EVENT',
    programID: adrProgram(areaId),
    eventName: adrEventId(needId),
    targets: [target],
    payloadDescriptors: [
      { objectType: 'EVENT_PAYLOAD_DESCRIPTOR', payloadType: 'DISPATCH_SETPOINT_RELATIVE', units: 'KW' },
      { objectType: 'EVENT_PAYLOAD_DESCRIPTOR', payloadType: 'SIMPLE' },
    ],
    intervals: periods.map((k) => ({
      id: k,
      intervalPeriod: adrPeriod(K, day, k),
      payloads: payloadsOf(K, quantities[k]!, hasBit(up, k)),
    })),
  };
}

function payloadsOf(K: number, wh: bigint, more: boolean): ValuesMap[] {
  // Wh over a K-th of a day, in kW, to the milliwatt.
  const kw = Math.round((Number(wh) * K * 1_000_000) / (24 * 1000)) / 1_000_000;
  const change = { type: 'DISPATCH_SETPOINT_RELATIVE', values: [more ? kw : -kw] };
  return more ? [change] : [change, { type: 'SIMPLE', values: [1] }];
}
