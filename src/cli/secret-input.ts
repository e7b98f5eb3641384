import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FileUnreadable, Interrupted, UsageError } from './cli.errors.js';
import type { Terminal } from './terminal.js';

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = /[\b\u007f]/;
const MAX_CHARACTERS = 64 * 1024;

/**
 * A secret from a file, from standard input (`-`), or typed unseen. Never from the command line, which
 * every process of the machine may read. White space around it is dropped.
 * @throws FileUnreadable | UsageError when there is nobody to ask | Interrupted
 */
export async function readSecret(
  what: string,
  file: string | undefined,
  { terminal, from }: { terminal: Terminal; from: string },
): Promise<string> {
  if (file === '-') return notEmpty(what, await readAll(terminal.input));
  if (file !== undefined) return notEmpty(what, readFile(path.resolve(from, file)));
  if (terminal.input.isTTY) return notEmpty(what, await ask(`${what}: `, terminal));
  throw new UsageError(
    `The ${what} is missing: name a file with --secret-file FILE, or pipe it in with --secret-file -`,
  );
}

function notEmpty(what: string, text: string): string {
  const secret = text.trim();
  if (secret === '') throw new UsageError(`The ${what} is empty.`);
  return secret;
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FileUnreadable(file, { cause });
  }
}

async function readAll(input: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const part of input) {
    text += String(part);
    if (text.length > MAX_CHARACTERS) throw new UsageError('Standard input is too long for a secret.');
  }
  return text;
}

/** Asks on the terminal and shows nothing of what is typed. */
function ask(question: string, { input, errors }: Terminal): Promise<string> {
  errors.write(question);
  input.setRawMode?.(true);
  input.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.setRawMode?.(false);
      input.pause();
      errors.write('\n');
    };
    const onEnd = (): void => {
      end();
      resolve(typed);
    };
    const onData = (text: string): void => {
      for (const character of text) {
        if (character === CTRL_C) {
          end();
          return reject(new Interrupted());
        }
        if (character === '\r' || character === '\n' || character === CTRL_D) return onEnd();
        typed = BACKSPACE.test(character) ? [...typed].slice(0, -1).join('') : typed + character;
      }
    };
    input.on('data', onData);
    input.once('end', onEnd);
    input.resume();
  });
}
