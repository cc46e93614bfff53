import { SetupError, StockError } from '../../domain/errors.ts'
import { figure } from '../../domain/figures.ts'
import type { Language } from '../../domain/language.ts'
import { join, type Sentence, sameInAll, say } from '../../domain/say.ts'
import { oneAtATime } from '../../shared/one-at-a-time.ts'
import { NO_REPORT, OLD_REPORT } from '../../shared/report-token.ts'
import { inTurns, type Steps } from '../../shared/turns.ts'

/** The largest file that is taken in a request. */
export const MAX_BYTES = 10 * 1024 * 1024

/** Reads one file after the other: one that is read takes several times its own memory. */
export const inTurn = oneAtATime()

/**
 * Reads a file in turns with other requests.
 * @throws StockError 'file-unreadable' with what to correct
 */
export async function readable<Read>(steps: Steps<Read>): Promise<Read> {
  try {
    return await inTurns(steps)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    throw new StockError(
      'file-unreadable',
      join([
        sameInAll(error.message),
        say({
          en: 'Nothing was changed: correct the file and send it again.',
          fr: 'Rien n’a changé : corrigez le fichier et renvoyez-le.',
        }),
      ]),
      {},
      { cause: error },
    )
  }
}

/**
 * Refuses a file that has too many rows whatever it holds, before it is read: a cell may hold a line
 * break, but not each.
 * @throws StockError 'file-too-large'
 */
export function requireFewLines(bytes: Uint8Array, maxRows: number): void {
  if (hasMoreLines(bytes, 2 * maxRows)) throw tooLong(maxRows)
}

/** Whether there are more line ends of a kind, in the raw bytes: decoding them takes far longer. */
function hasMoreLines(bytes: Uint8Array, most: number): boolean {
  return ['\n', '\r'].some((end) => {
    const code = end.charCodeAt(0)
    let at = -1
    for (let lines = 0; lines <= most; lines++) {
      at = bytes.indexOf(code, at + 1)
      if (at === -1) return false
    }
    return true
  })
}

/**
 * Of a report that may be confirmed.
 * @param also what is sent with the token besides: "kind sales"
 */
export const confirmNext = (also = ''): Sentence =>
  say({
    en: `Nothing is written yet: show this to the owner, and send the same file with ${also && `${also} and `}the token to write it.`,
    fr: `Rien n’est encore écrit : montrez cela au propriétaire, et renvoyez le même fichier avec ${also && `${also} et `}le jeton (token) pour l’écrire.`,
  })

/** Of a file with bad rows. */
export const correctFirst = (): Sentence =>
  say({
    en: 'Nothing is written: correct the file, or send skip_bad_rows to leave these rows out.',
    fr: 'Rien n’est écrit : corrigez le fichier, ou envoyez skip_bad_rows pour laisser ces lignes de côté.',
  })

export const tooLong = (maxRows: number): StockError =>
  new StockError(
    'file-too-large',
    say({
      en: `The file has more than the ${figure(maxRows)} rows that are taken at once. Nothing was changed: split it, or import it on the server with npm run import.`,
      fr: `Le fichier a plus que les ${figure(maxRows)} lignes prises à la fois. Rien n’a changé : coupez-le, ou importez-le sur le serveur avec npm run import.`,
    }),
  )

/** Why a token no longer confirms what it was given for. */
const OUTDATED = {
  'no-report': NO_REPORT,
  'no-sales-report': {
    en: 'The token is not one of your reports on past sales.',
    fr: 'Ce jeton ne vient d’aucun de vos rapports sur des ventes passées.',
  },
  'other-file': {
    en: 'The report was on another file.',
    fr: 'Le rapport portait sur un autre fichier.',
  },
  'other-mode': {
    en: 'The report was for the other mode.',
    fr: 'Le rapport était pour l’autre mode.',
  },
  expired: OLD_REPORT,
  'stock-changed': {
    en: 'The stock has changed since the report.',
    fr: 'Le stock a changé depuis le rapport.',
  },
  'products-changed': {
    en: 'The products have changed since the report.',
    fr: 'Les produits ont changé depuis le rapport.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>

export const outdated = (why: keyof typeof OUTDATED): StockError => {
  const next = say({
    en: 'Nothing was changed: send the file without a token for a new report, show it to the owner, and confirm that one.',
    fr: 'Rien n’a changé : envoyez le fichier sans jeton pour un nouveau rapport, montrez-le au propriétaire, et confirmez celui-là.',
  })
  return new StockError('import-outdated', join([say(OUTDATED[why]), next]))
}
