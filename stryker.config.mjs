// npm run mutation: are the specs of what decides and proves able to fail? Mutants are made of the sources, compiled once, and
// switched on one at a time while the unit specs run. test/mutation-floor.json holds the score below which no file may fall.
export default {
  mutate: [
    'src/features/*/decider.ts',
    'libs/evidence/*.ts',
    'libs/append-planning/*.ts',
    'libs/event-sourcing/*.ts',
    'libs/ruling/policy-answer.ts',
    '!**/*.spec.ts',
    '!**/index.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  jest: { projectType: 'custom', configFile: 'test/jest/mutation.config.mjs', enableFindRelatedTests: false },
  buildCommand: 'node scripts/build.mjs',
  coverageAnalysis: 'off',
  checkers: [],
  disableTypeChecks: true,
  concurrency: 2,
  // A process keeps every module it loaded.
  maxTestRunnerReuse: 25,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: '.cache/mutation.json' },
  clearTextReporter: { logTests: false, reportTests: false },
  tempDirName: '.cache/mutation',
  ignorePatterns: ['dist', 'coverage', '.writ', 'docs', 'test/e2e', 'test/bench'],
};
