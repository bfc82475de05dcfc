/**
 * A module takes files of its own and one line in each table, and where a line is missing the build or a rule
 * says so by name. Shown on a small made-up module, put into a copy of the packages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch } from './support/scratch.js';

const PROBE = 'test/house/probe';

/** The table, what stands there and what stands there with the module. */
const LINES: readonly [file: string, piece: string, next: string][] = [
  [
    'protocol/errors.ts',
    '  // 9xx proofs\n',
    '  // 28xx vouchers\n  VOUCHER_CLAIMED: 2800,\n  // 9xx proofs\n',
  ],
  [
    'protocol/parameters.ts',
    'PARAMETERS = {}',
    `PARAMETERS = {
      vouchers: parameterBlock({
        module: 'vouchers',
        json: z.strictObject({ most: z.number().int().min(1).max(255) }),
        bytes: container({ most: U8 }),
        beyondProduction: () => undefined,
        development: { most: 9 },
      }),
    }`,
  ],
  ['node/state/guards.ts', 'Guards = {}', 'Guards = { redeem: [keepsVouchers] }'],
  ['client-sdk/auditor/guards.ts', 'Guards = {}', 'Guards = { redeem: [keepsVouchers] }'],
  ['node/state/handlers.ts', '...MARKET_HANDLERS', '...VOUCHER_HANDLERS, ...MARKET_HANDLERS'],
  ['node/api/index.ts', '...marketHandlers(', '...voucherHandlers(ledger), ...marketHandlers('],
  ['client-sdk/auditor/rules.ts', '...MARKET_RULES', '...VOUCHER_RULES, ...MARKET_RULES'],
  ['client-sdk/auditor/books.ts', 'extends CoreBooks,', 'extends CoreBooks, VoucherBook,'],
  ['client-sdk/auditor/books.ts', '...openMarketBook(', '...openVoucherBook(), ...openMarketBook('],
  [
    'client-sdk/wallet.ts',
    '    this.market = new Market(this.#work);\n',
    '    this.market = new Market(this.#work);\n    this.vouchers = new Vouchers(this.#work);\n',
  ],
  [
    'client-sdk/wallet.ts',
    '  readonly market: Market;\n',
    '  readonly market: Market;\n  readonly vouchers: Vouchers;\n',
  ],
  ['cli/main.ts', '    marketCommands(),\n', '    marketCommands(),\n    voucherCommands(),\n'],
  [
    'test/protocol/support/bodies.ts',
    '    lateBill: fc',
    '    claimVoucher: fc.record({ sequence: u64, voucher: fr }),\n    lateBill: fc',
  ],
];

const IMPORTS: readonly [file: string, line: string][] = [
  ['protocol/parameters.ts', "import { z } from 'zod';"],
  ['protocol/parameters.ts', "import { parameterBlock } from './core/parameterBlock.js';"],
  ['protocol/parameters.ts', "import { container, U8 } from './core/ssz.js';"],
  ['node/state/guards.ts', "import { keepsVouchers } from './vouchers/guard.js';"],
  ['client-sdk/auditor/guards.ts', "import { keepsVouchers } from './vouchers/guard.js';"],
  ['node/state/handlers.ts', "import { VOUCHER_HANDLERS } from './vouchers/handlers.js';"],
  ['node/api/index.ts', "import { voucherHandlers } from './vouchers.js';"],
  ['client-sdk/auditor/rules.ts', "import { VOUCHER_RULES } from './vouchers/rules.js';"],
  ['client-sdk/auditor/books.ts', "import { openVoucherBook, type VoucherBook } from './vouchers/book.js';"],
  ['client-sdk/wallet.ts', "import { Vouchers } from './vouchers/vouchers.js';"],
  ['cli/main.ts', "import { voucherCommands } from './commands/vouchers.js';"],
];

const scratch = new Scratch();
afterAll(() => scratch.remove());

beforeAll(() => {
  const files = readdirSync(PROBE, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const { parentPath, name } of files) {
    const source = join(parentPath, name);
    const path = source.slice(source.indexOf(PROBE) + PROBE.length + 1).replace(/\.txt$/, '');
    scratch.write(path, readFileSync(source, 'utf8'));
  }
  scratch.edit('protocol/kinds.ts', '...MARKET_KINDS', '...VOUCHER_KINDS, ...MARKET_KINDS');
  scratch.append('protocol/kinds.ts', "import { VOUCHER_KINDS } from './vouchers/kinds.js';\n");
  scratch.edit('protocol/routes.ts', '...MARKET_ROUTES', '...VOUCHER_ROUTES, ...MARKET_ROUTES');
  scratch.append('protocol/routes.ts', "import { VOUCHER_ROUTES } from './vouchers/routes.js';\n");
});

