import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { ran } from './testing/captured-run.js';

const home = mkdtempSync(join(tmpdir(), 'writ-slips-'));
const at = (name: string): string => join(home, name);
const env = { HOME: home, WRIT_HOME: home, WRIT_AGENT_KEY: 'k', WRIT_URL: 'http://127.0.0.1:9' };
afterAll(() => rmSync(home, { recursive: true }));

const POLICY = 'package writ\n\ndefault decision := "x"\n\ndecision := "y" if input.tool == data.tool\n';

function folder(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  mkdirSync(at(name));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(at(name), file), content);
  return at(name);
}

beforeAll(() => {
  writeFileSync(at('input.json'), '{"tool":"read"}');
  folder('good', { 'policy.rego': POLICY, 'data.json': '{"tool":"read"}' });
});

/** Not done, with a message that says this, and nothing else on stdout. */
async function refused(args: readonly string[], says: RegExp, more: NodeJS.ProcessEnv = {}): Promise<void> {
  const { status, stdout, stderr } = await ran(args, { ...env, ...more });
  expectThat(`${args.join(' ')}: ${stderr}`, [status, stdout]).toStrictEqual([2, '']);
  expectThat(args.join(' '), stderr).toMatch(says);
  expectThat('a stack', stderr).not.toMatch(/\n {4}at /);
}

describe('numbers on the command line', () => {
  it('have one spelling', async () => {
    for (const text of ['0x1', '1e3', ' 5', '+1', '01', '1.0', '-1', '', '٣', '1_000']) {
      await refused(['policy', 'show', 'p', '--revision', text], /--revision is not a whole number/);
      await refused(['policy', 'submit', 'p', text], /revision is not a whole number|unknown option|is not a whole/);
      await refused(['tail', '--after', text], /--after is not a whole number/);
      await refused(
        ['policy', 'governance', '--reason', 'r', '--minimum-quality', text],
        /--minimum-quality is not a whole number/,
      );
      await refused(['policy', 'check', `p@${text}`], /cannot read/);
    }
    for (const text of ['', ' ', '0x1', '1e-1', '90', '-0', '.', '0,5', 'NaN'])
      await refused(['policy', 'coverage', at('good'), '--threshold', text], /--threshold is not a number from 0 to 1/);
  });
});

describe('options', () => {
  it('are told with the one that was meant', async () => {
    await refused(['verify', '--haed', 'x', 'f'], /unknown option '--haed'[^]*--head/);
    await refused(['polcy', 'check'], /unknown command 'polcy'[^]*policy/);
  });

  it('are called unknown before anything else is missed, and so are commands, each with the one that was meant', async () => {
    for (const [line, says] of [
      ['decide --tol x', /unknown option '--tol'[^]*--tool/],
      ['decide --calls f', /unknown option '--calls'/],
      ['kill --scop tool', /unknown option '--scop'[^]*--scope/],
      ['agents lst --foo', /unknown command 'lst'[^]*list/],
      ['agents --foo lst', /unknown option '--foo'/],
      ['agents list --limt 5', /unknown option '--limt'[^]*--limit/],
      ['agents --limit 5', /unknown option '--limit'|UNREACHABLE|NOT_SIGNED_IN/],
      ['tenants get x --foo', /unknown option '--foo'/],
      ['approvals aprove x', /unknown command 'aprove'[^]*approve/],
      ['approvals --stat open', /unknown option '--stat'[^]*--state/],
      ['policy keys lst', /unknown command 'lst'[^]*list/],
      ['policy lnt .', /unknown command 'lnt'[^]*lint/],
      ['policy publish p 1 --superseeds 2', /unknown option '--superseeds'[^]*--supersedes/],
      ['profiles rm a', /unknown command 'rm'/],
      ['--profil x decide', /unknown option '--profil'[^]*--profile/],
      ['incidents --state open --foo=1', /unknown option '--foo'/],
      ['verify -x f', /unknown option '-x'/],
      ['export -oledger.ndjson --haed 1', /unknown option '--haed'/],
      ['call agents.list --limit=1', /unknown option '--limit'/],
    ] as const)
      await refused(line.split(' '), says);
  });

  it('may have values that look like options, and leave arguments alone', async () => {
    await refused(['kill', '--scope', 'tool', '--target', 'x', '--reason', '-foo'], /UNREACHABLE|NOT_SIGNED_IN/);
    await refused(['verify', '--', '--foo'], /FILE_UNREADABLE: cannot read --foo/);
    await refused(['tenants', 'acme'], /UNREACHABLE|NOT_SIGNED_IN/);
    expect((await ran(['decide', '--foo', '--help'], env)).status).toBe(0);
  });

  it('are given once, and with a value of their own', async () => {
    await refused(['decide', '--tool', 'a', '--tool', 'b'], /--tool is given twice/);
    await refused(['--url', 'http://a', 'status', '--url', 'http://b'], /--url is given twice/);
    await refused(['decide', '--tool', '--json'], /argument missing|needs a value/);
    await refused(['policy', 'new', 'f', '--template', 'spend-limits', '--set', 'a=1', '--set', 'a=2'], /--set a is given twice/);
    await refused(['tail', '--channels', 'decisions,'], /--channels has an empty name/);
    await refused(['tail', '--channels', ''], /--channels has an empty name/);
  });

  it('are UTF-8', async () => {
    await refused(['decide', '--tool', 'caf\ufffd'], /not UTF-8, or holds U\+FFFD/);
  });

  it('make no address that leads elsewhere', async () => {
    for (const id of ['', '.', '..']) {
      await refused(['policy', 'show', id], /cannot be part of a path/);
      await refused(['call', 'policies.get', `id=${id}`], /cannot be part of a path|there is no operation/);
    }
    for (const url of ['ftp://x', 'http://', 'x', 'http://a b', 'http://u:p@h', 'http://h/?a=1', 'http://h/#a', 'http://h\n/x'])
      await refused(['status', '--url', url], /URL/);
    await refused(['status'], /UNREACHABLE: cannot reach http:\/\/127\.0\.0\.1:9 /, { WRIT_URL: ' http://127.0.0.1:9// \n' });
    await refused(['decide', '--tool', 'x'], /the agent key holds/, { WRIT_AGENT_KEY: 'a\nb' });
  });
});

