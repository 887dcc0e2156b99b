import { type Block, type Condition, NOTHING_SAID, factOf, holds, implies } from './conditions.js';
import { type FactName, isClearFolder } from '../writing/facts.js';
import type { FindingList } from './finding-list.js';
import { MATCH_FIELDS, MATCH_FIELD_NAMES } from './match-fields.js';
import type { ParsedRuleFile } from './parse-rule-file.js';
import type { Patterns } from './patterns.js';
import type { Action, Match, WrittenRule } from './rule-language.js';
import type { Rule } from './rule-set.js';

type Path = readonly PropertyKey[];

const FLAT_FIELDS = [...MATCH_FIELD_NAMES, 'contains_is_regex'] as const;

/** Turns the rules of one file into checked ones, refusing what the language would pass over in silence. */
export class RuleReader {
  constructor(
    private readonly parsed: ParsedRuleFile,
    private readonly patterns: Patterns,
    private readonly findings: FindingList,
  ) {}

  rules(): Rule[] {
    const seen = new Map<string, number>();
    return (this.parsed.rules.rules ?? []).map((written, index) => {
      const path = ['rules', index];
      const first = seen.get(written.id);
      if (first === undefined) seen.set(written.id, this.#place(path).row);
      else
        this.#error(
          'YAML_DUPLICATE_RULE',
          `the id ${written.id} is that of the rule in row ${first}`,
          [...path, 'id'],
          'give each rule an id of its own',
        );
      return this.#rule(written, path);
    });
  }

  #rule(written: WrittenRule, path: Path): Rule {
    const { id, description = '', match, action, max_auto_replies: maxAutoReplies } = written;
    if (maxAutoReplies !== undefined && action.type !== 'auto_reply')
      this.#ignored([...path, 'max_auto_replies'], `max_auto_replies says nothing about ${action.type}`, 'remove it');
    this.#checkReply(action, [...path, 'action']);
    const inner = [...path, 'match'];
    const unless = (match.none_of ?? []).flatMap((block, index) => this.#blocks(block, [...inner, 'none_of', index]));
    const blocks = this.#matched(match, inner);
    if (blocks.every((block) => unless.some((other) => other.length > 0 && implies(block, other))))
      this.#error(
        'YAML_NEVER_MATCHES',
        'none_of excludes every call that the rule matches',
        [...inner, 'none_of'],
        'correct or remove one of them',
      );
    return { id, description, blocks, unless, action, maxAutoReplies, place: this.#place(path) };
  }

  /** What is beside none_of at the top of a rule: its any_of blocks, or itself. */
  #matched(match: Match, path: Path): Block[] {
    if (match.any_of === undefined) return [this.#block(match, path)];
    for (const name of FLAT_FIELDS) {
      if (match[name] !== undefined)
        this.#ignored(
          [...path, name],
          `${name} beside any_of is not looked at, which makes the rule wider than it reads`,
          'write it into each block of any_of',
        );
    }
    return match.any_of.flatMap((block, index) => this.#blocks(block, [...path, 'any_of', index]));
  }

