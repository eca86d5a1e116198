/** Words with a commonly known order; within a line from first to last. */
const orders: readonly (readonly string[])[] = [
  'january february march april may june july august september october november december'.split(' '),
  'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' '),
  'monday tuesday wednesday thursday friday saturday sunday'.split(' '),
  'no yes'.split(' '),
  'n y'.split(' '),
  'false true'.split(' '),
  'não sim'.split(' '),
  'low medium high'.split(' '),
  'baixo médio alto'.split(' '),
  'very poor|bad|poor|fair|standard|average|regular|good|very good|excellent'.split('|'),
  'péssimo|ruim|regular|bom|ótimo|excelente'.split('|'),
]

/**
 * Sorts categories into the order that a person expects: a known one, else by number, else by name.
 */
export function orderCategories(categories: readonly string[]): string[] {
  const known = orders.find((order) => categories.every((category) => order.includes(category.toLowerCase())))
  if (known !== undefined)
    return [...categories].sort((a, b) => known.indexOf(a.toLowerCase()) - known.indexOf(b.toLowerCase()))
  return [...categories].sort(new Intl.Collator('en', { numeric: true }).compare)
}
