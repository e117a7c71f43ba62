// The launcher speaks on stderr only: stdin and stdout belong to the command.

const terminal = process.stderr.isTTY === true;

export function say(sentence) {
  process.stderr.write(`ballast: ${sentence}\n`);
}

/** One running line with the seconds passed; `done` ends it. Without a terminal: a line at the start and every 15 s. */
export function sayProgress(what) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const line = () => `ballast: ${what} … ${seconds()} s`;
  process.stderr.write(terminal ? line() : `${line()}\n`);
  const timer = setInterval(() => process.stderr.write(terminal ? `\r${line()}` : `${line()}\n`), terminal ? 500 : 15_000);
  return {
    done(outcome) {
      clearInterval(timer);
      process.stderr.write(`${terminal ? '\r' : ''}ballast: ${what}: ${outcome} (${seconds()} s)\n`);
    },
  };
}
