import { getTariff } from '@veilgrid/node/state/core/tariffs';
import type { BodyOf } from '../support/chain.js';
import { refuses, TestChain } from '../support/chain.js';
import { TARIFF } from '../support/party.js';
import { K, PROFILE } from '../support/profile.js';
import { DAY } from '../support/slot.js';
import { tariffBody } from '../support/terms.js';

describe('tariffs', () => {
  const chain = new TestChain();
  chain.submit(chain.tx('publishTariff', tariffBody()));
  const other = (difference: Partial<BodyOf<'publishTariff'>>) =>
    chain.tx('publishTariff', { ...tariffBody(), day: DAY + 1, ...difference });
  const prices = (last: number) => Array<number>(K).fill(0).with(-1, last);
  const free = { network: prices(0), discount: prices(0) };

  test('are kept as published', () => {
    expect(getTariff(PROFILE, chain.store, TARIFF, DAY)).toEqual(tariffBody());
    expect(getTariff(PROFILE, chain.store, TARIFF, DAY + 1)).toBeUndefined();
  });

  test('may reach their limits', () => {
    const limit = 2 ** 24 - 1;
    const allowed = [
      other({ importPrice: prices(limit), exportPrice: prices(-limit), ...free }),
      other({ importPrice: prices(-limit), exportPrice: prices(-limit), ...free }),
      other({ network: prices(limit), discount: prices(limit) }),
    ];
    for (const tx of allowed) expect(chain.refusal(chain.verified(tx))).toBeUndefined();
  });

  const bound = 2 ** 24;
  refuses(
    () => chain,
    [
      ['the same day again', () => chain.tx('publishTariff', tariffBody()), 'TARIFF_EXISTS', 'day'],
      [
        'an import price too high',
        () => other({ importPrice: prices(bound), exportPrice: prices(0) }),
        'TARIFF_INVALID',
        `importPrice.${K - 1}`,
      ],
      [
        'an import price too low',
        () => other({ importPrice: prices(-bound), exportPrice: prices(-bound) }),
        'TARIFF_INVALID',
        `importPrice.${K - 1}`,
      ],
      [
        'an export price too low',
        () => other({ importPrice: prices(0), exportPrice: prices(-bound) }),
        'TARIFF_INVALID',
        `exportPrice.${K - 1}`,
      ],
      [
        'an export price above the import price',
        () => other({ importPrice: prices(5), exportPrice: prices(6) }),
        'TARIFF_INVALID',
        `exportPrice.${K - 1}`,
      ],
      [
        'a network charge too high',
        () => other({ network: prices(bound), discount: prices(0) }),
        'TARIFF_INVALID',
        `network.${K - 1}`,
      ],
      [
        'a discount above the charge',
        () => other({ network: prices(5), discount: prices(6) }),
        'TARIFF_INVALID',
        `discount.${K - 1}`,
      ],
    ],
  );
});
