// Jest gives every file a realm of its own and loads everything into it anew. Here only Jest's own part runs there: specs and what
// they test are loaded by Node, as in production, and once for all the files of a worker. Each file finds the process as the
// first one did.
import { TestEnvironment } from 'jest-environment-node';
import vm, { runInContext } from 'node:vm';
import { forgetModules, loadSpec } from './module-loading.mjs';

/** Where build/globals.mjs finds what Jest made for the file that runs now. */
const JEST = Symbol.for('writ.jest');
/** Where compiled-spec.mjs finds the way out of the file's realm. */
const SPEC = Symbol.for('writ.spec');

/** What both realms have one of each of, and Jest asks about. */
const NATIVES = [Error, Object, Function, Array, Map, Set, Promise, Date, RegExp, DataView];

/** For Jest an Error of ours is an Error, and for us one of Jest's is. */
const MEET = `(natives) => {
  const usual = Function.prototype[Symbol.hasInstance];
  for (const theirs of natives) {
    const mine = globalThis[theirs.name];
    Object.defineProperty(mine, Symbol.hasInstance, {
      configurable: true,
      value(x) { return usual.call(this, x) || (this === mine && usual.call(theirs, x)); },
    });
    if (theirs.name === 'Error') Object.setPrototypeOf(mine.prototype, theirs.prototype);
  }
}`;

const { createContext } = vm;

/**
 * An ordinary global object for Jest's part. The usual one looks up every `Math`, `Map` or `Object` through a proxy and an
 * interceptor, which makes comparing of large values many times slower.
 */
const createOrdinaryContext = () => createContext(vm.constants.DONT_CONTEXTIFY);

export default class WritEnvironment extends TestEnvironment {
  constructor(config, context) {
    vm.createContext = createOrdinaryContext;
    try {
      super(config, context);
    } finally {
      vm.createContext = createContext;
    }
    this.before = snapshot();
    // The real process: environment variables set by a spec reach node:os and child processes.
    Object.defineProperty(this.global, 'process', { value: process, writable: true, configurable: true });
    runInContext(MEET, this.getVmContext())(NATIVES);
    this.fakeTimersModern = new this.fakeTimersModern.constructor({ config: config.projectConfig, global: globalThis });
    this.moduleMocker = new this.moduleMocker.constructor(globalThis);
    this.global[SPEC] = (url, jest) => this.load(url, jest);
    // Coverage of a module ends with the file that it began in.
    if (config.projectConfig.testEnvironmentOptions.isFresh || config.globalConfig.collectCoverage) forgetModules();
  }

  async load(url, jest) {
    globalThis[JEST] = jest;
    globalThis.console = this.global.console;
    await loadSpec(url);
  }

  async teardown() {
    await super.teardown();
    restore(this.before);
  }
}

function snapshot() {
  return {
    env: { ...process.env },
    cwd: process.cwd(),
    exit: process.exit,
    exitCode: process.exitCode,
    listeners: new Map(process.eventNames().map((name) => [name, process.rawListeners(name)])),
    globals: Object.getOwnPropertyDescriptors(globalThis),
  };
}

function restore({ env, cwd, exit, exitCode, listeners, globals }) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  // Unasked, because the folder it is in now may be gone.
  process.chdir(cwd);
  process.exit = exit;
  process.exitCode = exitCode;
  for (const name of process.eventNames())
    for (const listener of process.rawListeners(name))
      if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener);
  for (const key of Reflect.ownKeys(globalThis)) if (!Object.hasOwn(globals, key)) Reflect.deleteProperty(globalThis, key);
  for (const key of Reflect.ownKeys(globals)) {
    const { value, writable, configurable } = globals[key];
    if (writable && configurable && globalThis[key] !== value) Object.defineProperty(globalThis, key, globals[key]);
  }
}
