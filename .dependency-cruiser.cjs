const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/**
 * The house rules of docs/adr/005: arrows run one way. Walls stand between packages; rooms, which are computed
 * from the folders so that a new module needs no new rule, lie between the ground and the tables of the roof.
 * Sources are read with swc (TypeScript 7 has no JavaScript API); imports of another package resolve to its
 * dist folder, so every package is matched as `name/` with or without `dist/`.
 */
const PACKAGES = [
  'protocol',
  'circuits',
  'wasm-core',
  'node',
  'client-sdk',
  'services',
  'cli',
  'test',
  'bench',
];

/** Files of a package, built or not, of one of the given folders in it. */
const files = (name, folders = '') => `^${name}/(dist/)?${folders}`;

/** `from` may reach only the given packages. */
const only = (name, allowed, comment) => ({
  name: `${name}-imports-only`,
  comment,
  severity: 'error',
  from: { path: files(name) },
  to: { path: `^(${PACKAGES.filter((p) => p !== name && !allowed.includes(p)).join('|')})/` },
});

/** A folder of a package may reach only some of the package's other folders. */
const within = (name, folder, allowed, comment) => ({
  name: `${name}-${folder.replace('/', '-')}-imports-only`,
  comment,
  severity: 'error',
  from: { path: files(name, `${folder}/`) },
  to: { path: files(name), pathNot: files(name, `(${[folder, ...allowed].join('|')})(/|\\.)`) },
});

const forbid = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });

