import { parseArgs } from 'node:util'
import { SetupError } from '../../src/domain/errors.ts'

interface Options {
  readonly quick: boolean
  readonly large: boolean
  readonly json: boolean
  readonly readme: boolean
  /** Folder of another checkout. */
  readonly against?: string | undefined
}

/**
 * What is asked for on the command line.
 * @throws SetupError for what does not go together, or is not known
 */
export function readOptions(args: readonly string[]): Options {
  const options = parsed(args)
  if (options.against === '') throw new SetupError('--against needs the folder of a checkout.')
  if (options.against !== undefined && options.readme)
    throw new SetupError('--readme shows one checkout: leave out --against.')
  return options
}

function parsed(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        readme: { type: 'boolean', default: false },
        against: { type: 'string' },
      },
    })
    return values
  } catch (error) {
    throw new SetupError((error as Error).message)
  }
}
