import type { Command } from 'commander';
import { typedProjects } from './config/projects';
import { type InstallOptions, installPython } from './python/install-python';
import { tellPython } from './python/python-info';

/** `python install` and `python info`, for the project in the working directory. */
export function addPythonCommands(program: Command): void {
  const python = program.command('python').description('installs the tested DSPy, and says which Python tests run in');
  python
    .command('install')
    .description('makes .venv where it is missing, by uv or venv, and installs the tested DSPy into it')
    .option('--dry-run', 'says what it would run')
    .option('--json', 'as JSON, for other programs')
    .action(async (options: InstallOptions) => installPython(process.cwd(), process.env, options));
  python
    .command('info')
    .description('the interpreter that tests find, by what they find it, and its DSPy')
    .option('--json', 'as JSON, for other programs')
    .action(async ({ json = false }: { json?: boolean }) => tellPython(await typedProjects(process.cwd(), process.env), process.env, json));
}
