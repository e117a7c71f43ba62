import { fileURLToPath } from 'node:url';
import { nodeRefusal } from '../engine/nodeVersion.ts';
import { EXIT } from './commandLine.ts';
import { runCli } from './runCli.ts';

const err = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`… | head`) ends the command without complaint.
  if (error.code === 'EPIPE') process.exit();
  if (error.syscall !== 'write') throw error;
  err(`Standard output could not be written: ${error.code === 'ENOSPC' ? 'there is no space left' : String(error.code)}.`);
  process.exit(EXIT.refused);
});

const refusal = nodeRefusal();
if (refusal !== null) {
  err(refusal);
  process.exit(EXIT.refused);
}

process.exitCode = await runCli(process.argv.slice(2), {
  console: { out: (text) => void process.stdout.write(text), err },
  // Both as a source and as built (`out/main/cli.js`), this file lies two folders below the package.
  resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
});
