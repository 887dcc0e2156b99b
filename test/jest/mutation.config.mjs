// What Stryker runs for every mutant: the unit specs of what is mutated, as one project.
import { resolve } from 'node:path';
import config from '../../jest.config.mjs';

const { displayName: _name, ...unit } = config.projects.find(({ displayName }) => displayName === 'unit');
const MUTATED = ['libs/{evidence,append-planning,event-sourcing,ruling}/**', 'src/features/*'];

export default {
  ...unit,
  rootDir: resolve(import.meta.dirname, '..', '..'),
  testMatch: MUTATED.map((folder) => `<rootDir>/${folder}/*.unit.spec.ts`),
  testTimeout: config.testTimeout,
  // One process runs the files again and again, and some mutants are looked at only while a module is loaded.
  testEnvironmentOptions: { isFresh: true },
};
