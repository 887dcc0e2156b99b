import { join } from 'node:path';
import type { Finding } from '#libs/policy-toolchain';
import { ownPackage } from '../installed-files.js';
import { type Screen, shown, styled } from '../showing/screen.js';

/** Where the files of a finding are and what is in them. */
export interface FindingPlace {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Lines for people: place, code and message, then the source row with a mark under the column, then the way out. */
export function findingLines(screen: Screen, place: FindingPlace, findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) => [
    headline(screen, place.folder, finding),
    ...excerpt(screen, place.files, finding),
    ...(finding.fix === undefined ? [] : [styled(screen, 'dim', `    fix: ${shown(finding.fix)}`)]),
  ]);
}

function headline(screen: Screen, folder: string, { file, row, col, severity, code, message }: Finding): string {
  const at = [file === undefined ? undefined : join(folder, file), row, col].filter((part) => part !== undefined && part !== 0);
  const where = at.length === 0 ? '' : `${shown(at.join(':'))}: `;
  return `${where}${styled(screen, severity === 'error' ? 'red' : 'yellow', severity)} ${shown(code)}: ${shown(message)}`;
}

function excerpt(screen: Screen, files: FindingPlace['files'], { file, row, col }: Finding): string[] {
  const text = file === undefined || row === undefined ? undefined : files[file]?.split('\n')[row - 1];
  if (text === undefined) return [];
  const number = String(row).padStart(5);
  const line = `${number} | ${shown(text.replaceAll('\t', ' '))}`;
  return col ? [line, `${' '.repeat(number.length)} | ${' '.repeat(col - 1)}${styled(screen, 'red', '^')}`] : [line];
}

/** What a finding says; where there is no compiler to run, what to do about it from where this command stands. */
export function findingText({ code, message }: Pick<Finding, 'code' | 'message'>, opaBin: string | undefined): string {
  if (code !== 'OPA_UNAVAILABLE') return message;
  if (opaBin) return `OPA_BIN names ${opaBin}, which cannot be run: name an OPA binary, 0.70 or newer`;
  if (ownPackage().name !== 'writ-cli') return message;
  return (
    'this needs OPA, which does not come with the command: set OPA_BIN to the path of an OPA binary, 0.70 or newer ' +
    '(https://www.openpolicyagent.org/docs); nothing but the work on policy folders needs it'
  );
}
