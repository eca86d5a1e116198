/**
 * Returns the text without outer spaces, accents and letter case: `Topázio ` and `topazio` fold to
 * the same.
 */
export function foldText(text: string): string {
  return text.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
