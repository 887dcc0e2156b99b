// Inside Jest, Node itself loads the specs and what they test, as in production: each module once for all the files of a worker.
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';

const GLOBALS = new URL('build/globals.mjs', import.meta.url).href;
const COMPILED = pathToFileURL(`${resolve(import.meta.dirname, '..', '..', 'dist')}/`).href;
/** How often this process saw dist/ change: `jest --watch` may run everything in one process. */
const BUILDS = Symbol.for('writ.builds');
const buildsBefore = globalThis[BUILDS] ?? 0;
const seen = new Set();
let fresh = 0;

/** Of the three minutes that a test has: looking for a smaller counterexample may take longer, and then nobody was told of the one found. */
const PROPERTY_MS = 150_000;
fc.configureGlobal({ interruptAfterTimeLimit: PROPERTY_MS, markInterruptAsFailure: true });
// Where @fast-check/jest looks for the time of a test.
globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')] = PROPERTY_MS;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: GLOBALS, format: 'module', shortCircuit: true };
    const resolved = next(specifier, context);
    const age = fresh + (globalThis[BUILDS] ?? 0) - buildsBefore;
    if (age === 0 || !resolved.url.startsWith(COMPILED)) return resolved;
    return { ...resolved, url: `${resolved.url}${resolved.url.includes('?') ? '&' : '?'}age=${age}` };
  },
});

/** A spec declares its tests while it is loaded, so it is loaded again to run again. */
export async function loadSpec(url) {
  await import(seen.has(url) ? `${url}?run=${performance.now()}` : url);
  seen.add(url);
}

/** From now on every compiled module is loaded anew, as it is when something in it was switched that only loading looks at. */
export function forgetModules() {
  fresh += 1;
}
