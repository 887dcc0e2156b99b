import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signStatement, type RevisionStatement, type generateSigningKey } from '#libs/policy-signing';
import type { RunningWrit } from './running-writ.js';
import type { WritClient } from './writ-client.js';

/** What a policy is taken through, whichever way people speak to Writ. */
export interface PolicyRoad {
  registerKey(name: string): Promise<void>;
  /** Instantiates the template, with this data instead of its own for one parameter, checks it and adds it as a revision. */
  write(template: string, parameter: string, value: object): Promise<number>;
  submit(revision: number): Promise<void>;
  approve(revision: number): Promise<void>;
  sign(revision: number): Promise<void>;
  publish(revision: number): Promise<void>;
  /** How the second differs from the first: widened, narrowed, ... */
  diff(first: number, second: number): Promise<string>;
  pin(revision: number, agent: string): Promise<string>;
  unpin(pin: string): Promise<void>;
  /** Gives back the revision that is published again. */
  rollBack(): Promise<number>;
}

export interface Travellers {
  readonly writ: RunningWrit;
  readonly tenant: string;
  readonly policy: string;
  readonly key: ReturnType<typeof generateSigningKey>;
  readonly admin: Traveller;
  readonly author: Traveller;
  readonly reviewer: Traveller;
  readonly publisher: Traveller;
}

