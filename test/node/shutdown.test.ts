import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { bytesToHex } from '@noble/hashes/utils.js';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';
import type { Tx } from '@veilgrid/protocol/tx';
import { bytesOf, genesis, genesisJson, idOf, mint, VALIDATOR_KEY } from './support/chain.js';
import { hasher } from './support/ledger.js';
import { NodeFolder, NodeProcess } from './support/nodeProcess.js';

const UNDER_WAY = 40;

describe.each(['SIGTERM', 'SIGINT'] as const)('a node that gets %s', (signal) => {
  const folder = new NodeFolder({ genesis: genesisJson(), validatorKey: VALIDATOR_KEY });
  let node: NodeProcess;
  beforeAll(() => {
    node = new NodeProcess(folder.path, '--log', 'info');
  });
  afterAll(() => {
    node.child.kill('SIGKILL');
    folder.remove();
  });

  test('answers what is under way, commits what it accepted, ends streams, and ends with 0', async () => {
    const url = await node.url();
    const stream = await fetch(`${url}/v1/events`);
    const txs = Array.from({ length: UNDER_WAY }, (_, i) => mint(BigInt(i)));
    const connections = await Promise.all(txs.map(() => Connection.open(url)));
    const late = await Connection.open(url);
    const [head, body] = submission(txs[0]!);
    late.send(head);
    for (const [i, tx] of txs.entries()) connections[i]!.send(submission(tx).join(''));
    await connections[0]!.heard(/HTTP/);
    node.child.kill(signal);
    // The end of a request that began before the signal.
    while (await isListening(url));
    late.send(body);

    for (const connection of connections) {
      await connection.closed;
      expect(connection.text).toContain('"status":"committed"');
    }
    await late.closed;
    expect(late.text).toContain('"code":"TX_DUPLICATE"');
    expect(await stream.text()).toContain('id: 1\n');
    expect(await node.ended).toBe(0);
    expect(node.output).toContain('"msg":"closed"');
    expect(node.output).not.toMatch(/"level":(50|60)/);

    const store = await openLmdb(ledgerFolders(folder.path), originOf(genesis, hasher));
    for (const tx of txs) expect(store.placeOf(idOf(tx))!.height).toBeGreaterThan(0n);
    await store.close();
  });
});

/** A request of two parts, after which the connection ends. */
function submission(tx: Tx): [head: string, body: string] {
  const body = JSON.stringify({ tx: bytesToHex(bytesOf(tx)) });
  const head = [
    'POST /v1/transactions?wait=committed HTTP/1.1',
    'Host: x',
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  return [`${head.join('\r\n')}\r\n\r\n`, body];
}

/** One connection: a client library would open others as it likes, and the signal may come before them. */
class Connection {
  readonly closed: Promise<unknown>;
  text = '';

  private constructor(readonly socket: Socket) {
    this.closed = once(socket, 'close');
    socket.on('data', (chunk) => {
      this.text += chunk;
    });
  }

  /** Resolves when the node has taken it. */
  static async open(url: string): Promise<Connection> {
    const connection = new Connection(connect(Number(new URL(url).port), '127.0.0.1'));
    connection.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await connection.heard(/\nok$/);
    connection.text = '';
    return connection;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  async heard(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) await once(this.socket, 'data');
  }
}

async function isListening(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const result = await Promise.race([once(socket, 'connect'), once(socket, 'error')]).catch(() => undefined);
  socket.destroy();
  return result?.length === 0;
}