  /** A block inside any_of or none_of, where any_of may stand again. */
  #blocks(match: Match, path: Path): Block[] {
    if (match.none_of !== undefined)
      this.#ignored(
        [...path, 'none_of'],
        'none_of inside a block was never looked at',
        'move it beside any_of, or write a rule before this one',
      );
    const before = this.findings.count;
    const blocks = this.#matched(match, path);
    const isRefused = this.findings.count > before;
    if (!isRefused && match.any_of === undefined && blocks[0]!.length === 0)
      this.#ignored(
        path,
        'this block matches every call, so that the others beside it are not looked at',
        'give it a condition or remove it',
      );
    return blocks;
  }

  #block(match: Match, path: Path): Block {
    if (match.contains_is_regex !== undefined && match.contains === undefined && match.tool_name === undefined)
      this.#ignored([...path, 'contains_is_regex'], 'contains_is_regex without contains says nothing', 'remove it');
    if (match.prompt_type?.includes('*') && match.prompt_type.length > 1)
      this.#ignored([...path, 'prompt_type'], 'beside "*" the other prompt types say nothing', 'remove "*" or the others');
    this.#checkNames(match, path);
    const block: Condition[] = [];
    for (const name of MATCH_FIELD_NAMES) {
      const place = this.parsed.document.placeOf([...path, name]);
      const condition = MATCH_FIELDS[name].condition(match, (source) => this.patterns.compile(source, place));
      if (!condition) continue;
      block.push(condition);
      if (isContradictory(block, factOf(condition)))
        this.#error(
          'YAML_NEVER_MATCHES',
          `with ${name} no call can match: the other conditions on the ${MATCH_FIELDS[name].fact} exclude it`,
          [...path, name],
          'correct or remove one of them',
        );
    }
    return block;
  }

  /** What is compared as it stands must be something that a call can say. */
  #checkNames(match: Match, path: Path): void {
    const never = (name: 'tool_id' | 'tool_name' | 'repo', why: string, fix: string): void =>
      this.#error('YAML_NEVER_MATCHES', `no call can match this ${name}: ${why}`, [...path, name], fix);
    const tools = [
      ['tool_id', match.tool_id === '*' ? undefined : match.tool_id],
      ['tool_name', match.contains_is_regex ? undefined : match.tool_name],
    ] as const;
    for (const [name, value] of tools)
      if (value !== undefined && /[\s*?]/.test(value))
        never(
          name,
          'names of tools have no spaces, * or ? in them',
          'only tool_id: "*", alone, stands for every tool; name one tool',
        );
    if (match.repo !== undefined && !isClearFolder(match.repo))
      never(
        'repo',
        'it is compared as it stands, and paths with ~, ., .. or an empty part count as not said',
        'write the whole path',
      );
  }

  #checkReply(action: Action, path: Path): void {
    if (action.type !== 'auto_reply' || action.constraints === undefined) return;
    const { value, constraints } = action;
    const {
      max_length: longest,
      numeric_only: isNumeric = false,
      allowed_choices: choices,
      allow_free_text: isFree,
    } = constraints;
    const breaks = (message: string): void =>
      this.#error('YAML_REPLY_CONSTRAINT', message, [...path, 'value'], 'correct the value or the constraint');
    if (longest !== undefined && [...value].length > longest) breaks(`the reply has more than ${longest} characters`);
    if (isNumeric && !/^[0-9]+$/.test(value)) breaks('the reply is not a number');
    if (choices && !choices.includes(value)) breaks('the reply is none of allowed_choices');
    if (isFree !== undefined && choices === undefined)
      this.#ignored(
        [...path, 'constraints', 'allow_free_text'],
        'allow_free_text says nothing without allowed_choices',
        'remove it or add allowed_choices',
      );
  }

  #ignored(path: Path, message: string, fix: string): void {
    const { document } = this.parsed;
    const isBlock = typeof path.at(-1) === 'number';
    this.findings.error('YAML_IGNORED_FIELD', message, isBlock ? document.placeOf(path) : document.keyPlaceOf(path), fix);
  }

  #error(
    code: 'YAML_DUPLICATE_RULE' | 'YAML_NEVER_MATCHES' | 'YAML_REPLY_CONSTRAINT',
    message: string,
    path: Path,
    fix: string,
  ): void {
    this.findings.error(code, message, this.#place(path), fix);
  }

  #place(path: Path): Rule['place'] {
    return this.parsed.document.placeOf(path);
  }
}

/** Whether no value that a fact is compared with passes all conditions on it. */
function isContradictory(block: Block, fact: FactName): boolean {
  const own = block.filter((condition) => factOf(condition) === fact);
  const listed = own.find((condition) => condition.kind === 'one-of');
  if (!listed || own.length < 2) return false;
  return !listed.values.some((value) => own.every((condition) => holds(condition, { ...NOTHING_SAID, [fact]: value })));
}
