// Specs are named and found as sources (libs/…/x.unit.spec.ts) and run as what npm run build made of them in dist/: the code
// under test is byte for byte the code of production. docs/decisions/0036-jest-on-the-compiled-code.md
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  rootDir: import.meta.dirname,
  roots: ['libs', 'src', 'clients', 'migrations', 'test'].map((folder) => `<rootDir>/${folder}`),
  modulePathIgnorePatterns: ['/fixtures/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.spec\\.ts$': '<rootDir>/test/jest/compiled-spec.mjs' },
  resolver: '<rootDir>/test/jest/resolver.mjs',
  injectGlobals: false,
  testEnvironment: '<rootDir>/test/jest/environment.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/jest/own-constructor-key.mjs'],
  globalSetup: '<rootDir>/test/jest/run-setup.mjs',
  globalTeardown: '<rootDir>/test/jest/run-teardown.mjs',
  ...more,
});

const onDatabase = {
  globalSetup: '<rootDir>/test/jest/database-setup.mjs',
  globalTeardown: '<rootDir>/test/jest/database-teardown.mjs',
};
const ARCHITECTURE = '<rootDir>/test/architecture/';

export default {
  testTimeout: 180_000,
  // With two, a quarter of two processors has nothing to do: much of what specs do is waiting.
  maxWorkers: 3,
  workerIdleMemoryLimit: '900MB',
  // Jest gives a worker half a second to end by itself, which a busy machine may not give it, and then speaks of a leak.
  workerGracefulExitTimeout: 10_000,
  testSequencer: '<rootDir>/test/jest/slow-kinds-first.mjs',
  reporters: ['default', '<rootDir>/test/jest/parent-reporter.mjs'],
  // Of compiled code, shown as sources: npm run coverage.
  collectCoverageFrom: ['dist/{libs,src,clients}/**/*.js', '!**/*.spec.js', '!**/testing/**', '!**/node_modules/**'],
  projects: [
    project('architecture', [`${ARCHITECTURE}**/*.spec.ts`]),
    project('unit', ['<rootDir>/**/*.unit.spec.ts'], { testPathIgnorePatterns: [ARCHITECTURE] }),
    project('int', ['<rootDir>/**/*.int.spec.ts'], onDatabase),
    project('e2e', ['<rootDir>/**/*.e2e.spec.ts'], onDatabase),
  ],
};
