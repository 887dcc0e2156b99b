import { whyLeftOut } from '#libs/policy-engine';
import { OUT_OF_TIME, type CompileError } from './compile-error.js';
import type { OpaRun } from './opa-process.js';
import type { Refused } from './opa-workspace.js';

interface JsonError {
  code?: string;
  message?: string;
  location?: { file?: string; row?: number; col?: number };
  details?: unknown;
}

const LINE = /^(?:(?<file>[^\s:]+\.rego):(?<row>\d+): )?(?<code>rego_\w+): (?<message>.*)$/;
/** What stands before the first error in text. */
const LEAD = /^(?:error: )?(?:\d+ errors? occurred: ?)?/;
const MAX_ERRORS = 100;

/** What the compiler complained about, from its JSON report or else from its text. Never empty. */
export function readErrors(run: OpaRun): CompileError[] {
  if (run.stopped === 'time') return [{ ...OUT_OF_TIME }];
  if (run.stopped === 'output') return [{ code: 'COMPILE_OUTPUT_LIMIT', message: 'the compiler wrote more than it may' }];
  const found = fromJson(run.stdout) ?? fromJson(run.stderr) ?? fromText(run.stderr || run.stdout);
  return found.slice(0, MAX_ERRORS);
}

export function refusedBy(run: OpaRun): Refused {
  return { ok: false, errors: readErrors(run) };
}

function fromJson(output: string): CompileError[] | undefined {
  try {
    const { errors } = JSON.parse(output) as { errors?: JsonError[] };
    if (!Array.isArray(errors) || errors.length === 0) return undefined;
    return errors.map(({ code, message, location, details }) => ({
      code: code ?? 'rego_error',
      message: `${message ?? 'unknown error'}${detailText(details)}${leftOutText(message)}`,
      ...placed(location),
    }));
  } catch {
    return undefined;
  }
}

/** A built-in of OPA that a plan may not call is no misspelt name. */
function leftOutText(message = ''): string {
  const [, name = ''] = /^undefined function (\S+)$/.exec(message) ?? [];
  const why = whyLeftOut(name);
  return why === undefined ? '' : `, which OPA has and Writ leaves out: it ${why}`;
}

/** What a type error says it wants or cannot match, when it names that. */
function detailText(details: unknown): string {
  if (typeof details !== 'object' || details === null) return '';
  const { oneOf, a, b } = details as { oneOf?: unknown; a?: { type?: unknown }; b?: { type?: unknown } };
  if (Array.isArray(oneOf) && oneOf.length > 0) return `, there is ${oneOf.slice(0, 20).join(', ')}`;
  if (typeof a?.type === 'string' && typeof b?.type === 'string') return `: ${a.type} against ${b.type}`;
  return '';
}

function placed(location: JsonError['location']): Partial<CompileError> {
  if (!location?.file) return {};
  return { file: location.file, row: location.row ?? 0, ...(location.col === undefined ? {} : { col: location.col }) };
}

function fromText(output: string): CompileError[] {
  const located = output.split('\n').flatMap((line) => {
    const { file, row, code, message } = LINE.exec(line.trim().replace(LEAD, ''))?.groups ?? {};
    if (code === undefined) return [];
    return [{ code, message: message!, ...(file === undefined ? {} : { file, row: Number(row) }) }];
  });
  if (located.length > 0) return located;
  const text = output
    .replace(/^error: /, '')
    .trim()
    .slice(0, 2_000);
  if (/out of memory|cannot allocate memory/.test(text))
    return [{ code: 'COMPILE_MEMORY_LIMIT', message: 'the compiler needed more memory than it may use' }];
  const [, path, rule] = /^entrypoint "([\w/]+)\/(\w+)" does not refer to a rule/.exec(text) ?? [];
  if (path !== undefined)
    return [
      {
        code: 'COMPILE_FAILED',
        message: `package ${path.replaceAll('/', '.')} has no rule ${rule}, and that is the one that answers`,
      },
    ];
  return [{ code: 'COMPILE_FAILED', message: text || 'the compiler failed without a message' }];
}
