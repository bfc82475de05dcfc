import type { RoomCommands } from '../../headings.js';
import { aggregateCommands, invoicesCommand, maskSumCommand } from './aggregate.js';
import { auctionCommands } from './auction.js';
import { orderCommands } from './order.js';
import { billCommand, settleCommand } from './settle.js';
import { statusListCommands } from './statusList.js';

export function marketCommands(): RoomCommands {
  return {
    ordering: [orderCommands()],
    settling: [settleCommand(), billCommand()],
    organisations: [auctionCommands(), statusListCommands(), maskSumCommand(), invoicesCommand()],
    anybody: [aggregateCommands()],
  };
}
