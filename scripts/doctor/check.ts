/** One health check. */
export interface Check {
  readonly name: string
  /**
   * @returns what was found, in a few words
   * @throws Trouble with what to do, or Skip where there is nothing to look at
   */
  run(): Promise<string>
}

export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'bad' | 'skipped'
  readonly text: string
  /** The next step of a person, where something is wrong. */
  readonly todo?: string | undefined
}

/** A problem, with what to do about it. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
  readonly todo: string

  constructor(message: string, todo: string) {
    super(message)
    this.todo = todo
  }
}

/** There is nothing to check, which is not a problem. */
export class Skip extends Error {
  override readonly name = 'Skip'
}

/** Runs the checks together, as some wait long for what does not answer. @returns in their order */
export const findings = (checks: readonly Check[]): Promise<Finding[]> =>
  Promise.all(checks.map(async ({ name, run }) => ({ name, ...(await outcome(run)) })))

async function outcome(run: Check['run']): Promise<Omit<Finding, 'name'>> {
  try {
    return { state: 'ok', text: await run() }
  } catch (error) {
    if (error instanceof Skip) return { state: 'skipped', text: error.message }
    const { message } = error as Error
    const todo = error instanceof Trouble ? error.todo : 'Correct this and run the doctor again.'
    return { state: 'bad', text: message, todo }
  }
}

const MARK = { ok: 'ok  ', bad: 'BAD ', skipped: '-   ' }

/** A finding as one line of text. */
export const told = ({ name, state, text, todo }: Finding): string =>
  `${MARK[state]}  ${name.padEnd(14)}${text}${todo ? `\n      → ${todo}` : ''}`
