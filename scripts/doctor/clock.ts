import { type Check, Skip, Trouble } from './check.ts'

/** Certificates and tunnels bear more; movements in the wrong order do not. */
const MOST_SECONDS = 5

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
    if (seconds <= MOST_SECONDS) return `agrees within ${MOST_SECONDS} s`
    throw new Trouble(`differs by ${seconds} s`, 'Set it: timedatectl set-ntp true')
  },
})
