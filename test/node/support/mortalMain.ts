/** The process of a MortalNode: a node as ever, which prints its URL. */
import { startNode } from '@veilgrid/node';

const { genesis, dataDir, key } = JSON.parse(process.env.VEILGRID_MORTAL!);
const options = { adminToken: 'test', verifierThreads: 1 } as const;
const node = await startNode({ genesis, dataDir, validatorKey: Uint8Array.from(key), ...options });
process.stdout.write(`${node.url}\n`);
