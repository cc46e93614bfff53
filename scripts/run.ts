import { SetupError, StockError } from '../src/domain/errors.ts'
import { printError } from '../src/process/terminal.ts'

/**
 * Runs a command. An error that a person can correct prints one sentence, any other where it was.
 * @param failed exit code of both
 */
export async function run(main: () => Promise<void>, failed = 1): Promise<void> {
  try {
    await main()
  } catch (error) {
    const isKnown = error instanceof SetupError || error instanceof StockError
    printError(isKnown ? error.message : String((error as Error).stack))
    // After one that nobody foresaw, something may be open that would keep the process.
    if (!isKnown) process.exit(failed)
    process.exitCode = failed
  }
}
