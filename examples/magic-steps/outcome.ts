/** The classes of the target. */
const outcomes = ['Não', 'Sim'] as const

/** Classes of the predictions 0 and 1. */
export const [notReached, reached] = outcomes
