import { type Check, Skip, Trouble } from './check.ts'

/** Maximum clock difference. Certificates and tunnels tolerate more, but movements need their order. */
const MAX_SECONDS = 5

/** Compares the clock of this machine with the Date header of another server. */
export const clockCheck = (
  name: string,
  dateOf: () => Promise<string | null | undefined>,
): Check => ({
  name,
  async run() {
    const date = await dateOf().catch(() => undefined)
    if (!date) throw new Skip('there is no answer to compare it with')
    const seconds = Math.round(Math.abs(Date.now() - Date.parse(date)) / 1000)
    if (seconds <= MAX_SECONDS) return `agrees within ${MAX_SECONDS} s`
    throw new Trouble(`differs by ${seconds} s`, 'Set it: timedatectl set-ntp true')
  },
})
