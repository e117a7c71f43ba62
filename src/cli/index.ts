import { fileURLToPath } from 'node:url';
import { nodeRefusal } from '../engine/nodeVersion.ts';
import { EXIT } from './commandLine.ts';
import { runCli } from './runCli.ts';

// A reader that has seen enough (`… | head`) ends the command without complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const err = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
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
