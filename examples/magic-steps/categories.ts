/** Class letters of the school: w and x are not used. */
export const turmas: readonly string[] = 'abcdefghijklmnopqrstuvyz'.split('')

export const generos = ['menina', 'menino'] as const

export const generoLabels = {
  menina: { en: 'girl', 'pt-BR': 'menina' },
  menino: { en: 'boy', 'pt-BR': 'menino' },
} as const

/**
 * Stones in alphabetical order, as the contract lists them. In the order of the INDE they are
 * quartzo, ágata, ametista, topázio.
 */
export const pedras = ['ametista', 'quartzo', 'topázio', 'ágata'] as const

export const pedraLabels = {
  ametista: { en: 'amethyst', 'pt-BR': 'ametista' },
  quartzo: { en: 'quartz', 'pt-BR': 'quartzo' },
  topázio: { en: 'topaz', 'pt-BR': 'topázio' },
  ágata: { en: 'agate', 'pt-BR': 'ágata' },
} as const

export const atingiuLabels = {
  Não: { en: 'not yet', 'pt-BR': 'ainda não' },
  Sim: { en: 'reached', 'pt-BR': 'atingiu' },
} as const

/**
 * Returns the most frequent of the stones, which are listed oldest first; of equally frequent ones
 * the most recent. `null` if there is none.
 */
export function modalStone(stones: readonly (string | null)[]): string | null {
  let best: string | null = null
  let most = 0
  for (const stone of stones.toReversed()) {
    const count = stone === null ? 0 : stones.filter((other) => other === stone).length
    if (count > most) {
      best = stone
      most = count
    }
  }
  return best
}
