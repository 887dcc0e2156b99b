// What Stryker runs for every mutant: the specs that scripts/mutation.mjs names, in their order, as one project.
import { dirname, resolve } from 'node:path';
import config from '../../jest.config.mjs';

const specs = (process.env.WRIT_MUTATION_SPECS ?? '').split(',').map((path) => `<rootDir>/${path}`);
// Stryker has built what it mutates, and the run needs no folder of its own.
const {
  displayName: _name,
  globalSetup: _setup,
  globalTeardown: _teardown,
  ...unit
} = config.projects.find(({ displayName }) => displayName === 'unit');

export default {
  ...unit,
  rootDir: resolve(import.meta.dirname, '..', '..'),
  roots: [...new Set(specs.map((path) => dirname(path)))],
  testMatch: specs,
  testTimeout: config.testTimeout,
  testEnvironment: '<rootDir>/test/jest/mutation-environment.mjs',
  // One process runs the files again and again, and some mutants are looked at only while a module is loaded.
  testEnvironmentOptions: { isFresh: true },
  testSequencer: '<rootDir>/test/jest/as-named.mjs',
};
