import { indexNames } from './index-names.ts'
import { plain } from './normalise.ts'

/** Names that are one to the ear, in groups: "Sandale Rabat" and "Sandals Rabat". */
export function alikeByEar(names: readonly string[]): string[][] {
  const families = Map.groupBy(indexNames(names).entries, ({ family }) => family)
  return [...families.values()]
    .map((entries) => entries.map(({ name }) => name))
    .filter((group) => new Set(group.map(plain)).size > 1)
}
