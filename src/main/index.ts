import { app } from 'electron';
import { fileURLToPath } from 'node:url';
import { startDesktop } from './desktop.ts';

// As built, this file is `out/main/index.js`, two folders below the package.
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

void startDesktop({
  packageRoot,
  // `electron <folder> …` while developing, `ballast …` when packaged.
  argv: process.argv.slice(app.isPackaged ? 1 : 2),
  platform: process.platform,
  print: (text) => void process.stdout.write(`${text}\n`),
  say: (line) => void process.stderr.write(`${line}\n`),
});
