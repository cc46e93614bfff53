import { type Counters, secondsPast } from '../counters.ts'
import { slowDown } from '../failed-keys.ts'

const MINUTE_MS = 60_000
const WINDOW_MS = 15 * MINUTE_MS

/** Tries for one account in the window, before it is left alone whatever is sent. */
const MAX_PER_ACCOUNT = 10
/** Wrong tries from one address in the window, after which each further one is refused as too many. */
const MAX_WRONG_PER_ADDRESS = 20
/** Tries from one address in the window: to look at a password takes the database long. */
const MAX_PER_ADDRESS = 100
/** Codes that are mailed to one account, and asked for from one address, in the window. */
const MAX_CODES = { account: 3, address: 20 }

/** Who tries to sign in. */
interface Try {
  /** In lower case. */
  readonly email: string
  readonly ip: string
}

export type SignInBrake = ReturnType<typeof createSignInBrake>

/**
 * Brakes the guessing of passwords and codes, for each account and for each address, since guesses for
 * one account may come from many addresses. A right password works from an address at which others
 * guess. Every method gives the seconds until the next try; 0 for now.
 */
export function createSignInBrake(counters: Counters) {
  const noteTry = async (most: number, key: string): Promise<number> =>
    secondsPast(most, await counters.hit(key, WINDOW_MS))

  return {
    /** Counts a try, before the password is looked at: of many at once, no more are looked at. */
    async begin({ email, ip }: Try): Promise<number> {
      return (
        (await noteTry(MAX_PER_ADDRESS, `sign-ins from ${ip}`)) ||
        (await noteTry(MAX_PER_ACCOUNT, accountKey(email)))
      )
    },

    /** Counts a try that comes from a provider, before the provider is asked. */
    beginAtProvider: (ip: string): Promise<number> =>
      noteTry(MAX_PER_ADDRESS, `sign-ins from ${ip}`),

    /** Counts that a try was wrong, and slows the address down. */
    async noteWrong({ ip }: Try): Promise<number> {
      const { count } = await counters.hit(`wrong sign-ins of a minute from ${ip}`, MINUTE_MS)
      await slowDown(count)
      return noteTry(MAX_WRONG_PER_ADDRESS, `wrong sign-ins from ${ip}`)
    },

    /** Forgets the tries for an account, whose owner has come. */
    noteRight: ({ email }: Try): Promise<void> => counters.forget(accountKey(email)),

    /** Counts that a code is asked for. */
    async beginCode({ email, ip }: Try): Promise<number> {
      return (
        (await noteTry(MAX_CODES.address, `codes for ${ip}`)) ||
        (await noteTry(MAX_CODES.account, `codes for ${email}`))
      )
    },
  }
}

const accountKey = (email: string): string => `sign-ins of ${email}`
