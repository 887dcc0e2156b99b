import { readFileSync } from 'node:fs';

/** One block of commands and what its output must hold. */
export interface Step {
  readonly commands: string;
  /** `start`: not run with the others, but what serves them. */
  readonly isStart: boolean;
  readonly exit: number;
  /** Lines of the text block behind it; `…` stands for anything within a line. */
  readonly expected: readonly string[];
  /** Line of the page, for messages. */
  readonly line: number;
}

const BLOCK = /^```(sh|text)([^\n]*)\n([\s\S]*?)^```$/gm;

/** The ```sh blocks of a page, each with the ```text block behind it. */
export function readSteps(path: string): Step[] {
  const page = readFileSync(path, 'utf8');
  const steps: Step[] = [];
  for (const { 1: kind, 2: marks = '', 3: content = '', index } of page.matchAll(BLOCK)) {
    const line = page.slice(0, index).split('\n').length;
    if (kind === 'sh') {
      const exit = Number(/exit=(\d+)/.exec(marks)?.[1] ?? 0);
      steps.push({ commands: content, isStart: marks.trim() === 'start', exit, expected: [], line });
      continue;
    }
    const last = steps.at(-1);
    if (!last || last.expected.length > 0) throw new Error(`${path}:${line}: output without commands before it`);
    steps[steps.length - 1] = { ...last, expected: content.split('\n').filter((text) => text.trim() !== '') };
  }
  return steps;
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
  return steps.map(({ commands }, index) => `echo "@@begin ${index}"\n${commands}\necho "@@end ${index} $?"\n`).join('');
}

export interface StepResult {
  readonly output: string;
  readonly exit: number;
}

/** Undefined for a step that was not reached. */
export function resultOf(output: string, index: number): StepResult | undefined {
  const [, text, exit] = new RegExp(`@@begin ${index}\\n([\\s\\S]*?)@@end ${index} (\\d+)`).exec(output) ?? [];
  return text === undefined ? undefined : { output: text, exit: Number(exit) };
}
