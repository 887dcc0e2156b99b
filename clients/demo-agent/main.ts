import { Command } from 'commander';
import { EXIT_FAILED } from '../cli/exit.js';
import { errorLines, isEnding } from '../cli/showing/problem.js';
import { shown } from '../cli/showing/screen.js';
import { processSurroundings, surround } from '../cli/surroundings.js';
import { addCustomers } from './customers/customers.command.js';
import { addStory } from './story/story.command.js';

const args = process.argv.slice(2);
const surroundings = processSurroundings();
const program = new Command('demo').description('agents to watch: the story of one that is overseen, or many customers served');
surround(program, surroundings, args);
addStory(program);
addCustomers(program);

try {
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  if (!isEnding(error)) throw error;
  for (const line of errorLines(error)) surroundings.err.write(`${shown(line)}\n`);
  process.exitCode = EXIT_FAILED;
}
