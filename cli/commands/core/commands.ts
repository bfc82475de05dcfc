import type { RoomCommands } from '../../headings.js';
import { forgetKeysCommand } from './maskSums.js';
import { measureCommands } from './measure.js';
import { meterCommands } from './meter.js';
import { mintCommand, redeemCommand, transferCommand } from './money.js';
import { partyCommands } from './party.js';
import { pointCommands } from './point.js';
import { roleCommand } from './role.js';
import { slipCommand } from './slip.js';
import { tariffCommands } from './tariff.js';
import { walletCommands } from './wallet.js';

export function coreCommands(): RoomCommands {
  return {
    money: [walletCommands(), slipCommand(), transferCommand(), redeemCommand()],
    settling: [meterCommands()],
    organisations: [
      roleCommand(),
      mintCommand(),
      partyCommands(),
      pointCommands(),
      tariffCommands(),
      measureCommands(),
      forgetKeysCommand(),
    ],
  };
}
