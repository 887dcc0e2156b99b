// Jest runs every file in a realm of its own, in a process that runs many files. This closes the gaps between the realms, and
// puts back what a file changed in the process.
import { TestEnvironment } from 'jest-environment-node';
import vm, { runInContext } from 'node:vm';

const NATIVES =
  'Error TypeError RangeError SyntaxError EvalError ReferenceError URIError AggregateError Object Function Array Map Set Promise Date RegExp'.split(
    ' ',
  );

/** `x instanceof Error` holds for errors of both realms; subclasses are told apart as ever. */
const ACCEPT_BOTH = `(outer) => {
  const usual = Function.prototype[Symbol.hasInstance];
  for (const [name, theirs] of Object.entries(outer)) {
    const mine = globalThis[name];
    Object.defineProperty(mine, Symbol.hasInstance, {
      configurable: true,
      value(x) { return usual.call(this, x) || (this === mine && usual.call(theirs, x)); },
    });
  }
}`;

/** What Node hands over as plain data gets the prototypes of this realm. */
const ADOPT = `(outer, clone) => {
  const home = new Map(Object.entries(outer).map(([name, theirs]) => [theirs.prototype, globalThis[name].prototype]));
  const adopt = (x, seen = new Set()) => {
    if (x === null || typeof x !== 'object' || seen.has(x)) return x;
    seen.add(x);
    const prototype = home.get(Object.getPrototypeOf(x));
    if (prototype) Object.setPrototypeOf(x, prototype);
    if (x instanceof Map) for (const [key, value] of x) { adopt(key, seen); adopt(value, seen); }
    else if (x instanceof Set) for (const value of x) adopt(value, seen);
    else if (!ArrayBuffer.isView(x)) for (const key of Reflect.ownKeys(x)) adopt(x[key], seen);
    return x;
  };
  globalThis.structuredClone = (value, options) => adopt(clone(value, options));
  return async function json() { return JSON.parse(await this.text()); };
}`;

const { createContext } = vm;

/**
 * A realm with an ordinary global object. The usual one of Jest looks up every `Math`, `Map` or `Object` through a proxy and an
 * interceptor, which makes code that computes many times slower than in production.
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
    const realm = this.getVmContext();
    // The real process: environment variables set by a spec reach node:os and child processes.
    Object.defineProperty(this.global, 'process', { value: process, writable: true, configurable: true });
    this.before = snapshot();
    const outer = Object.fromEntries(NATIVES.map((name) => [name, globalThis[name]]));
    runInContext(ACCEPT_BOTH, realm)(outer);
    Response.prototype.json = runInContext(ADOPT, realm)(outer, structuredClone);
  }

  async teardown() {
    restore(this.before);
    await super.teardown();
  }
}

const responseJson = Response.prototype.json;

function snapshot() {
  return {
    env: { ...process.env },
    cwd: process.cwd(),
    exit: process.exit,
    exitCode: process.exitCode,
    listeners: new Map(process.eventNames().map((name) => [name, process.rawListeners(name)])),
  };
}

function restore({ env, cwd, exit, exitCode, listeners }) {
  Response.prototype.json = responseJson;
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  if (process.cwd() !== cwd) process.chdir(cwd);
  process.exit = exit;
  process.exitCode = exitCode;
  for (const name of process.eventNames())
    for (const listener of process.rawListeners(name))
      if (!listeners.get(name)?.includes(listener)) process.removeListener(name, listener);
}
