/** "0 produit", "1 produit", "2 produits": in French none is singular. */
export const countInFrench = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${Math.abs(number) < 2 ? one : many}`
