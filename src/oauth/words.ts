import type { Scope } from '../domain/api-key.ts'
import { wordsFor } from '../http/pages/language.ts'

/** Everything that the pages about programs say, in one language. */
export interface Words {
  readonly consent: (program: string) => string
  readonly program: string
  readonly you: string
  readonly wantsIn: string
  readonly sentTo: string
  readonly onThisComputer: string
  readonly wants: string
  readonly tooMuch: string
  readonly onlyIf: string
  readonly allow: string
  readonly deny: string
  readonly means: Readonly<Record<Scope, string>>
  readonly moment: string
  readonly goOn: string
  readonly failed: string
  readonly failedWhy: string
}

const WORDS = {
  en: {
    consent: (program) => `Let ${program} in?`,
    program: 'Program',
    you: 'You are',
    wantsIn: 'A program wants to work in your shop as you.',
    sentTo: 'It sends you to',
    onThisComputer: 'a program on this computer',
    wants: 'It wants to:',
    tooMuch: 'It asks for more than you may do yourself, so it cannot be let in.',
    onlyIf: 'Allow it only if you have just asked for this yourself.',
    allow: 'Allow',
    deny: 'Deny',
    means: {
      read: 'look at stock, products and movements',
      write: 'record sales, deliveries and counts, and change products',
      admin: 'import files and check the books',
    },
    moment: 'One moment',
    goOn: 'Go on',
    failed: 'This did not work',
    failedWhy:
      'The program that sent you here asked in a way that is not possible, or too late. Nothing was allowed. Go back to it and connect again.',
  },
  fr: {
    consent: (program) => `Autoriser ${program} ?`,
    program: 'Programme',
    you: 'Vous êtes',
    wantsIn: 'Un programme veut travailler dans votre boutique en votre nom.',
    sentTo: 'Il vous renvoie vers',
    onThisComputer: 'un programme de cet ordinateur',
    wants: 'Il veut :',
    tooMuch:
      'Il demande plus que ce que vous pouvez faire vous-même, et ne peut donc pas être autorisé.',
    onlyIf: 'N’autorisez que si vous venez de le demander vous-même.',
    allow: 'Autoriser',
    deny: 'Refuser',
    means: {
      read: 'consulter le stock, les produits et les mouvements',
      write: 'enregistrer ventes, livraisons et comptages, et modifier les produits',
      admin: 'importer des fichiers et contrôler les comptes',
    },
    moment: 'Un instant',
    goOn: 'Continuer',
    failed: 'Cela n’a pas marché',
    failedWhy:
      'Le programme qui vous a envoyé ici a fait une demande impossible, ou trop tard. Rien n’a été autorisé. Retournez-y et connectez-vous à nouveau.',
  },
} as const satisfies Record<ReturnType<typeof wordsFor>['language'], Words>

/** What the pages about programs say, in the language that the browser asks for. */
export const programWordsFor = (request: Parameters<typeof wordsFor>[0]): Words =>
  WORDS[wordsFor(request).language]
