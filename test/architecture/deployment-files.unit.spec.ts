import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { expectThat, skipWhen } from '#libs/testing';
import { settings } from '#platform/config/configuration';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly securityContext: object;
  readonly resources: { readonly limits: object; readonly requests: object };
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly securityContext: object; readonly containers: readonly Container[] } };
  };
}

const TOOLS = resolve('node_modules/.cache/go-tools');
const tool = (name: string): string => join(TOOLS, name);
const missing = (...names: readonly string[]): string | false => {
  const absent = names.filter((name) => !existsSync(tool(name)));
  return absent.length > 0 && `${absent.join(' and ')} not installed: \`npm run go:tools\` does it with Go`;
};
/** `default` for those on the web; a test goes there only when told to. */
const schemas = process.env['KUBE_SCHEMAS'];
const noSchemas = schemas
  ? missing('kustomize', 'kubeconform')
  : 'KUBE_SCHEMAS names no schemas: a pattern of files, or `default`';
const files = readdirSync('k8s', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
const manifests = files
  .filter((file) => file.startsWith('base') && !file.endsWith('kustomization.yaml'))
  .flatMap((file) => parseAllDocuments(readFileSync(join('k8s', file), 'utf8')).map((document) => document.toJS() as Manifest));
const workloads = manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
const known = new Set([
  ...Object.keys(settings),
  'PATH',
  'POSTGRES_USER',
  'POSTGRES_PASSWORD',
  'POSTGRES_DB',
  'POSTGRES_INITDB_ARGS',
]);
const rendered = (overlay: string): string => {
  const { status, stdout, stderr } = spawnSync(tool('kustomize'), ['build', join('k8s/overlays', overlay)], { encoding: 'utf8' });
  expectThat(stderr, status).toBe(0);
  return stdout;
};

describe('the files that deploy Writ', () => {
  it('name settings that there are, and commands that the image has', () => {
    const named = [
      ...workloads.flatMap(({ spec }) => spec.template.spec.containers.flatMap(({ env }) => env.map(({ name }) => name))),
      ...[...readFileSync('k8s/base/kustomization.yaml', 'utf8').matchAll(/^ +- ([A-Z_]+)=/gm)].map(([, name]) => name as string),
      ...[...readFileSync('Dockerfile', 'utf8').matchAll(/^ENV (.*)$/gm)].flatMap(([, pairs = '']) =>
        pairs.split(' ').map((pair) => pair.split('=')[0] as string),
      ),
      ...Object.values(composed().services).flatMap(({ environment = {} }) => Object.keys(environment)),
    ];
    expect(named.filter((name) => !known.has(name))).toStrictEqual([]);
    for (const { spec } of workloads)
      for (const { args } of spec.template.spec.containers) expect(readdirSync('deploy/bin')).toContain(args[0]);
  });

  it('offer in the compose file what a setting exists for', () => {
    const { services } = composed();
    const told = readFileSync('docker-compose.yml', 'utf8').split('\nname:')[0] as string;
    const usedBy: Readonly<Record<string, keyof typeof settings>> = { postgres: 'DATABASE_URL', redis: 'REDIS_URL' };
    for (const name of Object.keys(services).filter((other) => other !== 'writ'))
      expectThat(name, usedBy[name] !== undefined && told.includes(`${usedBy[name]}=`)).toBe(true);
  });

  it('hold no secret: what is one comes from a Secret that no file has', () => {
    expect(manifests.some(({ kind }) => kind === 'Secret')).toBe(false);
    for (const file of files)
      expectThat(file, readFileSync(join('k8s', file), 'utf8')).not.toMatch(/:\/\/[^/\s]*:[^/\s]*@|secretGenerator|[0-9a-f]{32}/);
    const secret = /SECRET|OWNER|PASSWORD|TOKEN|KEY/;
    for (const { spec } of workloads)
      for (const { env } of spec.template.spec.containers)
        for (const { name, value } of env) if (secret.test(name)) expectThat(name, value).toBeUndefined();
  });

  it('run everything as an ordinary user on a read-only root, with limits, and serve with probes', () => {
    expect(workloads.map(({ metadata }) => metadata.name).sort()).toStrictEqual(['writ-api', 'writ-migrate', 'writ-worker']);
    for (const { kind, metadata, spec } of workloads) {
      const { securityContext: pod, containers } = spec.template.spec;
      expectThat(metadata.name, pod).toMatchObject({ runAsNonRoot: true });
      for (const { image, securityContext, resources, livenessProbe, readinessProbe } of containers) {
        expectThat(metadata.name, securityContext).toMatchObject({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
        expectThat(metadata.name, image).toMatch(/:\d/);
        expectThat(metadata.name, [resources.limits, resources.requests].every(Boolean)).toBe(true);
        if (kind === 'Deployment')
          expectThat(metadata.name, [livenessProbe, readinessProbe]).toMatchObject([
            { httpGet: { path: '/healthz' } },
            { httpGet: { path: '/readyz' } },
          ]);
      }
    }
  });

  for (const [overlay, more] of [
    // An image that was loaded into the node is in no registry.
    ['one-node', ['--ignore-test', 'container-image-pull-policy']],
    ['three-zones', []],
  ] as const) {
    skipWhen(missing('kustomize', 'kube-score'), it)(`are found sound by kube-score for ${overlay}`, () => {
      const { status, stdout } = spawnSync(tool('kube-score'), ['score', ...more, '-'], {
        input: rendered(overlay),
        encoding: 'utf8',
      });
      expectThat(stdout, status).toBe(0);
    });

    skipWhen(noSchemas, it)(`are what the schemas of Kubernetes say for ${overlay}`, () => {
      const given = ['-strict', '-schema-location', schemas as string];
      const { status, stdout, stderr } = spawnSync(tool('kubeconform'), given, { input: rendered(overlay), encoding: 'utf8' });
      expectThat(stdout + stderr, status).toBe(0);
    });
  }
});

function composed(): { services: Record<string, { environment?: Record<string, string> }> } {
  return parse(readFileSync('docker-compose.yml', 'utf8')) as ReturnType<typeof composed>;
}
