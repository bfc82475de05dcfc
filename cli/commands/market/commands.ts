import type { RoomCommands } from '../../headings.js';
import { aggregateCommands, invoicesCommand, maskSumCommand } from './aggregate.js';
import { auctionCommands } from './auction.js';
import { orderCommands } from './order.js';
import { releaseBondCommands, releaseHeldCommands } from './releases.js';
import { billCommand, settleCommand } from './settle.js';
import { statusListCommands } from './statusList.js';
import { strikeCommands } from './strike.js';

export function marketCommands(): RoomCommands {
  return {
    ordering: [orderCommands()],
    settling: [settleCommand(), billCommand()],
    organisations: [
      auctionCommands(),
      statusListCommands(),
      strikeCommands(),
      maskSumCommand(),
      invoicesCommand(),
      releaseHeldCommands(),
      releaseBondCommands(),
    ],
    anybody: [aggregateCommands()],
  };
}
