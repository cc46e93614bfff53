import { SetupError, StockError } from '../src/domain/errors.ts'

/** Runs a command: what a person can correct is one sentence and exit code 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof StockError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
