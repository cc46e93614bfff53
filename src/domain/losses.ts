import { lostMovements, type Safety, type VerifiedBackup } from './safety.ts'
import { join, type Sentence, say } from './say.ts'

/** The losses in words, with what to do; null when there are none. */
export function tellLosses({ losses, backup }: Pick<Safety, 'losses' | 'backup'>): Sentence | null {
  const [first] = losses
  if (!first) return null
  const gone = lostMovements({ losses })
  const each = losses
    .map(({ expected, found, at }) =>
      say({
        en: `number ${expected} was acknowledged, and the ledger ended at ${found} when PocketBase started at ${at}`,
        fr: `le numéro ${expected} était confirmé, et le registre finissait à ${found} quand PocketBase a démarré à ${at}`,
      }),
    )
    .join('; ')
  return join([
    say({
      en: `${gone} movements are gone: ${each}. Its files were damaged.`,
      fr: `Mouvements perdus, ${gone} : ${each}. Ses fichiers ont été abîmés.`,
    }),
    tellBackup(backup, first.found),
  ])
}

function tellBackup(backup: VerifiedBackup | null, found: number): Sentence {
  const again = say({
    en: 'record what is missing again, or count the shelves',
    fr: 'enregistrez à nouveau ce qui manque, ou comptez le stock',
  })
  if (!backup) {
    return say({
      en: `No backup is known: ${again}.`,
      fr: `Aucune sauvegarde n’est connue : ${again}.`,
    })
  }
  const newest = say({
    en: `The newest backup, ${backup.name}, ends at number ${backup.lastSeq}`,
    fr: `La dernière sauvegarde, ${backup.name}, finit au numéro ${backup.lastSeq}`,
  })
  return backup.lastSeq > found
    ? say({
        en: `${newest}, so restoring it brings some of them back; otherwise ${again}.`,
        fr: `${newest}, donc la restaurer en ramène une partie ; sinon ${again}.`,
      })
    : say({
        en: `${newest}, so it has none of them: ${again}.`,
        fr: `${newest}, donc elle n’en a aucun : ${again}.`,
      })
}
