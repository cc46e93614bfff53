import { SetupError, StockError } from '../src/domain/errors.ts'

/** Runs a command. An error that a person can correct prints one sentence and gives exit code 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof StockError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
