// npm run mutation: are the specs of what decides and proves able to fail? Mutants are made of the sources, compiled once, and
// switched on one at a time while the specs that are about them run: scripts/mutation.mjs says which.
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  jest: { projectType: 'custom', configFile: 'test/jest/mutation.config.mjs', enableFindRelatedTests: false },
  buildCommand: 'node scripts/build.mjs --code-alone',
  coverageAnalysis: 'off',
  // A process keeps every module it loaded.
  maxTestRunnerReuse: 100,
  checkers: [],
  disableTypeChecks: true,
  allowEmpty: true,
  concurrency: 1,
  timeoutMS: 30_000,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: '.cache/mutation.json' },
  tempDirName: '.cache/mutation',
  ignorePatterns: ['dist', 'coverage', '.writ', 'docs', 'test/e2e', 'test/bench'],
};
