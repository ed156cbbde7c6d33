import { spawnSync } from 'node:child_process';

/**
 * Runs a program in the terminal it was started in and then keeps the terminal open until the person has read it: VS Code
 * takes a terminal away as soon as its program ends. What the program had to say about a failure stands above the hint,
 * so this process ends well in every case; otherwise VS Code would add an alert with the whole command line.
 *
 * Arguments: the line that asks for Enter, the program, its arguments.
 */
const [closeHint = '', program = '', ...programArguments] = process.argv.slice(2);

// Ctrl+C is for the program; this process stays to say how it ended.
process.on('SIGINT', () => undefined);

const { error } = spawnSync(process.execPath, [program, ...programArguments], { stdio: 'inherit' });
if (error !== undefined) process.stderr.write(`${error.message}\n`);
process.stdout.write(`\n${closeHint}\n`);
process.stdin.once('data', () => process.exit(0));
