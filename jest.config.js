const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Only the tests are transformed; the packages are imported as built by `tsc -b`.
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/package.json'],
};

/** What plays days, or tries circuits, runs in the medium profile too: the same files, with another global. */
const medium = { ...common, globals: { PROFILE: 'medium' } };
const DAYS = [
  'state/core/{books,mergedSet,surveys,tariffs}',
  'state/market/*',
  'state/flexibility/*',
  'state/disclosure/*',
];
/** What takes longer, with the slow tests. */
const LONGER = [
  'economy/{ledger,series,statements}',
  'auditor/{agreement,cases.slow,points,sets,realProofs.slow,surveys.slow}',
  'services/day',
  'state/core/dividedSet',
  'state/flexibility/calledNeed',
  'circuits/core/{clear,close,masksum,transfer}',
  'circuits/disclosure/disclose',
  'circuits/flexibility/{claim,deliver,deliver.slow,offer}',
  'circuits/market/{lateBill,opening,order,settle}',
  'oracle/oracle',
];
/** What runs with the slow tests in the small profile too: a shorter test of the fast suite shows the same first. */
const LATER = [
  'auditor/agreement',
  'bench/circuitForm',
  'circuits/core/poseidon',
  'circuits/market/{lateBill,opening}',
  'circuits/scripts/phase1',
  'e2e/{csv,day}',
  'economy/days',
  'node/kill',
  'oracle/oracle',
  'services/{day,keptBack,pinnedPoints,regulator}',
  'services/lies/{clearing,masks,orders,settlement}',
  'wasm/matcher',
];
/** What a slow test plays at greater length in the small profile, and holds against the same: it runs in medium alone. */
const OUTDONE = ['economy/{ledger,series,statements}'];
/** Of a path with alternatives in braces. */
const patternOf = (path) =>
  `/test/${path.replace('{', '(').replace('}', ')').replaceAll(',', '|')}\\.test\\.ts$`;
const files = (paths) => paths.map((path) => `<rootDir>/test/${path}.test.ts`);

export default {
  // Generous: tests wait for compilers and provers, and machines are noisy.
  testTimeout: 600_000,
  globalSetup: './test/globalSetup.js',
  maxWorkers: 2,
  projects: [
    {
      ...common,
      displayName: 'fast',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '/dist/',
        '\\.slow\\.test\\.ts$',
        ...[...LATER, ...OUTDONE].map(patternOf),
      ],
    },
    {
      ...common,
      displayName: 'slow',
      testMatch: ['<rootDir>/test/**/*.slow.test.ts', ...files(LATER)],
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    },
    {
      ...medium,
      displayName: 'medium',
      testMatch: files(DAYS),
      testPathIgnorePatterns: ['/node_modules/', '\\.slow\\.test\\.ts$'],
    },
    {
      ...medium,
      displayName: 'medium-slow',
      testMatch: files(LONGER),
    },
  ],
};
