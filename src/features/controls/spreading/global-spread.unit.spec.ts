import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { TenantDirectory } from '#features/tenants/contract';
import {
  isRefusal,
  LedgerUnavailableError,
  type AppendRequest,
  type CommandContext,
  type EventStore,
} from '#libs/event-sourcing';
import { InMemoryEventStore } from '#libs/event-sourcing/testing';
import { Ledger } from '#libs/nest-event-sourcing';
import { ControlStreams } from '../control-streams.js';
import { GlobalSpread } from './global-spread.js';
import { ControlDesk } from '../control-desk.js';

const TENANTS = ['acme', 'blue', 'coral'];
const tenants: TenantDirectory = new (class extends TenantDirectory {
  all = () => Promise.resolve(TENANTS);
  find = (id: string) => Promise.resolve({ id, name: id });
})();
const owner: CommandContext = {
  tenant: '_deployment',
  actor: { kind: 'user', id: 'owner' },
  correlation: null,
  causation: null,
  trace: null,
};
const GLOBAL = { scope: 'global', target: null, reason: 'r' } as const;
const ENGAGE = { type: 'EngageKillSwitch', ...GLOBAL } as const;
const RELEASE = { type: 'ReleaseKillSwitch', ...GLOBAL } as const;

/** What a process has: its own memory of a ledger that all share. */
function processOn(store: EventStore) {
  const streams = new ControlStreams(new Ledger(store));
  const spread = new GlobalSpread(streams, tenants);
  return { streams, spread, controls: new ControlDesk(streams, spread) };
}

async function stopped(store: EventStore): Promise<string[]> {
  const { streams } = processOn(store);
  const states = await Promise.all(TENANTS.map(async (id) => [id, (await streams.refreshed(id)).state.kills] as const));
  return states.filter(([, kills]) => kills['global']).map(([id]) => id);
}

/** A ledger that takes nothing for one tenant while it is cut off. */
class CutOff extends InMemoryEventStore {
  tenant: string | undefined;
  override append(request: AppendRequest) {
    if (request.tenant === this.tenant) return Promise.reject(new LedgerUnavailableError('cut off'));
    return super.append(request);
  }
}

describe('a deployment-wide kill', () => {
  it('reaches everybody who can be reached before it tries again with those who cannot', async () => {
    const cutOff = Array.from({ length: 20 }, (_, i) => `away-${i}`);
    const all = [...cutOff, ...TENANTS];
    const told: string[] = [];
    const store = new (class extends InMemoryEventStore {
      override append(request: AppendRequest) {
        if (request.tenant === '_deployment') return super.append(request);
        told.push(request.tenant);
        return cutOff.includes(request.tenant) ? Promise.reject(new LedgerUnavailableError('away')) : super.append(request);
      }
    })();
    const streams = new ControlStreams(new Ledger(store));
    const known = Object.assign(Object.create(tenants) as TenantDirectory, { all: () => Promise.resolve(all) });
    const spread = new GlobalSpread(streams, known);
    await streams.handleGlobal(owner, ENGAGE);
    const notReached = await spread.everywhere(50);
    expect(notReached.map(({ tenant }) => tenant).sort()).toStrictEqual(cutOff.toSorted());
    expect(told.slice(0, all.length).sort()).toStrictEqual(all.toSorted());
    expectThat('and then they are tried again', told.length).toBeGreaterThan(all.length);
    expect(await stopped(store)).toStrictEqual(TENANTS);
  });

  it('that one tenant cannot take stops the others, names it, and reaches it later', async () => {
    const store = new CutOff();
    const { spread, controls } = processOn(store);
    store.tenant = 'blue';
    const refused = await controls.switchGlobal(owner, ENGAGE);
    assert(isRefusal(refused));
    expect(refused.refused).toBe('CONTROL_NOT_EVERYWHERE');
    expect(refused.detail ?? '').toMatch(/ledgers of blue$/);
    expect(refused.extra).toStrictEqual({ tenants: ['blue'], tenantsInAll: 1 });
    expect(await stopped(store)).toStrictEqual(['acme', 'coral']);
    expect(await spread.isDue()).toBe(true);
    store.tenant = undefined;
    const again = await controls.switchGlobal(owner, ENGAGE);
    expect(isRefusal(again) && again.refused === 'CONTROL_ALREADY_SET').toBe(true);
    expect(await stopped(store)).toStrictEqual(TENANTS);
    expect(await spread.isDue()).toBe(false);
  });

  it('lifted and set again while somebody is late with the first lifting stays set', async () => {
    const store = new InMemoryEventStore();
    let letGo: () => void = () => undefined;
    let isHeld: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    /** Gets to the tenant's ledger only when let go: the same ledger as seen by a process that was not scheduled. */
    const late = new (class extends InMemoryEventStore {
      override async append(request: AppendRequest) {
        if (request.tenant === 'acme') {
          isHeld();
          await new Promise<void>((resolve) => (letGo = resolve));
        }
        return super.append(request);
      }
    })(undefined, store);
    const one = processOn(store);
    await one.controls.switchGlobal(owner, ENGAGE);
    const lifting = processOn(late).controls.switchGlobal(owner, RELEASE);
    await held;
    // The lifting is recorded for the deployment, and in some ledgers; the kill is set again, over what it has left.
    expect(isRefusal(await one.controls.switchGlobal(owner, ENGAGE))).toBe(false);
    expect(await stopped(store)).toStrictEqual(TENANTS);
    letGo();
    await lifting;
    expect(await stopped(store)).toStrictEqual(TENANTS);
  });

  it('holds from its answer on, whoever else is spreading what was set or lifted before', async () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`spreads in any order: seed ${seed}`);
    const plan = fc.array(fc.record({ by: fc.nat(2), also: fc.array(fc.nat(2), { maxLength: 2 }) }), {
      minLength: 2,
      maxLength: 6,
    });
    const property = fc.asyncProperty(fc.scheduler(), plan, async (scheduler, steps) => {
      const store = new InMemoryEventStore();
      const processes = Array.from({ length: 3 }, () => processOn(interleaved(store, scheduler)));
      const others: Promise<unknown>[] = [];
      const story = async () => {
        for (const [i, { by, also }] of steps.entries()) {
          for (const other of also) others.push((processes[other] as (typeof processes)[0]).spread.everywhere());
          const isKill = i % 2 === 0;
          const done = await (processes[by] as (typeof processes)[0]).controls.switchGlobal(owner, isKill ? ENGAGE : RELEASE);
          expectThat(JSON.stringify(done), isRefusal(done)).toBe(false);
          if (isKill) expectThat('when the kill is answered', await stopped(store)).toStrictEqual(TENANTS);
        }
        await Promise.all(others);
        expectThat('in the end', await stopped(store)).toStrictEqual(steps.length % 2 === 1 ? TENANTS : []);
      };
      await scheduler.waitFor(story());
    });
    await fc.assert(property, { seed, numRuns: 60 });
  });
});

/** The same ledger, whose answers come in the order that the scheduler wants. */
function interleaved(store: InMemoryEventStore, scheduler: fc.Scheduler): EventStore {
  const shared = new InMemoryEventStore(undefined, store);
  return new Proxy(shared, {
    get: (target, name) => {
      if (name === 'append') return scheduler.scheduleFunction((request: AppendRequest) => target.append(request));
      if (name === 'readStream') return scheduler.scheduleFunction(target.readStream.bind(target));
      return Reflect.get(target, name) as unknown;
    },
  });
}
