import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { expectThat } from '#libs/testing';

/** One block of commands, or one command of a console, and what its output must hold. */
export interface Step {
  readonly commands: string;
  /** `start`: not run with the others, but what serves them. */
  readonly isStart: boolean;
  /** Who takes this step, when it is not the reader: the name of a desk in the folder. */
  readonly as: string | undefined;
  /** Undefined for a command of a console, whose output tells how it ended. */
  readonly exit: number | undefined;
  /** Lines of the text block behind it; `…` stands for anything within a line. */
  readonly expected: readonly string[];
  /** Line of the page, for messages. */
  readonly line: number;
}

const BLOCK = /^```(sh|text|console)([^\n]*)\n([\s\S]*?)^```$/gm;
const PROMPT = '$ ';
/** Printed before a command that failed, also in the middle of a block. */
const FAILED = '@@failed';

/** The ```sh blocks of a page that are not only `shown`, each with the ```text block behind it, and the commands of its ```console blocks. */
export function readSteps(path: string): Step[] {
  const page = readFileSync(path, 'utf8');
  const steps: Step[] = [];
  let isRun = true;
  for (const { 1: kind, 2: marks = '', 3: content = '', index } of page.matchAll(BLOCK)) {
    const line = page.slice(0, index).split('\n').length;
    if (kind === 'console') {
      isRun = true;
      steps.push(...consoleSteps(content, line));
      continue;
    }
    if (kind === 'sh') {
      isRun = marks.trim() !== 'shown';
      if (!isRun) continue;
      const exit = Number(/exit=(\d+)/.exec(marks)?.[1] ?? 0);
      steps.push({
        commands: content,
        isStart: marks.trim() === 'start',
        as: /as=(\w+)/.exec(marks)?.[1],
        exit,
        expected: [],
        line,
      });
      continue;
    }
    if (!isRun) continue;
    const last = steps.at(-1);
    if (!last || last.expected.length > 0) throw new Error(`${path}:${line}: output without commands before it`);
    steps[steps.length - 1] = { ...last, expected: content.split('\n').filter((text) => text.trim() !== '') };
  }
  return steps;
}

function consoleSteps(content: string, line: number): Step[] {
  return content.split(/^(?=\$ )/m).map((shown) => {
    const [command = '', ...expected] = shown.split('\n');
    assert(command.startsWith(PROMPT), `a console begins with a command, at ${line}`);
    return {
      commands: command.slice(PROMPT.length),
      isStart: false,
      as: undefined,
      exit: undefined,
      expected: expected.filter((text) => text.trim() !== ''),
      line,
    };
  });
}

/** One test for each step: it was reached, showed what the page shows, and ended as the page says. */
export function expectSteps(steps: readonly Step[], transcript: () => string): void {
  for (const [index, step] of steps.entries()) {
    it(`line ${step.line}: ${step.commands.trim().split('\n').at(-1)}`, () => {
      const result = resultOf(transcript(), index);
      assert(result, `not reached:\n${transcript().slice(-2_000)}`);
      for (const line of step.expected) expectThat(`${line}\nis not in\n${result.output}`, shows(result.output, line)).toBe(true);
      if (step.exit !== undefined) expectThat(result.output, result.exit).toBe(step.exit);
      if (step.exit === 0) expectThat(result.output, result.output.includes(FAILED)).toBe(false);
    });
  }
}

/** Whether `output` has a line, or part of one, like `expected`. */
export function shows(output: string, expected: string): boolean {
  const pattern = expected
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^\\n]*');
  return new RegExp(pattern).test(output);
}

/** One script for all steps, so that variables and functions live on; each step's output and exit code are marked. */
export function scriptOf(steps: readonly Step[]): string {
  // What a page has killed is waited for, and ends as such.
  const telling = `trap '[[ $BASH_COMMAND == wait* ]] || echo "${FAILED} $BASH_COMMAND"' ERR\n`;
  return (
    telling + steps.map((step, index) => `echo "@@begin ${index}"\n${commandsOf(step)}\necho "@@end ${index} $?"\n`).join('')
  );
}

function commandsOf({ commands, as }: Step): string {
  if (as === undefined) return commands;
  const desk = `$PWD/.writ-${as}`;
  const sitDown = `OWN=$WRIT_HOME OWN_CONFIG=$XDG_CONFIG_HOME; WRIT_HOME=${desk} XDG_CONFIG_HOME=${desk}/config`;
  return `${sitDown}\n${commands}\nENDED=$?; WRIT_HOME=$OWN XDG_CONFIG_HOME=$OWN_CONFIG; (exit $ENDED)`;
}

interface StepResult {
  readonly output: string;
  readonly exit: number;
}

/** Undefined for a step that was not reached. */
function resultOf(output: string, index: number): StepResult | undefined {
  const [, text, exit] = new RegExp(`@@begin ${index}\\n([\\s\\S]*?)@@end ${index} (\\d+)`).exec(output) ?? [];
  return text === undefined ? undefined : { output: text, exit: Number(exit) };
}
