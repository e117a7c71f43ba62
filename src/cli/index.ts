import { fileURLToPath } from 'node:url';
import { runCli } from './runCli.ts';

// A reader that has seen enough (`… | head`) ends the command without complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCli(process.argv.slice(2), {
  console: {
    out: (text) => void process.stdout.write(text),
    err: (sentence) => void process.stderr.write(`${sentence}\n`),
  },
  // Both as a source and as built (`out/main/cli.js`), this file lies two folders below the package.
  resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
});
