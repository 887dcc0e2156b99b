import type { Finding } from '#libs/policy-toolchain';

/** A place in a YAML file; rows and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly row: number;
  readonly column: number;
}

/** What a finding may say: stable, for scripts. */
export type YamlCode =
  | 'YAML_TOO_LARGE'
  | 'YAML_TOO_DEEP'
  | 'YAML_TOO_MANY_VALUES'
  | 'YAML_TOO_MANY_RULES'
  | 'YAML_SYNTAX'
  | 'YAML_AMBIGUOUS'
  | 'YAML_UNKNOWN_FIELD'
  | 'YAML_MISSING_FIELD'
  | 'YAML_INVALID_VALUE'
  | 'YAML_IGNORED_FIELD'
  | 'YAML_NEVER_MATCHES'
  | 'YAML_DUPLICATE_RULE'
  | 'YAML_REGEX'
  | 'YAML_REGEX_BUDGET'
  | 'YAML_REPLY_CONSTRAINT'
  | 'YAML_EXTENDS'
  | 'RULE_UNREACHABLE'
  | 'RULE_UNTESTED';

const MAX_FINDINGS = 100;

/** Gathers what is wrong with a set of files; what goes beyond the limit is dropped, for a hostile file has no end of faults. */
export class FindingList {
  readonly #findings: Finding[] = [];

  get all(): Finding[] {
    return this.#findings.slice();
  }

  get count(): number {
    return this.#findings.length;
  }

  get isEmpty(): boolean {
    return this.#findings.length === 0;
  }

  error(code: YamlCode, message: string, place: Place, fix?: string): void {
    this.#add('error', code, message, place, fix);
  }

  warning(code: YamlCode, message: string, place: Place, fix?: string): void {
    this.#add('warning', code, message, place, fix);
  }

  #add(severity: Finding['severity'], code: YamlCode, message: string, { file, row, column }: Place, fix?: string): void {
    if (this.#findings.length >= MAX_FINDINGS) return;
    this.#findings.push({ code, severity, message, file, row, col: column, ...(fix !== undefined && { fix }) });
  }
}