export interface Traveller {
  readonly client: WritClient;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

export function overRest(by: Travellers): PolicyRoad {
  const { policy, key } = by;
  const on = (revision: number, rest: string) => `/v1/policies/${policy}/revisions/${revision}/${rest}`;
  return {
    registerKey: async (name) => void (await by.admin.client.post('/v1/policy-keys', { name, publicKey: key.publicKey.pem })),
    write: async (template, parameter, value) => {
      const made = await by.author.client.post<Instantiated>(`/v1/policy-templates/${template}/instantiate`, {
        parameters: { [parameter]: value },
      });
      const { modules, data } = made;
      const report = await by.author.client.post<{ ok: boolean }>('/v1/policy-checks', { modules, data });
      expectThat(JSON.stringify(report), report.ok).toBe(true);
      await by.author.client.send('POST', '/v1/policies', { id: policy, name: 'Journey' });
      const draft = { modules, data, summary: 'from a template' };
      return (await by.author.client.post<{ revision: number }>(`/v1/policies/${policy}/revisions`, draft)).revision;
    },
    submit: async (revision) => void (await by.author.client.post(on(revision, 'submit'))),
    approve: async (revision) => void (await by.reviewer.client.post(on(revision, 'approve'), { comment: 'read it' })),
    sign: async (revision) => {
      const envelope = await envelopeFor(by, revision);
      await by.publisher.client.post(on(revision, 'signatures'), { envelope });
    },
    publish: async (revision) => void (await by.publisher.client.post(on(revision, 'publish'))),
    diff: async (first, second) => (await by.author.client.get<{ effect: string }>(on(second, `diff?against=${first}`))).effect,
    pin: async (revision, agent) => {
      const request = { policy, revision, selector: { agent }, expiresAt: inAnHour(), reason: 'try', forLater: true };
      return (await by.publisher.client.post<{ pin: string }>('/v1/pins', request)).pin;
    },
    unpin: async (pin) => void (await by.publisher.client.post(`/v1/pins/${pin}/lift`, { reason: 'tried' })),
    rollBack: async () =>
      (await by.publisher.client.post<{ revision: number }>(`/v1/policies/${policy}/rollback`, { reason: 'no good' })).revision,
  };
}

interface Instantiated {
  readonly modules: Readonly<Record<string, string>>;
  readonly data: object;
}

async function envelopeFor({ writ, tenant, policy, key, publisher }: Travellers, revision: number): Promise<object> {
  const { position } = await writ.store.head(tenant);
  const seen = { 'writ-min-position': String(position) };
  const facts = await publisher.client.get<RevisionStatement>(`/v1/policies/${policy}/revisions/${revision}`, seen);
  const { digest, planDigest, dataDigest, entrypoint } = facts;
  const statement = {
    type: 'writ-policy-revision/1',
    tenant,
    policy,
    revision,
    digest,
    planDigest,
    dataDigest,
    entrypoint,
  } as const;
  return signStatement(statement, key.privatePem);
}

export function overGraphql(by: Travellers): PolicyRoad {
  const { policy, key } = by;
  async function ask<T>(who: Traveller, query: string, variables: object): Promise<T> {
    const { data, errors } = await who.client.post<{ data: T; errors?: unknown }>('/graphql', { query, variables });
    expectThat(JSON.stringify(errors), errors).toBeUndefined();
    return data;
  }
  const step = async (who: Traveller, name: string, revision: number): Promise<void> => {
    const query = `mutation($policy: String!, $revision: Int!) { ${name}(policy: $policy, revision: $revision) { revision } }`;
    await ask(who, query, { policy, revision });
  };
  return {
    registerKey: async (name) => {
      const query = 'mutation($input: RegisterPolicyKeyInput!) { registerPolicyKey(input: $input) { ledger { position } } }';
      await ask(by.admin, query, { input: { name, publicKey: key.publicKey.pem } });
    },
    write: async (template, parameter, value) => {
      const { instantiatePolicyTemplate: made } = await ask<{ instantiatePolicyTemplate: Instantiated }>(
        by.author,
        'query($name: String!, $parameters: JSON) { instantiatePolicyTemplate(name: $name, parameters: $parameters) { modules data } }',
        { name: template, parameters: { [parameter]: value } },
      );
      const input = { modules: made.modules, data: made.data };
      const checking = 'query($input: CheckPolicyInput!) { checkPolicy(input: $input) { ok } }';
      const { checkPolicy } = await ask<{ checkPolicy: { ok: boolean } }>(by.author, checking, { input });
      expect(checkPolicy.ok).toBe(true);
      if (!(await by.author.client.send('GET', `/v1/policies/${policy}`)).body['id'])
        await ask(by.author, 'mutation($input: CreatePolicyInput!) { createPolicy(input: $input) { policy { id } } }', {
          input: { id: policy, name: 'Journey' },
        });
      const adding =
        'mutation($policy: String!, $input: AddPolicyRevisionInput!) { addPolicyRevision(policy: $policy, input: $input) { revision } }';
      const added = await ask<{ addPolicyRevision: { revision: number } }>(by.author, adding, {
        policy,
        input: { ...input, summary: 'from a template' },
      });
      return added.addPolicyRevision.revision;
    },
    submit: (revision) => step(by.author, 'submitPolicyRevision', revision),
    approve: (revision) => step(by.reviewer, 'approvePolicyRevision', revision),
    sign: async (revision) => {
      const envelope = await envelopeFor(by, revision);
      const query =
        'mutation($policy: String!, $revision: Int!, $input: SignPolicyRevisionInput!) { signPolicyRevision(policy: $policy, revision: $revision, input: $input) { keyId } }';
      await ask(by.publisher, query, { policy, revision, input: { envelope } });
    },
    publish: (revision) => step(by.publisher, 'publishPolicyRevision', revision),
    diff: async (first, second) => {
      const query =
        'query($policy: String!, $revision: Int!, $against: Int!) { policyDiff(policy: $policy, revision: $revision, against: $against) { effect } }';
      const { policyDiff } = await ask<{ policyDiff: { effect: string } }>(by.author, query, {
        policy,
        revision: second,
        against: first,
      });
      return policyDiff.effect;
    },
    pin: async (revision, agent) => {
      const query = 'mutation($input: PinRevisionInput!) { pinRevision(input: $input) { pin } }';
      const input = { policy, revision, selector: { agent }, expiresAt: inAnHour(), reason: 'try', forLater: true };
      return (await ask<{ pinRevision: { pin: string } }>(by.publisher, query, { input })).pinRevision.pin;
    },
    unpin: async (pin) => {
      await ask(by.publisher, 'mutation($pin: String!) { liftPin(pin: $pin, input: { reason: "tried" }) { pin } }', { pin });
    },
    rollBack: async () => {
      const query = 'mutation($policy: String!) { rollBackPolicy(policy: $policy, input: { reason: "no good" }) { revision } }';
      return (await ask<{ rollBackPolicy: { revision: number } }>(by.publisher, query, { policy })).rollBackPolicy.revision;
    },
  };
}

/** The real command in processes of its own, each person with a session of their own below `home`. */
export function overCommands(by: Travellers, home: string): PolicyRoad {
  const { policy } = by;
  const at = (name: string) => join(home, name);
  const signedIn = new Set<Traveller>();
  async function writ(who: Traveller, ...args: string[]): Promise<Record<string, unknown>> {
    if (!signedIn.has(who)) {
      signedIn.add(who);
      await writ(who, 'login', '--client-id', who.credentials.clientId);
    }
    const child = spawn(process.execPath, [join(process.cwd(), 'clients/cli/bin/writ.mjs'), ...args, '--json'], {
      cwd: home,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        XDG_CONFIG_HOME: at(who.credentials.clientId),
        WRIT_URL: by.writ.url,
        WRIT_CLIENT_SECRET: who.credentials.clientSecret,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    const [status] = (await once(child, 'close')) as [number | null];
    expectThat(`writ ${args.join(' ')}: ${out}${err}`, status === 0 || (status === 1 && args[1] === 'diff')).toBe(true);
    return JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
  }
  let folders = 0;
  return {
    registerKey: async (name) => {
      writeFileSync(at('release.pub.pem'), by.key.publicKey.pem);
      writeFileSync(at('release.pem'), by.key.privatePem, { mode: 0o600 });
      await writ(by.admin, 'policy', 'keys', 'register', 'release.pub.pem', '--name', name);
    },
    write: async (template, parameter, value) => {
      const folder = `revision-${(folders += 1)}`;
      await writ(by.author, 'policy', 'new', folder, '--template', template, '--set', `${parameter}=${JSON.stringify(value)}`);
      for (const check of ['check', 'fmt', 'test', 'coverage', 'lint', 'score']) {
        if (check === 'fmt') cpSync(at(folder), at(`${folder}.before`), { recursive: true });
        await writ(by.author, 'policy', check, folder);
      }
      expect(readFileSync(at(`${folder}/policy.rego`), 'utf8')).toBe(readFileSync(at(`${folder}.before/policy.rego`), 'utf8'));
      const { revision } = await writ(by.author, 'policy', 'apply', folder, '--id', policy, '--no-publish');
      return revision as number;
    },
    submit: async (revision) => void (await writ(by.author, 'policy', 'submit', policy, String(revision))),
    approve: async (revision) =>
      void (await writ(by.reviewer, 'policy', 'approve', policy, String(revision), '--comment', 'read it')),
    sign: async (revision) => {
      const args = ['--key', 'release.pem', '--folder', `revision-${revision}`];
      await writ(by.publisher, 'policy', 'sign', policy, String(revision), ...args);
    },
    publish: async (revision) => void (await writ(by.publisher, 'policy', 'publish', policy, String(revision))),
    diff: async (first, second) =>
      (await writ(by.reviewer, 'policy', 'diff', `${policy}@${first}`, `${policy}@${second}`))['effect'] as string,
    pin: async (revision, agent) => {
      const args = ['--agent', agent, '--for', '1h', '--reason', 'try'];
      return (await writ(by.publisher, 'policy', 'pin', policy, String(revision), ...args))['pin'] as string;
    },
    unpin: async (pin) => void (await writ(by.publisher, 'policy', 'unpin', pin, '--reason', 'tried')),
    rollBack: async () => (await writ(by.publisher, 'policy', 'rollback', policy, '--reason', 'no good'))['revision'] as number,
  };
}
