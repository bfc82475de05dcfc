/**
 * What OpenADR 3 asks of an event and of a report, told again: OpenADR 3.0.1, openadr3.yaml (schemas event, report,
 * interval, intervalPeriod, valuesMap, descriptors) and the enumerations of "OpenADR 3.0 Definitions". Nothing beside it.
 */
import { z } from 'zod';

const name = z.string().min(1).max(128);
const id = name.regex(/^[a-zA-Z0-9_-]*$/);
const start = z.iso.datetime();
/** Years, months, days or weeks, then hours, minutes, seconds. */
const duration = z.string().regex(/^-?P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+[DW])?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/);
const period = z.strictObject({ start, duration });
const target = z.strictObject({
  type: z.enum(['GROUP', 'RESOURCE_NAME', 'VEN_NAME']),
  values: z.array(z.string()).min(1),
});
const one = (type: string, value: z.ZodType) =>
  z.strictObject({ type: z.literal(type), values: z.tuple([value]) });
const intervalOf = (payload: z.ZodType) =>
  z.strictObject({ id: z.int32(), intervalPeriod: period, payloads: z.array(payload).min(1) });

export const AdrEventRules = z.strictObject({
  objectType: z.literal('EVENT'),
  programID: id,
  eventName: name,
  targets: z.array(target),
  payloadDescriptors: z.array(
    z.strictObject({
      objectType: z.literal('EVENT_PAYLOAD_DESCRIPTOR'),
      payloadType: z.enum(['SIMPLE', 'DISPATCH_SETPOINT_RELATIVE']),
      units: z.enum(['KW', 'KWH']).optional(),
    }),
  ),
  intervals: z.array(
    intervalOf(
      z.union([one('SIMPLE', z.int().min(0).max(3)), one('DISPATCH_SETPOINT_RELATIVE', z.number())]),
    ),
  ),
});

export const AdrReportRules = z.strictObject({
  objectType: z.literal('REPORT'),
  programID: id,
  eventID: id,
  clientName: name,
  reportName: name,
  payloadDescriptors: z.array(
    z.strictObject({
      objectType: z.literal('REPORT_PAYLOAD_DESCRIPTOR'),
      payloadType: z.literal('DELTA_USAGE'),
      readingType: z.enum(['DIRECT_READ', 'SUMMED']),
      units: z.enum(['KWH', 'KW']),
    }),
  ),
  resources: z
    .array(
      z.strictObject({
        resourceName: name,
        intervals: z.array(intervalOf(one('DELTA_USAGE', z.number()))).min(1),
      }),
    )
    .min(1),
});
