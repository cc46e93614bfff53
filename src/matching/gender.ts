import { plain } from './normalise.ts'

const WORDS: Readonly<Record<string, string>> = {
  ...{ femme: 'f', femmes: 'f', woman: 'f', women: 'f', womens: 'f', dame: 'f', female: 'f' },
  ...{ homme: 'h', hommes: 'h', man: 'h', men: 'h', mens: 'h', male: 'h', monsieur: 'h' },
  ...{ unisex: 'u', unisexe: 'u', mixte: 'u' },
  ...{ enfant: 'e', enfants: 'e', kid: 'e', kids: 'e', child: 'e', children: 'e' },
}

/** One text for every way to say a gender: "Femme", "women" and "dame" are one. */
export const genderKey = (gender: string): string => {
  const word = plain(gender).replaceAll(' ', '')
  return WORDS[word] ?? word
}