/** Every folder of the protocol but core is a module, and has its room under the same name in every layer. */
const MODULES = readdirSync(join(__dirname, 'protocol'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['core', 'dist', 'node_modules'].includes(entry.name))
  .map(({ name }) => name);

/** Arrows between modules that their pages name: a need's baselines, and answers, are of the market's days. */
const ARROWS = { flexibility: ['market'], disclosure: ['market'] };

/** Where rooms stand: package and folder in it. */
const LAYERS = [
  ['protocol', ''],
  ['node', 'state/'],
  ['node', 'api/'],
  ['services', ''],
  ['client-sdk', ''],
  ['client-sdk', 'auditor/'],
  ['client-sdk', 'verifier/'],
  ['cli', 'commands/'],
  ['cli', 'demo/'],
];
const ROOMS = ['core', ...MODULES];
/** A room in every layer: a folder, or the file where it is one. */
const room = (name) => LAYERS.map(([pkg, layer]) => `${files(pkg, layer)}${name}(/|[.])`);

/** What is composed of the rooms, by layer: no room may rely on it. */
const ROOFS = [
  ['protocol', '', '(kinds|tx|request|routes|events|prover)[.]'],
  ['node', 'state/', '(handlers|guards|books|groups|applyTx|applyBlock)[.]'],
  ['node', 'api/', 'index[.]|events/'],
  ['services', '', '(organisation|index|development)[.]'],
  ['client-sdk', '', '(wallet|openWallet|index)[.]'],
  ['client-sdk', 'auditor/', '(rules|guards|books|block|audit|index)[.]'],
  ['cli', 'demo/', 'coreDay/'],
];

/** What every room stands on, or stands beside the rooms: no module may be known there. */
const GROUND = [
  files('protocol', '(params|parameters|roles|tags|errors)[.]'),
  files('node', '(store|proofs|consensus|api/http)/'),
  files('client-sdk', '(client|csv|wallet|prover)/'),
  files('cli', '(terminal|report)/'),
  files('cli', '(client|headings|ledgers|options|organisations|proving|requests|wallets)[.]'),
];

module.exports = {
  forbidden: [
    only('protocol', [], 'protocol is pure: what node and SDK agree on.'),
    only(
      'circuits',
      ['wasm-core'],
      'Circuits and their tools know no other package but the core that makes keys.',
    ),
    only('wasm-core', ['protocol'], 'Primitives know nothing of node or wallet.'),
    only('node', ['protocol', 'circuits', 'wasm-core'], 'A node needs no client.'),
    only('client-sdk', ['protocol', 'circuits', 'wasm-core'], 'A client never contains the node.'),
    only('services', ['protocol', 'circuits', 'client-sdk'], 'A service is a client of a node.'),
    only(
      'cli',
      ['protocol', 'circuits', 'wasm-core', 'node', 'client-sdk', 'services'],
      'Tests and benches are not shipped.',
    ),
    within('node', 'state', [], 'The state machine imports protocol only.'),
    within('node', 'store', ['state'], 'A store implements the state view.'),
    within('node', 'proofs', ['state', 'config'], 'Proofs look at the state and at nothing above it.'),
    within(
      'node',
      'consensus',
      ['state', 'proofs', 'store', 'config'],
      'Consensus is thin over state and proofs.',
    ),
    within(
      'node',
      'api',
      ['state', 'proofs', 'store', 'consensus', 'config'],
      'The API is thin over the ledger.',
    ),
    within('client-sdk', 'verifier', [], 'The verifier is usable alone: no wallet, prover or http.'),
    within('client-sdk', 'auditor', ['verifier'], 'A regulator audits with no wallet, prover or http.'),
    within('client-sdk', 'prover', [], 'Proving knows no wallet.'),
    within(
      'client-sdk',
      'core/readings',
      ['csv'],
      'Files of readings are read with no wallet, prover or http.',
    ),
    forbid(
      'core-knows-no-module',
      { path: room('core') },
      { path: MODULES.flatMap(room) },
      'Core is what a second module needs.',
    ),
    forbid(
      'ground-knows-no-module',
      { path: GROUND },
      { path: MODULES.flatMap(room) },
      'Tables alone import modules.',
    ),
    forbid(
      'town-and-ledger-know-no-module',
      { path: files('cli', '(demo/town|commands/ledger)/') },
      { path: MODULES.map((name) => files('cli', `(demo|commands)/${name}(/|[.])`)) },
      'Demos and commands of every module stand on them.',
    ),
    ...(MODULES.length > 1 ? MODULES : [])
      .map((name) => ({ name, others: MODULES.filter((o) => o !== name && !ARROWS[name]?.includes(o)) }))
      // An empty path would match everything.
      .filter(({ others }) => others.length > 0)
      .map(({ name, others }) =>
        forbid(
          `${name}-knows-no-other-module`,
          { path: room(name) },
          { path: others.flatMap(room) },
          'Two modules that need the same thing have found a piece of core.',
        ),
      ),
    ...ROOFS.map(([pkg, layer, tables]) =>
      forbid(
        `rooms-know-no-roof-${[pkg, layer.replace('/', '')].filter(Boolean).join('-')}`,
        { path: `${files(pkg, layer)}(${ROOMS.join('|')})(/|[.])` },
        { path: `${files(pkg, layer)}(${tables})` },
        'Tables are composed of rooms.',
      ),
    ),
    forbid(
      'commands-know-no-main',
      { path: files('cli'), pathNot: files('cli', '(main[.]|bin/)') },
      { path: files('cli', 'main[.]') },
      'The table of commands is composed of the rooms.',
    ),
    forbid(
      'state-is-pure',
      { path: files('node', 'state/') },
      { dependencyTypes: ['core'] },
      'No I/O, clock or randomness in consensus code.',
    ),
    forbid(
      'protocol-is-pure',
      { path: files('protocol') },
      { dependencyTypes: ['core'] },
      'No I/O in the protocol; it runs in browsers too.',
    ),
    forbid(
      'services-submit-and-verify-only',
      { path: files('services') },
      {
        path: files('client-sdk'),
        pathNot: files(
          'client-sdk',
          '(client/(submit|blocks)|verifier/(chain|fact|head|headLag|market/auction))\\.',
        ),
      },
      'Services work on the Api they are given, and believe it what they can verify.',
    ),
    forbid(
      'state-takes-primitives-injected',
      { path: [files('node', 'state/'), files('services')], pathNot: files('services', 'development[.]') },
      { path: '^(circuits|wasm-core)/' },
      'Hasher, matcher and prover are passed in.',
    ),
    forbid(
      'verified-only-by-proofs',
      { path: '^(node|client-sdk|cli|bench)/', pathNot: files('node', '(state|proofs)/') },
      { path: files('node', 'state/core/verified\\.'), dependencyTypesNot: ['type-only'] },
      'Only the proof check may call a transaction verified.',
    ),
    forbid(
      'only-main-composes',
      { path: files('node'), pathNot: files('node', '(main|index)\\.') },
      { path: files('node', 'main\\.') },
      'Nothing inside the node reaches for its composition root.',
    ),
    forbid('no-cycles', {}, { circular: true }, 'A cycle is one module in disguise.'),
    forbid('resolvable', {}, { couldNotResolve: true }, 'Every import names something installed.'),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/(dist|node_modules|keys|\\.cache)/.*\\.d\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
