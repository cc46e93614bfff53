import { printable } from '../domain/text.ts'

/** Prints a line to standard output. What it says of the shop's data cannot steer the terminal. */
export const print = (line: string): void => {
  process.stdout.write(`${printable(line)}\n`)
}

/** Prints a line to standard error, as harmless. */
export const printError = (line: string): void => {
  process.stderr.write(`${printable(line)}\n`)
}
