import { PICTURES } from '../../support/pictures.ts'

/** The host that the files of the dialogues come from. */
export const FILE_HOST = 'files.chat.example'

/** What somebody attached to a chat, by path. */
export const CHAT_FILES: Readonly<Record<string, string | Buffer>> = {
  '/photo.jpg': PICTURES.jpeg,
  '/page.html': '<!DOCTYPE html><title>No picture</title>',
  '/count.csv': [
    'SKU,Model,Color,Gender,Size,Quantity',
    '132-CAM,Compensée Palmier,Camel,Femme,38,9',
    '132-CAM,Compensée Palmier,Camel,Femme,39,4',
  ].join('\n'),
}
