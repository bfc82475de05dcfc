/** Published prices of one tariff and day. */
import { byProfile, type Params, type Profile } from '../params.js';
import { container, type Infer, Money, Price, U32, U64, vectorOf } from './ssz.js';

function fields({ K }: Params) {
  return {
    tariffId: U32,
    day: U32,
    /** What the supplier takes for a residual import. */
    importPrice: vectorOf(Price, K),
    /** What the supplier pays for a residual export. */
    exportPrice: vectorOf(Price, K),
    /** Network charge of an import. */
    network: vectorOf(U32, K),
    /** Part of the network charge that local trade saves. */
    discount: vectorOf(U32, K),
    /** The supplier's fixed charge, money a day. */
    fixedPerDay: Money,
  };
}

const typesOf = byProfile((params) => {
  const f = fields(params);
  return { record: container(f), body: container({ sequence: U64, ...f }) };
});

export const tariffRecordType = (profile: Profile) => typesOf(profile).record;
export const publishTariffBodyType = (profile: Profile) => typesOf(profile).body;
export type TariffRecord = Infer<ReturnType<typeof tariffRecordType>>;