test('with its kinds and routes in their tables, the compiler asks for the rest by name', async () => {
  const errors = await scratch.compile();
  const asks = (file: string, name: string) =>
    expect([file, errors.get(file)?.join('\n')]).toEqual([file, expect.stringContaining(name)]);
  asks('node/state/handlers.ts', "'claimVoucher' is missing");
  asks('node/state/vouchers/claim.ts', 'VOUCHER_CLAIMED');
  asks('node/state/vouchers/claim.ts', "'vouchers' does not exist");
  asks('node/api/index.ts', "'voucher' is missing");
  asks('client-sdk/auditor/rules.ts', "'claimVoucher' is missing");
  asks('test/protocol/support/bodies.ts', "'claimVoucher' is missing");
});

test('with one line in each table it stands, and breaks no rule', async () => {
  for (const [file, piece, next] of LINES) scratch.edit(file, piece, next);
  for (const [file, line] of IMPORTS) scratch.append(file, `${line}\n`);
  expect([...(await scratch.compile())]).toEqual([]);
  expect(await scratch.brokenRules()).toEqual([]);
});

test('no arrow runs from a module into another, from core into a module, from a room into a table', async () => {
  const arrows: readonly [from: string, to: string, rule: string][] = [
    ['protocol/vouchers/voucher.ts', '../market/auction.js', 'vouchers-knows-no-other-module'],
    ['node/state/vouchers/claim.ts', '../market/auction.js', 'vouchers-knows-no-other-module'],
    ['node/api/vouchers.ts', '../state/market/auction.js', 'vouchers-knows-no-other-module'],
    ['client-sdk/market/cells.ts', '../vouchers/vouchers.js', 'market-knows-no-other-module'],
    ['client-sdk/auditor/vouchers/rules.ts', '../market/book.js', 'vouchers-knows-no-other-module'],
    ['protocol/core/points.ts', '../vouchers/voucher.js', 'core-knows-no-module'],
    ['node/state/core/money/notes.ts', '../../market/auction.js', 'core-knows-no-module'],
    ['services/core/issuer.ts', '../market/operator.js', 'core-knows-no-module'],
    ['client-sdk/core/work.ts', '../vouchers/vouchers.js', 'core-knows-no-module'],
    ['client-sdk/auditor/core/lists.ts', '@veilgrid/protocol/vouchers/voucher', 'core-knows-no-module'],
    ['protocol/vouchers/kinds.ts', '../kinds.js', 'rooms-know-no-roof-protocol'],
    ['node/state/market/order.ts', '../handlers.js', 'rooms-know-no-roof-node-state'],
    ['node/state/market/order.ts', '../guards.js', 'rooms-know-no-roof-node-state'],
    ['client-sdk/auditor/market/book.ts', '../guards.js', 'rooms-know-no-roof-client-sdk-auditor'],
    ['protocol/parameters.ts', './vouchers/voucher.js', 'ground-knows-no-module'],
    ['node/api/core/notes.ts', '../index.js', 'rooms-know-no-roof-node-api'],
    ['services/market/billing.ts', '../organisation.js', 'rooms-know-no-roof-services'],
    ['client-sdk/vouchers/vouchers.ts', '../wallet.js', 'rooms-know-no-roof-client-sdk'],
    ['client-sdk/auditor/market/book.ts', '../rules.js', 'rooms-know-no-roof-client-sdk-auditor'],
    ['node/api/market/orders.ts', '../events/blockEvents.js', 'rooms-know-no-roof-node-api'],
    ['node/api/http/parse.ts', '../../state/market/auction.js', 'ground-knows-no-module'],
    ['client-sdk/wallet/units.ts', '../market/cells.js', 'ground-knows-no-module'],
    ['cli/demo/town/sum.ts', '../market/prices.js', 'town-and-ledger-know-no-module'],
    ['cli/commands/ledger/verify.ts', '../vouchers.js', 'town-and-ledger-know-no-module'],
    ['cli/commands/vouchers.ts', '../main.js', 'commands-know-no-main'],
  ];
  for (const [from, to] of arrows) scratch.append(from, `import '${to}';\n`);
  const broken = await scratch.brokenRules();
  for (const [from, , rule] of arrows) expect(broken).toContainEqual({ rule, from });
});
