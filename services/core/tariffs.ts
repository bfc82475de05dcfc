import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import type { RoleSigner } from './roleSigner.js';

/** The prices of a day, as the DSO publishes them for supplier and network. */
export class Tariffs {
  readonly #signer: RoleSigner;

  /** @param signer of the DSO */
  constructor(signer: RoleSigner) {
    this.#signer = signer;
  }

  /** @param tariff prices in 0.01 currency/MWh */
  publish(tariff: TariffRecord): Promise<void> {
    return this.#signer.submit('publishTariff', { fields: tariff });
  }
}
