import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judgementOf, resultLines, trustedHeadIn, type TrustedHead, type VerificationResult } from '#libs/evidence';
import { jsonText, shown } from '../contract/shown-text.js';
import { systemReason } from '../cli/reading/system-reason.js';
import { verifyFile } from './verify-file.js';

const USAGE = `usage: node writ-verify.mjs <file> [--head <position:chain>] [--json]

Checks an export of a Writ ledger: offline, whole or a range of it, asking nobody.
  --head  a chain value you trust, from a receipt or an earlier verification; without it a file rewritten as a whole passes
  --json  one JSON document on stdout
Ends with 0 = good, 1 = bad (says where), 2 = could not verify.`;

export const COULD_NOT_VERIFY = 2;
const EXIT = { good: 0, bad: 1, unjudged: COULD_NOT_VERIFY };
const REDRAW_MS = 200;

/** As much of a standard stream as the verifier uses. */
export interface Written {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

interface Asked {
  readonly file: string;
  readonly head?: TrustedHead;
  readonly isJson: boolean;
}

interface Unasked {
  readonly problem: string;
  readonly isJson: boolean;
}

/** Runs one command line; the exit status. `entry`: the module that threads start with. */
export async function verifierCommand(args: readonly string[], out: Written, err: Written, entry: URL): Promise<number> {
  const asked = askedIn(args);
  if (asked === 'help' || 'problem' in asked) {
    if (asked !== 'help') return failed('USAGE', asked.problem, asked.isJson, out, err);
    out.write(`${USAGE}\n`);
    return 0;
  }
  let result: VerificationResult;
  try {
    result = await verified(asked, err, entry);
  } catch (error) {
    return failed('FILE_UNREADABLE', `cannot read ${asked.file}: ${systemReason(error)}`, asked.isJson, out, err);
  }
  if (asked.isJson) out.write(`${jsonText({ file: asked.file, ...result })}\n`);
  else for (const line of resultLines(asked.file, result)) out.write(`${shown(line)}\n`);
  return EXIT[judgementOf(result)];
}

/** As `writ` says it: for people beside the result, for programs in its place. */
function failed(code: string, detail: string, isJson: boolean, out: Written, err: Written): number {
  if (isJson) out.write(`${jsonText({ error: { code, detail } })}\n`);
  else err.write(`${code}: ${shown(detail)}\n${code === 'USAGE' ? `\n${USAGE}\n` : ''}`);
  return COULD_NOT_VERIFY;
}

function askedIn(args: readonly string[]): Asked | 'help' | Unasked {
  const isJson = args.includes('--json');
  try {
    const options = { head: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return 'help';
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      return { problem: file === undefined ? 'which file?' : 'one file at a time', isJson };
    const head = values.head === undefined ? undefined : trustedHeadIn(values.head);
    if (values.head !== undefined && !head)
      return { problem: '--head is not POSITION:CHAIN (a number, a colon, 64 hex digits)', isJson };
    return { file, isJson, ...(head && { head }) };
  } catch (error) {
    return { problem: (error as Error).message, isJson };
  }
}

async function verified({ file, head }: Asked, err: Written, entry: URL): Promise<VerificationResult> {
  const { size } = statSync(file);
  let next = performance.now() + REDRAW_MS;
  let isDrawn = false;
  const onProgress = ({ bytes, events }: { readonly bytes: number; readonly events: number }): void => {
    if (err.isTTY !== true || performance.now() < next) return;
    next = performance.now() + REDRAW_MS;
    isDrawn = true;
    const share = size > 0 ? `${Math.min(100, Math.floor((bytes / size) * 100))} %, ` : '';
    err.write(`\rverifying ${share}${events} events`);
  };
  try {
    return await verifyFile(file, size, { onProgress, ...(head && { head }) }, entry);
  } finally {
    if (isDrawn) err.write('\r\u001b[K');
  }
}