describe('JSON', () => {
  const odd = [
    '{"a":1e999}',
    '{"a":-1e400}',
    '{"a":1e-400}',
    '{"a":9007199254740993}',
    '{"a":1,"a":2}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":"\\ud800"}',
    '{"__proto__":1}',
    '{"a":012}',
    '',
  ];

  it('that readers take differently is refused wherever it is read, with its place', async () => {
    for (const text of odd) {
      writeFileSync(at('odd.json'), text);
      const name = `odd-${odd.indexOf(text)}`;
      const policy = folder(name, { 'policy.rego': POLICY, 'data.json': text });
      await refused(['decide', '--tool', 'x', '--arguments', text], /^USAGE: --arguments /);
      await refused(['decide', '--tool', 'x', '--context', text], /^USAGE: --context /);
      await refused(['call', 'decisions.decide', `arguments=${text}`], /^USAGE: /);
      await refused(['policy', 'eval', at('good'), '--input', at('odd.json')], /odd\.json /);
      await refused(['policy', 'data', 'p', at('odd.json')], /odd\.json /);
      await refused(['policy', 'check', at('good'), '--schema', at('odd.json')], /odd\.json /);
      for (const command of ['check', 'hash', 'build', 'test', 'apply'])
        await refused(['policy', command, policy], /data\.json /);
      await refused(['policy', 'diff', policy, at('good')], /data\.json /);
    }
    await refused(
      ['policy', 'new', at('n'), '--template', 'spend-limits', '--set', 'calls_per_session=1e999'],
      /beyond the range/,
    );
    await refused(
      ['policy', 'new', at('n'), '--template', 'spend-limits', '--set', 'calls_per_session=9007199254740993'],
      /beyond the range/,
    );
    await refused(
      ['policy', 'new', at('n'), '--template', 'spend-limits', '--set', 'calls_per_session=NaN'],
      /calls_per_session/,
    );
  });

  it('is compared digit by digit, and so are numbers in a policy', async () => {
    const [near, far] = ['9007199254740992', '9007199254740993'].map((number) =>
      folder(`digits-${number}`, { 'policy.rego': POLICY.replace('data.tool', number) }),
    ) as [string, string];
    const [first, second] = [await ran(['policy', 'hash', near], env), await ran(['policy', 'hash', far], env)];
    expect(first.stdout).not.toBe(second.stdout);
    expect((await ran(['policy', 'diff', near, far], env)).status).toBe(1);
  });

  it('may come from any editor, as far as OPA takes it', async () => {
    writeFileSync(at('marked.json'), '\ufeff{"tool":"read"}\r\n');
    const { status, stdout } = await ran(['policy', 'eval', at('good'), '--input', at('marked.json')], env);
    expect([status, stdout]).toStrictEqual([0, '"y"\n']);
    const marked = folder('marked', { 'policy.rego': POLICY, 'data.json': '\ufeff{"tool":"read"}' });
    await refused(['policy', 'check', marked], /data\.json is not JSON: it begins with a byte order mark/);
    writeFileSync(at('wide.json'), Buffer.from('\ufeff{"tool":"read"}', 'utf16le'));
    await refused(['policy', 'eval', at('good'), '--input', at('wide.json')], /wide\.json is UTF-16/);
    writeFileSync(at('wide-bare.json'), Buffer.from('{"tool":"read"}', 'utf16le'));
    await refused(['policy', 'eval', at('good'), '--input', at('wide-bare.json')], /is UTF-16/);
    const crlf = folder('crlf', { 'policy.rego': POLICY.replaceAll('\n', '\r\n'), 'data.json': '{"tool":\r\n"read"}\r\n' });
    expect((await ran(['policy', 'eval', crlf, '--input', at('input.json')], env)).stdout).toBe('"y"\n');
  });
});

describe('files that are not what they should be', () => {
  it('are named: another encoding would change names in silence', async () => {
    const latin = folder('latin', { 'policy.rego': Buffer.from(POLICY.replace('"y"', '"\xe9"'), 'latin1') });
    await refused(['policy', 'check', latin], /policy\.rego is not UTF-8 \(row 5\)/);
    const wide = folder('wide', { 'policy.rego': Buffer.from(`\ufeff${POLICY}`, 'utf16le') });
    await refused(['policy', 'check', wide], /policy\.rego is UTF-16/);
    const rules = 'policy_version: "1"\n';
    writeFileSync(at('wide.yaml'), Buffer.from(`\ufeff${rules}`, 'utf16le'));
    await refused(['policy', 'import', at('wide.yaml'), at('imported')], /wide\.yaml is UTF-16/);
    writeFileSync(at('key.txt'), Buffer.from('\ufeffk\r\n', 'utf16le'));
    await refused(['decide', '--tool', 'x', '--agent-key-file', at('key.txt')], /key\.txt is UTF-16/);
    writeFileSync(at('key.txt'), '\ufeffk\r\n');
    await refused(['decide', '--tool', 'x', '--agent-key-file', at('key.txt')], /UNREACHABLE/);
    await refused(['run', '--calls', home], /cannot read/);
    await refused(['policy', 'build', at('good'), '--out', at('input.json')], /FILE_UNWRITABLE/);
  });
});
