/** Where a person goes after signing in, unless something else was asked for. */
export const HOME = '/account'

const LONGEST = 2_000

/** A path of ours in printable ASCII: a browser reads "//", "/\" and control characters as another site. */
const OWN_PATH = /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/

/** The path of ours that was asked for, or the default: never another site. */
export function nextPath(asked: unknown): string {
  const isOurs =
    typeof asked === 'string' &&
    asked.length <= LONGEST &&
    OWN_PATH.test(asked) &&
    !asked.split(/[?#]/, 1)[0]?.includes('//')
  return isOurs ? asked : HOME
}
