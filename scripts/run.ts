import { SetupError, StockError } from '../src/domain/errors.ts'
import { printError } from '../src/process/terminal.ts'

/** Runs a command. An error that a person can correct prints one sentence and gives exit code 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof StockError)) throw error
    printError(error.message)
    process.exitCode = 1
  }
}
