import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CRASHED, UNDEFINED, UNKNOWN, parseJson, termText, valueOf } from '#libs/policy-engine/testing';

const run = promisify(execFile);

/** Calls of one built-in, as lists of operands in Rego. */
export interface Calls {
  readonly builtin: string;
  readonly arity: number;
  readonly inputs: readonly string[];
}

/** An OPA that answers expressions. */
export interface Opa {
  readonly version: string;
  /** An answer for each input of each built-in, as terms. */
  ask(calls: readonly Calls[]): Promise<string[][]>;
}

const MOST_INPUTS = 4_000;

export async function opaAt(binary: string): Promise<Opa> {
  const { stdout } = await run(binary, ['version']);
  const version = /^Version: (\S+)/m.exec(stdout)?.[1] ?? 'unknown';
  const known = await builtinsOf(binary);
  return {
    version,
    async ask(calls) {
      const answers: string[][] = [];
      for (const call of calls)
        answers.push(known.has(call.builtin) ? await askAll(binary, version, call) : call.inputs.map(() => UNKNOWN));
      return answers;
    },
  };
}

async function builtinsOf(binary: string): Promise<Set<string>> {
  const { stdout } = await run(binary, ['capabilities', '--current'], { maxBuffer: 1 << 26 });
  return new Set((JSON.parse(stdout) as { builtins: { name: string }[] }).builtins.map(({ name }) => name));
}

/** At most so many at once, and fewer and fewer where one brings the whole process down. */
async function askAll(binary: string, version: string, { builtin, arity, inputs }: Calls): Promise<string[]> {
  const size = Math.min(MOST_INPUTS, inputs.length);
  const answers: string[] = [];
  for (let at = 0; at < inputs.length; at += size) answers.push(...(await askPart(inputs.slice(at, at + size))));
  return answers;

  async function askPart(part: readonly string[]): Promise<string[]> {
    try {
      return await askOnce(binary, version, { builtin, arity, inputs: part });
    } catch (error) {
      if (part.length === 1) return [CRASHED];
      if (part.length === inputs.length) console.error(`OPA ${version}, ${builtin}: ${firstLine(error)}`);
      const half = part.length >>> 1;
      return [...(await askPart(part.slice(0, half))), ...(await askPart(part.slice(half)))];
    }
  }
}

function firstLine(error: unknown): string {
  const { stderr = '', stdout = '' } = ((error as Error).cause ?? {}) as { stderr?: string; stdout?: string };
  return (stderr || stdout).slice(0, 200).replaceAll('\n', ' ');
}

/**
 * All inputs in one process: a rule over the list of them, so that one that is undefined takes nothing else along. They stand in the
 * input, whose type the compiler does not know, and get there with `with`, which can carry sets, as JSON cannot. The syntax is the
 * old one because only that lets deprecated built-ins be called.
 */
function moduleOf({ builtin, arity, inputs }: Calls): string {
  const operands = Array.from({ length: arity }, (_, i) => `operands[${i}]`).join(', ');
  const value =
    builtin === 'walk' ? `value := [[path, inner] | walk(${operands}, [path, inner])]` : `value := ${builtin}(${operands})`;
  return [
    'package edges',
    'answered[i] = [value, is_set(value), text] {',
    `  operands := input[i]; ${value}`,
    '  nested := [1 | walk(value, [path, inner]); is_set(inner); count(path) > 0]',
    '  text := [written | count(nested) > 0; written := sprintf("%v", [[value]])]',
    '}',
    `answers = found { found := answered with input as [\n${inputs.join(',\n')}\n] }`,
  ].join('\n');
}

async function askOnce(binary: string, version: string, calls: Calls): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-edges-'));
  try {
    await writeFile(join(folder, 'edges.rego'), moduleOf(calls));
    const old = version.startsWith('0.') ? [] : ['--v0-compatible'];
    const args = ['eval', ...old, '--format', 'json', '-d', join(folder, 'edges.rego'), 'data.edges.answers'];
    const { stdout } = await run(binary, args, { maxBuffer: 1 << 28, timeout: 60_000 });
    const parsed = parseJson(stdout) as unknown as {
      result: [{ expressions: [{ value: Record<string, [never, boolean, string[]]> }] }];
    };
    const found = parsed.result[0].expressions[0].value;
    return calls.inputs.map((_, i) => (found[i] === undefined ? UNDEFINED : termText(valueOf(...found[i]))));
  } catch (cause) {
    throw new Error(`OPA ${version} cannot answer ${calls.builtin}`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
